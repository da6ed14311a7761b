from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.engine.weights import WeightStore
from nnstudio.errors import InputError
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.inference import infer
from tests.network.networks import chain

DOCUMENT = chain(Input(shape=(3,)), Dense(units=4), BatchNormalization(), Dense(units=2))


def store_of(document, dtype=np.float32):
    return WeightStore(document.network, infer(document.network), dtype)


@pytest.fixture
def store():
    return store_of(DOCUMENT)


def test_names_are_node_and_weight(store):
    assert list(store.named()) == [
        "dense/kernel",
        "dense/bias",
        "batch_normalization/gamma",
        "batch_normalization/beta",
        "batch_normalization/moving_mean",
        "batch_normalization/moving_variance",
        "dense_2/kernel",
        "dense_2/bias",
    ]


def test_trained_weights_and_gradients_are_views_into_one_vector_each(store):
    assert len(store.trained) == len(store.gradient) == 16 + 8 + 10
    assert len(store.tracked) == 8
    for slot in store.slots:
        assert np.shares_memory(slot.value, store.tracked if slot.gradient is None else store.trained)
        assert slot.gradient is None or np.shares_memory(slot.gradient, store.gradient)


def test_frozen_weights_have_no_gradient_of_their_own():
    document = apply(DOCUMENT, edits.set_trainable(DOCUMENT, ["dense"], False))
    store = store_of(document)
    assert len(store.trained) == 18
    assert [slot.gradient for slot in store.slots_of("dense")] == [None, None]
    store.gradients_of("dense").kernel[...] = 1
    assert not store.gradient.any()


def test_nodes_that_share_weights_have_the_slots_of_their_owner():
    document = chain(Input(shape=(2,)), Dense(units=2), Dense(units=2))
    document = apply(document, edits.share_weights(document, ["dense_2"], "dense"))
    store = store_of(document)
    assert store.slots_of("dense_2") == store.slots_of("dense") == list(store.slots)
    assert store.weights_of("dense_2").kernel is store.slots[0].value


def test_the_seed_decides_the_first_values(store):
    store.initialize(7)
    first = store.named()
    store.initialize(8)
    assert not np.array_equal(first["dense/kernel"], store.named()["dense/kernel"])
    store.initialize(7)
    for name, values in first.items():
        np.testing.assert_array_equal(store.named()[name], values)


def test_a_weight_begins_the_same_whatever_else_is_in_the_network(store):
    store.initialize(7)
    alone = store_of(chain(Input(shape=(3,)), Dense(units=4)))
    alone.initialize(7)
    np.testing.assert_array_equal(store.named()["dense/kernel"], alone.named()["dense/kernel"])


def test_named_weights_are_copies_that_can_be_loaded(store):
    store.initialize(0)
    named = store.named()
    store.initialize(1)
    store.load(named)
    for slot in store.slots:
        np.testing.assert_array_equal(slot.value, named[slot.path])
        assert not np.shares_memory(slot.value, named[slot.path])


def test_weights_of_other_types_are_rounded(store):
    store.load({slot.path: np.full(slot.value.shape, 0.1, np.float64) for slot in store.slots})
    np.testing.assert_array_equal(store.trained, np.float32(0.1))
    store.load({slot.path: np.ones(slot.value.shape, np.int64) for slot in store.slots})
    np.testing.assert_array_equal(store.trained, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dense/bias": None}, "W.npz have no dense/bias, which this network needs."),
        ({"dense/bais": np.zeros(4)}, "W.npz have dense/bais, which this network does not have."),
        ({"dense/bias": np.zeros(5)}, "W.npz have dense/bias of the shape 5; this network needs 4."),
        ({"dense/kernel": np.zeros((4, 3))}, "W.npz have dense/kernel of the shape 4×3; this network needs 3×4."),
        ({"dense/bias": np.zeros(())}, "W.npz have dense/bias of the shape scalar; this network needs 4."),
        ({"dense/bias": np.array([0, 1, np.nan, 2])}, "W.npz have values in dense/bias that are not finite."),
        ({"dense/bias": np.array([0, 1, np.inf, 2])}, "W.npz have values in dense/bias that are not finite."),
        ({"dense/bias": np.full(4, 1e300)}, "W.npz have values in dense/bias that are not finite."),
        ({"dense/bias": np.array(list("abcd"))}, "W.npz have dense/bias with <U1 values, which are no numbers"),
        ({"dense/bias": np.zeros(4, complex)}, "W.npz have dense/bias with complex128 values, which are no numbers"),
        ({"dense/bias": np.array([None] * 4)}, "W.npz have dense/bias with object values, which are no numbers"),
    ],
)
def test_weights_that_do_not_fit_are_refused_and_change_nothing(store, changes, sentence):
    store.initialize(0)
    before = store.named()
    arrays = {name: values for name, values in (before | changes).items() if values is not None}
    with pytest.raises(InputError) as refusal:
        store.load(arrays, "W.npz")
    assert refusal.value.sentence.startswith(sentence)
    for name, values in before.items():
        np.testing.assert_array_equal(store.named()[name], values)


def test_weights_can_be_remembered_and_recalled(store):
    store.initialize(0)
    store.remember()
    before = store.named()
    store.trained[...] = np.nan
    store.tracked[...] = np.inf
    assert not store.is_finite
    store.recall()
    assert store.is_finite
    for name, values in before.items():
        np.testing.assert_array_equal(store.named()[name], values)


def test_recalling_before_anything_was_remembered_changes_nothing(store):
    store.initialize(0)
    before = store.trained.copy()
    store.recall()
    np.testing.assert_array_equal(store.trained, before)
