from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.layers.activation import Softmax
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling1D
from nnstudio.catalog.layers.recurrent import LSTM
from nnstudio.catalog.layers.reshaping import Flatten, Permute, RepeatVector
from nnstudio.catalog.regularizers import OrthogonalRegularizer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document
from nnstudio.network.inference import infer
from tests.network.edit_sequences import Editor
from tests.network.networks import broken_networks, chain, sound_networks, wired

thorough = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(sound_networks())
def test_a_sound_network_has_a_shape_at_every_node(network):
    inference = infer(network)
    assert inference.shapes.keys() == inference.weights.keys() == network.by_id.keys()
    assert not inference.failures
    assert inference.cycle == ()


@thorough
@given(sound_networks())
def test_every_node_comes_after_those_it_depends_on(network):
    places = {name: place for place, name in enumerate(infer(network).order)}
    assert all(places[edge.source] < places[edge.target] for edge in network.edges)


@thorough
@given(broken_networks())
def test_what_is_known_of_a_broken_network_is_known_without_an_exception(network):
    inference = infer(network)
    assert bool(inference.cycle) == (not inference.order)
    assert inference.failures.keys().isdisjoint(inference.shapes)
    cycle = network.cycle
    edges = {(edge.source, edge.target) for edge in network.edges}
    assert all(pair in edges for pair in pairwise(cycle))


def test_weights_are_counted_without_being_made():
    inference = infer(chain(Input(shape=(10**9,)), Dense(units=10**9)).network)
    assert inference.weight_count("dense") == 10**18 + 10**9
    assert inference.total_weights == inference.weight_count("dense")


def test_moving_statistics_are_weights():
    assert infer(chain(Input(shape=(3,)), BatchNormalization()).network).total_weights == 12


def test_shapes_go_as_far_as_they_are_known():
    document = wired(
        {"x": Input(shape=(2,)), "a": Dense(units=3), "sum": Add(), "b": Dense(units=1)}, "x > a", "a > sum"
    )
    assert infer(document.network).shapes == {"x": (2,), "a": (3,)}


def test_an_empty_network_is_known_completely():
    assert infer(Document().network).shapes == {}


def test_long_chains_are_no_deeper_than_short_ones():
    document = chain(Input(shape=(1,)), *[Dense(units=1)] * 1500)
    assert len(infer(document.network).shapes) == 1501


def test_whole_numbers_stay_whole_where_they_are_only_moved():
    document = wired(
        {
            "words": Input(shape=(2, 2), dtype="int32"),
            "x": Input(shape=(4,)),
            "flat": Flatten(),
            "turned": Permute(dims=(2, 1)),
            "steps": RepeatVector(n=2),
            "twice": Concatenate(),
            "mixed": Concatenate(),
            "vectors": Embedding(input_dim=5, output_dim=3),
            "dense": Dense(units=1),
        },
        "words > turned",
        "turned > flat",
        "flat > steps",
        "flat > twice",
        "flat > twice:1",
        "flat > mixed",
        "x > mixed:1",
        "flat > vectors",
        "flat > dense",
    )
    types = infer(document.network).types
    assert {name for name, given in types.items() if given == "int32"} == {"words", "turned", "flat", "steps", "twice"}
    assert types.keys() == document.network.by_id.keys()


def test_a_mask_goes_as_far_as_layers_hand_it_on():
    document = wired(
        {
            "words": Input(shape=(4,), dtype="int32"),
            "vectors": Embedding(input_dim=5, output_dim=3, mask_zero=True),
            "dense": Dense(units=2),
            "steps": LSTM(units=2, return_sequences=True),
            "last": LSTM(units=2),
            "flat": Flatten(),
            "plain": Embedding(input_dim=5, output_dim=2),
            "half": Add(),
            "both": Add(),
            "mean": GlobalAveragePooling1D(),
        },
        "words > vectors",
        "words > plain",
        "vectors > dense",
        "dense > steps",
        "steps > last",
        "steps > flat",
        "plain > half",
        "dense > half:1",
        "steps > both",
        "dense > both:1",
        "both > mean",
    )
    assert infer(document.network).masks == dict.fromkeys(["vectors", "dense", "steps", "both"], (4,))


def test_a_mask_that_does_not_go_with_a_layer_is_a_failure_of_that_layer():
    document = chain(Input(shape=(4, 3)), Masking(), Softmax())
    assert str(infer(document.network).failures["softmax"]) == (
        "cannot leave out scores by a mask of 4; put an Activation with softmax in its place"
    )


def test_an_activity_regularizer_that_cannot_judge_the_results_is_a_failure_of_its_field():
    dense = Dense(units=2, activity_regularizer=OrthogonalRegularizer())
    failure = infer(chain(Input(shape=(4, 3)), dense).network).failures["dense"]
    assert str(failure).startswith("has the activity regularizer orthogonal_regularizer, which ")
    assert failure.field == "activity_regularizer"
    assert not infer(chain(Input(shape=(3,)), dense).network).failures


@pytest.mark.parametrize("seed", range(25))
def test_what_is_taken_over_from_before_an_edit_is_what_would_be_found_anew(seed):
    editor, document = Editor(seed), Document()
    before = infer(document.network)
    for _ in range(25):
        document = apply(document, editor.change(document))
        anew, before = infer(document.network), infer(document.network, before)
        assert before == anew or _told(before) == _told(anew)
        assert [*before.shapes] == [*anew.shapes]
        assert [*before.failures] == [*anew.failures]


def test_nothing_is_found_anew_that_an_edit_did_not_reach():
    document = chain(Input(shape=(3,)), Dense(units=4), Dense(units=5), Dense(units=6))
    before = infer(document.network)
    after = infer(apply(document, edits.set_fields(document, ["dense_2"], units=7)).network, before)
    assert after.weights["dense"] is before.weights["dense"]
    assert after.weights["dense_3"] != before.weights["dense_3"]


def _told(inference):
    """Errors are compared by their sentences."""
    return replace(inference, failures={name: str(error) for name, error in inference.failures.items()})
