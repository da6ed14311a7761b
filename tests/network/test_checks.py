from __future__ import annotations

import re

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.callbacks import EarlyStopping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nnstudio.catalog.metrics import AutoAccuracy, MeanAbsoluteError, SparseCategoricalAccuracy
from nnstudio.errors import NetworkError
from nnstudio.network.change import apply
from nnstudio.network.checks import check, first_error
from nnstudio.network.document import Document, Training
from tests.network.descriptions import NUMBERS, TARGETS, described
from tests.network.networks import broken_networks, chain, is_sound, sound_networks, wired

LOSSES = [
    MeanSquaredError(),
    BinaryCrossentropy(),
    BinaryCrossentropy(from_logits=True),
    CategoricalCrossentropy(),
    SparseCategoricalCrossentropy(),
    SparseCategoricalCrossentropy(from_logits=True),
]
METRICS = [AutoAccuracy(), MeanAbsoluteError(), SparseCategoricalAccuracy()]

thorough = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100)


@st.composite
def training_set_ups(draw):
    """Trainings that may not fit a network, and data that may not fit either."""
    training = Training(
        loss=draw(st.sampled_from(LOSSES)),
        metrics=tuple(draw(st.lists(st.sampled_from(METRICS), max_size=3))),
        batch_size=draw(st.sampled_from([1, 32, 1000])),
        callbacks=(EarlyStopping(monitor=draw(st.sampled_from(["loss", "val_loss", "val_mood"]))),),
    )
    inputs = {f"input{number}": draw(st.sampled_from([(3,), (4, 2), (4, 4, 2)])) for number in range(2)}
    return training, described(draw(st.sampled_from(TARGETS)), validation=draw(st.sampled_from([0, 20])), **inputs)


def problem_names(problem):
    return problem.code, problem.node, problem.field, problem.message


@thorough
@given(broken_networks())
def test_every_repair_of_a_network_removes_its_problem(network):
    document = Document(network=network)
    for problem in check(document):
        for fix in problem.fixes:
            left = {problem_names(other) for other in check(apply(document, fix.change))}
            assert problem_names(problem) not in left, fix.label


@thorough
@given(sound_networks(most=3), training_set_ups())
def test_every_repair_of_a_training_removes_its_problem(network, set_up):
    training, description = set_up
    document = Document(network=network, training=training)
    for problem in check(document, description):
        for fix in problem.fixes:
            left = {problem_names(other) for other in check(apply(document, fix.change), description)}
            assert problem_names(problem) not in left, fix.label


@thorough
@given(broken_networks(), training_set_ups())
def test_every_problem_is_a_sentence_about_a_node_and_a_field_that_exist(network, set_up):
    training, description = set_up
    for problem in check(Document(network=network, training=training), description):
        assert re.fullmatch(r"[A-Z“].*\.", problem.message), problem.message
        assert problem.node is None or problem.node in network.by_id
        assert problem.node is None or f"“{problem.node}”" in problem.message
        assert all(fix.change for fix in problem.fixes)


@thorough
@given(broken_networks())
def test_a_network_is_sound_exactly_if_it_has_no_error(network):
    has_error = first_error(check(Document(network=network))) is not None
    assert has_error or is_sound(network)


@thorough
@given(broken_networks())
def test_repairing_what_can_be_repaired_comes_to_an_end(network):
    document = Document(network=network)
    for _ in range(40):
        fixes = [problem.fixes[0] for problem in check(document) if problem.severity == "error" and problem.fixes]
        if not fixes:
            return
        document = apply(document, fixes[0].change)
    raise AssertionError([problem.message for problem in check(document)])


def test_errors_come_before_warnings():
    document = chain(Input(shape=(2,)), Dense(units=1), training=Training(batch_size=1000))
    problems = check(document, described(NUMBERS, input=(3,)))
    assert [problem.severity for problem in problems] == ["error", "warning", "warning"]
    assert first_error(problems) is problems[0]
    assert first_error(problems[1:]) is None


def test_the_training_is_looked_at_once_the_network_computes():
    document = wired({"input": Input(shape=(2,)), "a": Dense(units=1)}, training=Training(batch_size=1000))
    assert {problem.code for problem in check(document, described(NUMBERS, input=(3,)))} == {
        "missing-input",
        "unused-input",
    }


def test_a_problem_has_the_form_that_the_command_line_prints():
    (problem,) = check(chain(Input(shape=(64,)), MaxPooling2D()))
    assert problem.to_json(["Insert Reshape"]) == {
        "severity": "error",
        "code": "shape",
        "node": "max_pooling2d",
        "field": None,
        "message": "Input “input” gives 64 features, but MaxPooling2D “max_pooling2d” needs an input of 3 axes "
        "(height, width, channels), not 64.",
        "fixes": ["Insert Reshape"],
    }


def test_errors_of_the_tree_are_told_apart_by_their_exit_status():
    assert NetworkError("x").exit_status == 2
