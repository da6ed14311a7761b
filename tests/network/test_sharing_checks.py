from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.inference import infer
from tests.network.networks import wired


def siblings(first, second, inputs=(3,)):
    document = wired(
        {"x": Input(shape=inputs), "a": first, "b": second, "end": Concatenate(axis=1)},
        *("x > a", "x > b", "a > end", "b > end:1"),
    )
    return apply(document, edits.share_weights(document, ["b"], "a"))


def reasons(document):
    return [problem.message for problem in check(document) if problem.code == "shared-weights"]


def test_layers_of_equal_weights_may_share_them():
    document = siblings(Dense(units=4), Dense(units=4))
    assert not reasons(document)
    inference = infer(document.network)
    assert inference.weight_count("b") == 0
    assert inference.total_weights == 16


@pytest.mark.parametrize("other", [Dense(units=5), Dense(units=4, use_bias=False), Dropout(rate=0.5)])
def test_layers_of_other_weights_cannot(other):
    document = siblings(Dense(units=4), other)
    (reason,) = reasons(document)
    assert reason == (
        f"{type(other).__name__} “b” cannot share the weights of “a”: the two layers need weights of different kinds "
        "or shapes."
    )
    (problem,) = [problem for problem in check(document) if problem.code == "shared-weights"]
    assert problem.fixes[0].label == "Give “b” weights of its own"
    assert not reasons(apply(document, problem.fixes[0].change))


def test_weights_come_from_a_node_that_has_some_of_its_own():
    document = siblings(Dense(units=4), Dense(units=4))
    chained = apply(document, edits.share_weights(document, ["a"], "b"))
    assert "it has none of its own, but those of “b”" in reasons(chained)[1]
    selfish = apply(document, edits.share_weights(document, ["a"], "a"))
    assert "that is the node itself" in reasons(selfish)[0]
