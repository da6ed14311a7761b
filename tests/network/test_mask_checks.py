from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling1D
from nnstudio.catalog.layers.recurrent import LSTM, Bidirectional
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.network.checks import check
from tests.network.networks import chain


def lost(*layers):
    return [problem for problem in check(chain(Input(shape=(4, 3)), Masking(), *layers)) if problem.code == "mask-lost"]


def test_a_layer_that_knows_nothing_of_masks_is_named():
    (problem,) = lost(Dense(units=2), Flatten(), Dense(units=1))
    assert (problem.node, problem.severity) == ("flatten", "warning")
    assert problem.message == (
        "Flatten “flatten” knows nothing of masks: what is hidden in the result of “dense” counts again from there on."
    )


@pytest.mark.parametrize("layer", [LSTM(units=2), GlobalAveragePooling1D(), Bidirectional(layer=LSTM(units=1))])
def test_a_layer_that_passes_over_hidden_steps_is_no_problem(layer):
    assert not lost(layer, Dense(units=1))


def test_numbers_that_are_looked_up_have_masks_of_their_own():
    assert not lost(Embedding(input_dim=4, output_dim=2, mask_zero=True), Dense(units=1))
    assert [problem.node for problem in lost(Embedding(input_dim=4, output_dim=2))] == []
