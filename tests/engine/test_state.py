from __future__ import annotations

import json

import numpy as np
import pytest
import safetensors.numpy

from nnstudio.engine.state import TrainingState
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import ProjectError
from tests.engine.trainings import PICTURES, advanced, pictures


@pytest.fixture
def state():
    return advanced(Trainer(PICTURES, pictures()), 7).state()


def test_a_state_survives_its_bytes(state):
    other = TrainingState.from_bytes(state.to_bytes())
    assert other.facts == state.facts
    for name, array in state.arrays.items():
        np.testing.assert_array_equal(other.arrays[name], array)
    assert other.to_bytes() == state.to_bytes()


def test_a_state_is_a_safetensors_file_that_others_can_read(state):
    arrays = safetensors.numpy.load(state.to_bytes())
    np.testing.assert_array_equal(arrays["weights/dense/kernel"], state.weights["dense/kernel"])


def test_a_state_knows_its_parts(state):
    assert state.epoch == 1
    assert "conv2d/kernel" in state.weights
    assert state.group("slots/").keys() == {"momentum", "velocity"}
    assert state.group("kept/").keys() == state.weights.keys()
    assert len(state.history["loss"]) == 1


def test_a_state_that_holds_what_is_not_finite_is_nothing_to_go_on_from(state):
    assert state.is_finite
    arrays = {**state.arrays, "slots/momentum": np.full(3, np.nan)}
    assert not TrainingState(arrays, state.facts).is_finite


def test_curves_may_hold_what_is_not_a_number(state):
    assert state.with_history({"loss": np.array([1.0, np.nan])}).is_finite


def with_facts(state, facts):
    return safetensors.numpy.save(dict(state.arrays), {"training": facts})


def damaged(state):
    blob, facts = state.to_bytes(), dict(state.facts)
    return {
        "nothing": b"",
        "text": b"hello",
        "a piece": blob[: len(blob) // 2],
        "only the header": blob[:100],
        "no facts": safetensors.numpy.save(dict(state.arrays)),
        "facts that are no JSON": with_facts(state, "{"),
        "facts that are a list": with_facts(state, "[]"),
        "facts that are too deep": with_facts(state, "[" * 100_000),
        "an epoch that is a text": with_facts(state, json.dumps(facts | {"epoch": "ten"})),
        "an epoch before the first": with_facts(state, json.dumps(facts | {"epoch": -1})),
        "a length without end": b"\xff" * 8 + blob[8:],
    }


@pytest.mark.parametrize("damage", damaged(advanced(Trainer(PICTURES, pictures()), 1).state()))
def test_bytes_that_are_no_state_are_refused(state, damage):
    with pytest.raises(ProjectError, match=r"A checkpoint is damaged and cannot be used\. Choose another one\."):
        TrainingState.from_bytes(damaged(state)[damage])
