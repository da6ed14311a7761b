from __future__ import annotations

import pytest

from nnstudio.catalog.activations import ActivationFunction, Elu, LeakyRelu, Linear, Relu
from nnstudio.catalog.conversion import read_choice, read_config, write_choice, write_config, write_object
from nnstudio.catalog.metrics import AutoAccuracy
from nnstudio.catalog.regularizers import L1, L2, Regularizer
from nnstudio.errors import DocumentError
from tests.catalog.sample_declarations import Drill


def test_only_what_differs_from_the_default_is_written():
    assert write_config(Drill(speed=2)) == {"speed": 2}
    assert write_config(Drill(speed=2, share=0.25, grid=(1, 2))) == {"speed": 2, "share": 0.25, "grid": [1, 2]}


def test_a_nested_choice_is_its_short_name_or_an_object_with_its_settings():
    drill = Drill(speed=1, shape=Elu(), limit=L1(l1=0.5), others=(L1(), L2(l2=0.25)))
    assert write_config(drill) == {
        "speed": 1,
        "shape": "elu",
        "limit": {"type": "L1", "config": {"l1": 0.5}},
        "others": [{"type": "L1", "config": {}}, {"type": "L2", "config": {"l2": 0.25}}],
    }


def test_the_long_form_is_kept_for_all_but_what_keras_knows_by_a_string():
    assert write_object(Relu()) == {"type": "relu", "config": {}}
    assert write_object(AutoAccuracy()) == "accuracy"
    assert write_choice(Relu()) == "relu"


@pytest.mark.parametrize(
    "value", ["leaky_relu", "LeakyRelu", {"type": "LeakyRelu"}, {"type": "leaky_relu", "config": {}}, LeakyRelu()]
)
def test_a_choice_is_read_in_any_of_its_forms(value):
    assert read_choice(ActivationFunction, value, "test") == LeakyRelu()


def test_settings_are_read_in_their_stored_form():
    drill = read_config(Drill, {"speed": 1, "grid": 2, "share": 0, "others": ["l1", {"type": "L2"}]}, "test")
    assert drill == Drill(speed=1, grid=(2, 2), share=0.0, others=(L1(), L2()))


def test_null_means_the_default_choice_and_where_there_may_be_none_none():
    drill = read_config(Drill, {"speed": 1, "shape": None, "limit": None}, "test")
    assert (drill.shape, drill.limit) == (Linear(), None)


@pytest.mark.parametrize(
    ("config", "field", "sentence"),
    [
        ({}, "speed", "Speed (speed) of “hand” is missing; it must be a whole number at least 1 and at most 10."),
        ({"speed": 11}, "speed", "Speed (speed) of “hand” must be a whole number at least 1 and at most 10, not 11."),
        ({"sped": 1}, "sped", "Drill of “hand” has no field named 'sped'. Did you mean 'speed'?"),
        (
            {"speed": 1, "shape": "leaky_rleu"},
            "shape",
            "There is no activation named 'leaky_rleu' (Shape (shape) of “hand”). Did you mean 'leaky_relu'?",
        ),
        (
            {"speed": 1, "shape": 3},
            "shape",
            'Shape (shape) of “hand” must be the name of an activation or an object with "type" and "config", not 3.',
        ),
        (
            {"speed": 1, "limit": {"type": "L1", "config": {"l1": -1}}},
            "limit",
            "L1 (l1) of Limit (limit) of “hand” must be a number at least 0, not -1.",
        ),
        (
            {"speed": 1, "others": ["l1", {"type": "L2", "config": 3}]},
            None,
            "The config of regularizer 2 of “hand” must be an object, not 3.",
        ),
        ({"speed": 1, "others": 3}, "others", "Others (others) of “hand” must be a list of regularizer names, not 3."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(config, field, sentence):
    with pytest.raises(DocumentError) as refusal:
        read_config(Drill, config, "“hand”")
    assert refusal.value.sentence == sentence
    assert field in (None, refusal.value.field)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"typ": "L1"}, 'test must be the name of a regularizer or an object with "type" and "config"'),
        ({"type": "L1", "confg": {}}, "test has no field named 'confg'. Did you mean 'config'?"),
        ("L22", "There is no regularizer named 'L22' (test). Did you mean 'L2'?"),
        ("completely different", "There is no regularizer named 'completely different' (test)."),
    ],
)
def test_a_choice_that_cannot_be_read_is_refused_in_a_sentence(value, sentence):
    with pytest.raises(DocumentError) as refusal:
        read_choice(Regularizer, value, "test")
    assert refusal.value.sentence.startswith(sentence)
