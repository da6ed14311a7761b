from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling1D
from nnstudio.catalog.layers.recurrent import LSTM, Bidirectional
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.network.block import Block
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


def test_a_block_is_judged_by_what_is_inside():
    knowing = chain(Input(shape=(4, 3)), LSTM(units=2)).network
    ignorant = chain(Input(shape=(4, 3)), Dense(units=2), Flatten()).network
    assert not lost(Block(network=knowing), Dense(units=1))
    assert [problem.node for problem in lost(Block(network=ignorant), Dense(units=1))] == ["block/flatten"]


def test_a_mask_that_the_loss_cannot_heed_is_an_error():
    words = Embedding(input_dim=4, output_dim=2, mask_zero=True)
    document = chain(Input(shape=(4, 3)), words, TimeDistributed(layer=LSTM(units=2)))
    (problem,) = [problem for problem in check(document) if problem.code == "mask-shape"]
    assert (problem.node, problem.severity) == ("time_distributed", "error")
    assert problem.message == (
        "TimeDistributed “time_distributed” gives 4×2 (steps, features), but the mask that reaches it is for positions "
        "of 4×3, so that the loss cannot tell which of its steps are hidden. End the mask before, or let no layer make "
        "one."
    )


def test_numbers_that_are_looked_up_have_masks_of_their_own():
    assert not lost(Embedding(input_dim=4, output_dim=2, mask_zero=True), Dense(units=1))
    assert [problem.node for problem in lost(Embedding(input_dim=4, output_dim=2))] == []
