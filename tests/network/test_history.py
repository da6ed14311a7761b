from __future__ import annotations

import random

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.history import History
from tests.network.edit_sequences import Editor
from tests.network.networks import chain


@pytest.fixture
def history():
    return History(chain(Input(shape=(2,)), Dense(units=3), Dense(units=1)))


def test_every_undo_changes_the_document_whatever_was_merged():
    for seed in range(100):
        history, editor = History(Document()), Editor(seed)
        for step in range(40):
            history.do(editor.change(history.document), merge=step % 2 == 0)
        while True:
            before = history.document
            if not history.undo():
                break
            assert history.document != before
        assert history.document == Document()


def test_any_moment_of_the_history_can_be_gone_to_in_one_change():
    for seed in range(50):
        history, editor, told = History(Document()), Editor(seed), []
        states = [history.document]
        while len(states) < 20:
            history.do(editor.change(history.document))
            if len(states) == history.position:
                states.append(history.document)
        mirrored = history.document
        history.subscribe(told.append)
        for position in random.Random(seed).sample(range(20), 8):
            history.go_to(position)
            assert history.position == position
            assert history.document == states[position]
            for change in told:
                mirrored = apply(mirrored, change)
            assert len(told) <= 1
            assert mirrored == history.document
            told.clear()


def test_a_jump_to_a_moment_at_which_the_document_was_the_same_is_told_too(history):
    told = []
    for name in ("mine", history.document.name):
        history.do(edits.set_name(history.document, name))
    history.subscribe(told.append)
    history.go_to(0)
    assert [change.steps for change in told] == [()]


@pytest.mark.parametrize(("position", "reached"), [(-3, 0), (99, 1)])
def test_a_position_beyond_the_history_is_its_end(history, position, reached):
    history.do(edits.set_fields(history.document, ["dense"], units=12))
    history.go_to(position)
    assert history.position == reached


def test_typing_is_one_step_to_undo(history):
    start = history.document
    for units in (1, 12, 128):
        history.do(edits.set_fields(history.document, ["dense"], units=units), merge=True)
    assert history.document.network.by_id["dense"].layer.units == 128
    assert history.position == 1
    history.undo()
    assert history.document == start
    history.redo()
    assert history.document.network.by_id["dense"].layer.units == 128


def test_typing_that_ends_where_it_began_leaves_nothing_to_undo(history):
    for units in (30, 3):
        history.do(edits.set_fields(history.document, ["dense"], units=units), merge=True)
    assert history.undo_label is None


def test_other_fields_other_nodes_and_other_labels_do_not_merge(history):
    history.do(edits.set_fields(history.document, ["dense"], units=5), merge=True)
    history.do(edits.set_fields(history.document, ["dense"], use_bias=False), merge=True)
    history.do(edits.set_fields(history.document, ["dense_2"], use_bias=False), merge=True)
    history.do(edits.set_training(history.document, epochs=2), merge=True)
    history.do(edits.set_training(history.document, batch_size=2), merge=True)
    fields = ("Set units of dense", "Set use bias of dense", "Set use bias of dense_2")
    assert history.labels == (*fields, "Set epochs", "Set batch size")


def test_nothing_merges_into_what_was_done_before_an_undo(history):
    history.do(edits.set_fields(history.document, ["dense"], units=5))
    history.do(edits.set_fields(history.document, ["dense_2"], units=6))
    history.undo()
    history.do(edits.set_fields(history.document, ["dense"], units=7), merge=True)
    assert history.position == 2


def test_added_nodes_never_merge(history):
    for _ in range(2):
        history.do(edits.add_node(history.document, Dense(units=1)), merge=True)
    assert history.position == 2


def test_a_new_edit_ends_what_could_be_redone(history):
    history.do(edits.set_name(history.document, "a"))
    history.undo()
    assert history.redo_label == "Rename document"
    history.do(edits.set_name(history.document, "b"))
    assert history.redo_label is None
    assert not history.redo()


def test_a_change_of_nothing_is_no_step(history):
    history.do(Change("Nothing"))
    history.do(edits.set_fields(history.document, ["dense"], units=3))
    assert history.position == 0


def test_listeners_hear_the_change_that_was_made_also_by_undo_and_redo(history):
    heard = []
    history.subscribe(heard.append)
    change = edits.set_name(history.document, "mine")
    history.do(change)
    history.undo()
    history.redo()
    assert heard == [change, change.inverse(), change]


def test_labels_keep_what_was_undone(history):
    history.do(edits.set_name(history.document, "a"))
    history.do(edits.add_node(history.document, Dense(units=1)))
    history.undo()
    assert history.labels == ("Rename document", "Add Dense")
    assert (history.undo_label, history.redo_label, history.position) == ("Rename document", "Add Dense", 1)
