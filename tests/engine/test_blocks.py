"""A network with blocks trains, predicts and leaves as the same network without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from nnstudio.engine.health import observe, observe_node
from nnstudio.engine.model import Model
from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.grouping import group
from nnstudio.network.inside import inside, lifted
from nnstudio.network.json_format import read_document, write_document
from tests.engine.trainings import PICTURES, advanced, curves_of, pictures, prepared, trained, weights_of
from tests.network.blocks import grouped, weights_of_the_same_nodes, with_residual

HALVES = apply(PICTURES, group(PICTURES, ["conv2d", "batch_normalization", "max_pooling2d"], "eye"))
NESTED = apply(HALVES, group(HALVES, ["eye", "flatten"], "front"))


def rows():
    random = np.random.default_rng(1)
    return prepared({"input": random.normal(size=(12, 4))}, random.normal(size=(12, 2)))


@settings(max_examples=40)
@given(grouped())
def test_grouping_and_renaming_its_weights_leaves_the_predictions_as_they_are(documents):
    plain, with_blocks = (Model(document.network) for document in documents)
    plain.store.initialize(0)
    weights = with_blocks.store.named()
    with_blocks.store.load(weights_of_the_same_nodes(plain.store.named(), weights))
    random = np.random.default_rng(0)
    inputs = {node.id: random.normal(size=(3, *node.layer.shape)).astype(np.float32) for node in plain.network.inputs}
    np.testing.assert_array_equal(plain.predict(inputs), with_blocks.predict(inputs))


@pytest.mark.parametrize("document", [HALVES, NESTED], ids=["block", "block in a block"])
def test_a_training_with_blocks_is_that_without(document):
    first = Model(PICTURES.network)
    first.store.initialize(3)
    start = first.store.named()
    alone = trained(Trainer(PICTURES, pictures(), initial=start))
    paths = Model(document.network).store.named()
    with_blocks = trained(Trainer(document, pictures(), initial=weights_of_the_same_nodes(start, paths)))
    assert curves_of(with_blocks) == curves_of(alone)
    assert weights_of_the_same_nodes(weights_of(with_blocks), start) == weights_of(alone)


def test_weights_are_named_by_their_path():
    names = list(Model(NESTED.network).store.named())
    assert "front/eye/conv2d/kernel" in names
    assert "front/eye/batch_normalization/moving_mean" in names


def test_linked_blocks_have_weights_of_their_own_unless_they_share_them():
    document = with_residual(definition="residual")
    assert len(Model(document.network).store.slots) == 8
    shared = apply(document, edits.share_weights(document, ["two"], "one"))
    trainer = trained(Trainer(shared, rows()))
    assert [slot.path for slot in trainer.model.store.slots] == [
        "in/kernel",
        "in/bias",
        "one/a/kernel",
        "one/a/bias",
        "out/kernel",
        "out/bias",
    ]


def test_a_frozen_block_keeps_its_weights():
    document = with_residual()
    document = apply(document, edits.set_trainable(document, ["one"], trainable=False))
    trainer = Trainer(document, rows())
    before = weights_of(trainer)
    after = weights_of(trained(trainer))
    assert {name for name in after if after[name] == before[name]} == {"one/a/kernel", "one/a/bias"}


def test_a_training_with_blocks_goes_on_where_it_was_stopped():
    whole = trained(Trainer(NESTED, pictures()))
    stopped = advanced(Trainer(NESTED, pictures()), 5)
    resumed = Trainer(NESTED, pictures())
    resumed.restore(stopped.state())
    assert weights_of(trained(resumed)) == weights_of(whole)


def test_the_activations_of_blocks_are_those_of_their_results():
    model = Model(with_residual().network)
    model.store.initialize(0)
    found = model.activations({"input": np.ones((2, 4), np.float32)})
    np.testing.assert_array_equal(found["one"], found["one/sum"])
    np.testing.assert_array_equal(found["two/x"], found["one/sum"])


def test_a_block_shows_the_gradient_of_its_result_and_the_worst_complaint_inside():
    document = with_residual()
    trainer = Trainer(document, rows())
    trainer.model.store.weights_of("one/a").bias[...] = -100
    trainer.advance()
    found = observe(trainer)
    assert found["one"].gradient == found["one/sum"].gradient
    assert found["one"].message == "a: 100% of units dead"
    assert found["two"].message == found["two/a"].message is None or found["two"].message.startswith("a: ")
    assert found["one/x"].message is None


def test_a_block_in_detail_has_all_weights_inside():
    trainer = Trainer(with_residual(), rows())
    slots = trainer.model.slots_of("one")
    assert [slot.path for slot in slots] == ["one/a/kernel", "one/a/bias"]
    before = {slot.path: slot.value.copy() for slot in slots}
    trainer.advance()
    live = observe_node(trainer, "one", before)
    assert live.kernel
    assert live.gradients
    assert live.verdict
    assert observe_node(trainer, "nothing", {}) is None


def test_an_edit_inside_a_linked_block_is_trained_in_all():
    document = with_residual(definition="residual")
    change = lifted(document, ["one"], edits.rename_node(inside(document, ["one"]), "a", "hidden"))
    document = read_document(write_document(apply(document, change)))
    assert {"one/hidden/kernel", "two/hidden/kernel"} <= Model(document.network).store.named().keys()
