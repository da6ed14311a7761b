"""Problems of blocks and of what is inside them."""

from __future__ import annotations

import pytest
from msgspec import structs

from nnstudio.catalog.activations import Sigmoid
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.losses import BinaryCrossentropy
from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.change import apply
from nnstudio.network.checks import check, first_error
from nnstudio.network.document import Training
from nnstudio.network.graph import Network
from nnstudio.network.index_checks import index_problems
from nnstudio.network.inside import inside, lifted
from tests.network.blocks import with_residual
from tests.network.descriptions import NUMBERS, described
from tests.network.doctor.cases import repairs_of, titles_of
from tests.network.networks import chain, wired


def problems(document):
    return {problem.code: problem for problem in check(document) if problem.severity == "error"}


def holding(network):
    return wired({"x": Input(shape=(3,)), "b": Block(network=network), "y": Dense(units=1)}, "x > b", "b > y")


def test_sound_blocks_have_no_problems():
    assert first_error(check(with_residual(definition="residual"))) is None


def test_a_problem_inside_names_the_block_and_the_node_and_is_repaired_from_outside():
    document = with_residual()
    document = apply(document, lifted(document, ["one"], edits.set_fields(inside(document, ["one"]), ["a"], units=5)))
    problem = problems(document)["shape"]
    assert problem.node == "one/sum"
    assert problem.message == (
        "Inside Block “one”: Input “x” gives 3 units and Dense “a” gives 5 units, which differ in units, but "
        "Add “sum” cannot add 3 and 5; make their shapes equal."
    )
    first = repairs_of(document, "shape")[0]
    assert first.title == "Set Units of “a” to 3"
    assert first_error(check(apply(document, first.change))) is None


def test_a_repair_counts_with_the_shape_that_arrives():
    inner = wired({"i": Input(shape=(9,)), "d": Dense(units=5), "s": Add()}, "i > s", "i > d", "d > s:1").network
    assert titles_of(holding(inner), "shape")[0] == "Set Units of “d” to 3"


def test_problems_at_whatever_depth_are_found():
    inner = wired({"i": Input(shape=(3,)), "s": Add()}, "i > s").network
    document = holding(wired({"i": Input(shape=(3,)), "deep": Block(network=inner)}, "i > deep").network)
    problem = problems(document)["missing-input"]
    assert problem.node == "b/deep/s"
    assert problem.message.startswith("Inside Block “b”: Inside Block “deep”: Add “s” has 1 edge coming in")


@pytest.mark.parametrize(
    ("network", "code", "sentence"),
    [
        (chain(Dense(units=1)).network, "block-input", "Block “b” has no Input inside, so that nothing can enter it."),
        (Network(), "block-output", "Block “b” has no result, because nothing inside is an output."),
        (
            wired({"i": Input(shape=(3,)), "d": Dense(units=5), "e": Dense(units=5)}, "i > d", "i > e").network,
            "block-output",
            "Block “b” has several results inside (“d”, “e”), but a block gives one.",
        ),
        (
            wired({"i": Input(shape=(3,)), "d": Dense(units=5), "e": Dense(units=5)}, "d > e", "e > d").network,
            "cycle",
            "Inside Block “b”: The edges ",
        ),
        (
            wired({"i": Input(shape=(3,)), "j": Input(shape=(3,)), "d": Dense(units=5)}, "i > d").network,
            "unused-input",
            "Inside Block “b”: Input “j” leads nowhere.",
        ),
        (
            wired({"i": Input(shape=(3,)), "j": Input(shape=(3,)), "d": Add()}, "i > d", "j > d:1").network,
            "missing-input",
            "Block “b” has 1 edge coming in and needs 2.",
        ),
    ],
)
def test_every_problem_of_a_block_has_its_sentence(network, code, sentence):
    assert problems(holding(network))[code].message.startswith(sentence)


def test_blocks_that_share_weights_must_be_alike():
    document = with_residual()
    document = apply(document, edits.share_weights(document, ["two"], "one"))
    assert first_error(check(document)) is None
    document = apply(document, lifted(document, ["two"], edits.rename_node(inside(document, ["two"]), "a", "c")))
    assert problems(document)["shared-weights"].message.startswith("Block “two” cannot share the weights of “one”")


def test_the_activation_that_a_block_ends_with_is_held_against_the_loss():
    inner = chain(Input(shape=(3,)), Dense(units=1, activation=Sigmoid())).network
    training = Training(loss=BinaryCrossentropy(from_logits=True))
    document = wired({"x": Input(shape=(3,)), "b": Block(network=inner)}, "x > b", training=training)
    (problem,) = [problem for problem in check(document) if problem.code == "output-activation"]
    assert problem.node == "b/dense"
    assert problem.message.startswith("Inside Block “b”: Dense “dense” gives probabilities (sigmoid)")
    mended = apply(document, problem.fixes[0].change)
    assert not mended.training.loss.from_logits
    assert mended.network == document.network


def test_what_is_looked_up_inside_a_block_is_held_against_the_data():
    inner = chain(Input(shape=(3,), dtype="int32"), Embedding(input_dim=5, output_dim=2)).network
    document = wired({"x": Input(shape=(3,), dtype="int32"), "b": Block(network=inner)}, "x > b")
    description = structs.replace(described(NUMBERS, x=(3,)), ranges={"x": (0.0, 9.0)})
    (problem,) = index_problems(document, description)
    assert problem.node == "b/embedding"
    assert problem.message.startswith("The input 'x' holds 9, but Embedding “b/embedding” knows")
    mended = apply(document, problem.fixes[0].change)
    assert inside(mended, ["b"]).network.by_id["embedding"].layer.input_dim == 10
