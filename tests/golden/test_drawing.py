"""The drawing of random trainings that live.py holds against Keras."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network.checks import check, first_error
from nnstudio.network.json_format import document_from_json
from tests.golden.drawing.comparing import Outcome, differences
from tests.golden.drawing.documents import drawn
from tests.golden.drawing.networks import COMPUTING, placed_nodes


@pytest.mark.parametrize("number", range(40))
def test_what_is_drawn_can_be_trained(number):
    document = document_from_json(json.loads(json.dumps(drawn(7, number).document)))
    assert first_error(check(document)) is None


def test_the_same_seed_draws_the_same():
    first, again, other = drawn(1, 2), drawn(1, 2), drawn(2, 2)
    assert first.document == again.document != other.document
    for name, rows in first.rows.items():
        np.testing.assert_array_equal(rows, again.rows[name])


def test_every_layer_is_drawn_in_its_turn_but_those_that_act_at_random():
    documents = [drawn(0, number).document for number in range(len(COMPUTING))]
    featured = {node["type"] for document in documents for node in placed_nodes(document["network"])}
    left_out = types_of(Layer).keys() - featured
    assert {types_of(Layer)[name].category for name in left_out} == {"Augmentation"}


def test_trainings_agree_within_the_tolerance_only():
    weights = {"a/kernel": np.ones(2)}
    keras = Outcome({"loss": [1.0, 0.5]}, weights)
    assert differences(Outcome({"loss": [1.0, 0.5003], "seconds": [1.0, 1.0]}, weights), keras) == []
    assert differences(Outcome({"loss": [1.0, 0.51]}, weights), keras) == ["loss[1] is 0.51, in Keras 0.5."]
    assert differences(Outcome({}, weights), keras) == ["loss is missing."]
    assert differences(Outcome(keras.history, {}), keras) == ["a/kernel is missing."]
    assert differences(Outcome(keras.history, weights), Outcome(keras.history, {})) == ["Keras has no weight a/kernel."]
    assert differences(Outcome({"loss": [1.0]}, weights), keras) == ["loss has the shape (1,) instead of (2,)."]
