from __future__ import annotations

import math

import pytest

from nnstudio.catalog.callbacks import ModelCheckpoint

nan = math.nan
DOWN_AND_UP = [1, 0.9, 0.95, 0.9, 0.91, 0.8]

# What Keras 3.15 does: settings, the figure epoch by epoch, the epochs that it saves.
KERAS = [
    ({}, DOWN_AND_UP, [0, 1, 2, 3, 4, 5]),
    ({"save_best_only": True}, DOWN_AND_UP, [0, 1, 5]),
    ({"save_best_only": True, "mode": "max"}, DOWN_AND_UP, [0]),
    ({"save_best_only": True, "initial_value_threshold": 0.92}, DOWN_AND_UP, [1, 5]),
    ({"save_best_only": True}, [nan, 1, nan, 0.5], [0]),
    ({"save_best_only": True, "monitor": "val_mood", "mode": "min"}, [1, 2], [0, 1]),
]


def names(callback, figures, monitor="val_loss"):
    """What is kept after each epoch; None where nothing is."""
    state, kept = callback.start(), []
    for epoch, figure in enumerate(figures):
        state, decision = callback.epoch_end(state, epoch, {monitor: figure})
        kept.append(decision.save_as)
    return kept


def names_of_batches(callback, batches, epochs):
    """What is kept while a loss falls from batch to batch."""
    state, kept = callback.start(), []
    for step in range(batches * epochs):
        epoch, batch = divmod(step, batches)
        state, decision = callback.batch_end(state, epoch, batch, {"loss": 1 / (1 + step)})
        kept.append(decision.save_as)
        if batch == batches - 1:
            state, decision = callback.epoch_end(state, epoch, {"loss": 0.1})
            kept.append(decision.save_as)
    return [name for name in kept if name is not None]


@pytest.mark.parametrize(("settings", "figures", "saved"), KERAS)
def test_epochs_are_kept_when_keras_saves_them(settings, figures, saved):
    kept = names(ModelCheckpoint(**settings), figures)
    assert [epoch for epoch, name in enumerate(kept) if name is not None] == saved


def test_batches_are_counted_through_the_epochs_as_in_keras():
    every = ModelCheckpoint(filepath="{epoch}-{batch}", save_freq=4)
    assert names_of_batches(every, 3, 4) == ["2-1", "3-2", "4-3"]
    best = every.replace(save_freq=2, save_best_only=True, monitor="loss", mode="max")
    assert names_of_batches(best, 3, 3) == ["1-2"]


def test_a_name_takes_in_the_epoch_and_its_figures():
    assert names(ModelCheckpoint(filepath="{epoch:02d}-{val_loss:.2f}"), [1, 0.9]) == ["01-1.00", "02-0.90"]
    assert names(ModelCheckpoint(filepath="best"), [1, 0.9]) == ["best", "best"]


def test_a_name_stands_as_it_is_where_a_figure_is_not_known():
    assert names(ModelCheckpoint(filepath="{mood:.2f}"), [1]) == ["{mood:.2f}"]


@pytest.mark.parametrize("filepath", ["best", "{epoch:02d}-{val_loss:.2f}", "{{epoch}}"])
def test_names_that_can_be(filepath):
    assert ModelCheckpoint(filepath=filepath).objection() is None


@pytest.mark.parametrize(
    ("filepath", "objection"),
    [
        (" ", "has no name for what it keeps; give it one, such as best"),
        ("{", "has a name with braces that hold no figure; write {epoch} or {val_loss:.2f}, say"),
        ("{}", "has a name with braces that hold no figure; write {epoch} or {val_loss:.2f}, say"),
        ("{epoch.__class__}", "has a name with braces that hold no figure; write {epoch} or {val_loss:.2f}, say"),
        ("{epoch[0]}", "has a name with braces that hold no figure; write {epoch} or {val_loss:.2f}, say"),
    ],
)
def test_names_that_cannot_be(filepath, objection):
    assert ModelCheckpoint(filepath=filepath).objection() == objection


def test_a_figure_is_watched_only_for_the_best():
    assert ModelCheckpoint().watched is None
    assert ModelCheckpoint(save_best_only=True).watched == "val_loss"
    assert ModelCheckpoint(filepath="best", save_best_only=True).summary == "best · best val_loss"
