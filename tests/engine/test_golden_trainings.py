"""Whole trainings against what Keras 3 recorded from the same initial weights."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine.trainer import Trainer
from nnstudio.network.change import apply
from nnstudio.network.grouping import group
from nnstudio.network.json_format import document_from_json
from nnstudio.network.preparing import prepare_data
from tests.engine.trainings import trained
from tests.golden.golden import cases

WITH_ONE_OUTPUT = [case for case in cases("trainings") if set(case.arrays) & {"data/y"}]
"""Blocks have one output."""
EVERY_CASE = pytest.mark.parametrize("case", cases("trainings"), ids=str)


@pytest.fixture
def keras_trained(tmp_path):
    """Train a recorded document as it stands, from the recorded rows and weights."""

    def train(case, *, in_block=False):
        np.savez(tmp_path / "data.npz", **case.under("data"))
        document, initial = document_from_json(dict(case.config)), case.under("initial")
        if in_block:
            document = apply(document, group(document, document.network.by_id))
            initial = {f"block/{name}": values for name, values in initial.items()}
        data = prepare_data(document, tmp_path)
        return trained(Trainer(document, data, initial=initial))

    return train


@EVERY_CASE
def test_the_history_is_that_of_keras(keras_trained, case):
    curves = keras_trained(case).history.columns()
    for name, expected in case.under("history").items():
        np.testing.assert_allclose(curves[name], expected, rtol=1e-4, atol=1e-6, err_msg=name)
    measured = curves.keys() - {"epoch", "learning_rate", "seconds", "samples_per_second"}
    assert measured == case.under("history").keys() - {"learning_rate"}  # which Keras tells only where it may change


@EVERY_CASE
def test_the_final_weights_are_those_of_keras(keras_trained, case):
    weights = keras_trained(case).model.store.named()
    expected = case.under("final")
    assert weights.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(weights[name], values, rtol=1e-4, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("case", WITH_ONE_OUTPUT, ids=str)
def test_a_network_in_a_block_is_trained_as_keras_trains_the_network(keras_trained, case):
    trainer = keras_trained(case, in_block=True)
    curves, weights = trainer.history.columns(), trainer.model.store.named()
    for name, expected in case.under("history").items():
        np.testing.assert_allclose(curves[name], expected, rtol=1e-4, atol=1e-6, err_msg=name)
    for name, values in case.under("final").items():
        np.testing.assert_allclose(weights[f"block/{name}"], values, rtol=1e-4, atol=1e-5, err_msg=name)


def test_early_stopping_ends_where_keras_ended(keras_trained):
    (case,) = [case for case in cases("trainings") if case.name == "overfit"]
    trainer = keras_trained(case)
    assert trainer.epoch == len(case.arrays["history/loss"]) < trainer.epochs
    assert trainer.stop_reason.startswith(f"Early stopping ended the training after epoch {trainer.epoch}")
