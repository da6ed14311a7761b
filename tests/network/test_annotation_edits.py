from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits
from nnstudio.network.annotation_edits import (
    add_note,
    collapse,
    frame,
    join,
    move_notes,
    recolor,
    remove_notes,
    rename_frame,
    resize_note,
    unframe,
    write_note,
)
from nnstudio.network.annotations import Frame, Note
from nnstudio.network.block_edits import define, paste_blocks
from nnstudio.network.change import apply, touches_computation, touches_network
from nnstudio.network.checks import check
from nnstudio.network.document import Document
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Edge, Network
from nnstudio.network.grouping import group, unpack
from nnstudio.network.history import History
from nnstudio.network.inference import infer
from nnstudio.network.inside import every_node, inside, lifted
from nnstudio.network.json_format import document_from_json, document_to_json
from nnstudio.network.replacing import replace_layer
from nnstudio.network.splicing import put_into_edge
from tests.network.edit_sequences import Editor
from tests.network.networks import chain


@pytest.fixture
def document() -> Document:
    """input, dense, dense_2, dense_3, with a frame around the first two Dense and a note."""
    plain = chain(Input(shape=(2,)), *(Dense(units=3) for _ in range(3)))
    framed = apply(plain, frame(plain, ["dense", "dense_2"], "Head"))
    return apply(framed, add_note(framed, "Why?", (300.0, 0.0)))


def held(document):
    """What each frame holds, by its title."""
    return {one.title: one.nodes for one in document.network.frames}


def test_a_frame_goes_around_nodes_in_the_order_of_the_document(document):
    after = apply(document, frame(document, ["dense_3", "input"], "Ends"))
    assert held(after) == {"Head": ("dense", "dense_2"), "Ends": ("input", "dense_3")}
    assert after.network.frame_of["input"].title == "Ends"
    assert "dense_4" not in after.network.frame_of


def test_nodes_leave_their_frames_for_a_new_one(document):
    after = apply(document, frame(document, ["dense_2", "dense_3"], "Tail"))
    assert held(after) == {"Head": ("dense",), "Tail": ("dense_2", "dense_3")}


def test_nodes_that_are_framed_with_a_whole_frame_join_it(document):
    after = apply(document, frame(document, ["dense", "dense_2", "dense_3"], "ignored"))
    assert held(after) == {"Head": ("dense", "dense_2", "dense_3")}
    assert not frame(after, ["dense", "dense_2", "dense_3"], "Head").steps[1:], (
        "and framed once more they get a new one"
    )


def test_nothing_makes_no_frame(document):
    assert not frame(document, [], "Nothing")


def test_nodes_join_and_leave_frames(document):
    joined = apply(document, join(document, ["dense_3"], "frame"))
    assert held(joined) == {"Head": ("dense", "dense_2", "dense_3")}
    left = apply(joined, join(joined, ["dense", "dense_3"], None))
    assert held(left) == {"Head": ("dense_2",)}
    assert left.network.frames[0].id == "frame"
    assert held(apply(left, unframe(left, ["dense_2"]))) == {}


def test_joining_a_frame_leaves_the_other_one_which_goes_when_it_is_empty(document):
    two = apply(document, frame(document, ["dense_3"], "Tail"))
    assert held(apply(two, join(two, ["dense_3"], "frame"))) == {"Head": ("dense", "dense_2", "dense_3")}


def test_a_frame_follows_a_node_to_its_new_name(document):
    assert held(apply(document, edits.rename_node(document, "dense", "hidden"))) == {"Head": ("hidden", "dense_2")}
    assert held(apply(document, replace_layer(document, "dense", Input(shape=(2,)))))["Head"][0] == "input_2"


def test_a_frame_goes_with_its_last_node_and_comes_back_with_it(document):
    history = History(document)
    history.do(edits.remove(document, ["dense"]))
    assert held(history.document) == {"Head": ("dense_2",)}
    history.do(edits.remove(history.document, ["dense_2", "dense_3"]))
    assert held(history.document) == {}
    history.undo()
    history.undo()
    assert history.document == document


def test_a_node_that_is_inserted_between_two_of_a_frame_joins_it(document):
    inside_frame, across = Edge("dense", "dense_2"), Edge("dense_2", "dense_3")
    after = apply(document, edits.insert_on_edge(document, inside_frame, Dense(units=3), (0.0, 0.0)))
    assert held(after) == {"Head": ("dense", "dense_2", "dense_4")}
    assert held(apply(document, edits.insert_on_edge(document, across, Dense(units=3), (0.0, 0.0)))) == held(document)
    spliced = apply(document, put_into_edge(document, inside_frame, ["dense_3"]))
    assert held(spliced) == {"Head": ("dense", "dense_2", "dense_3")}


def test_frames_get_titles_and_colors_and_collapse(document):
    after = apply(document, collapse(document, ["frame"], collapsed=True))
    after = apply(after, rename_frame(after, "frame", "Encoder"))
    after = apply(after, recolor(after, ["note"], ["frame"], "green"))
    assert after.network.notes[0].color == "green"
    (only,) = after.network.frames
    assert only == Frame(id="frame", title="Encoder", nodes=("dense", "dense_2"), collapsed=True, color="green")


def test_notes_are_edited_moved_and_deleted(document):
    after = apply(document, write_note(document, "note", "Because."))
    after = apply(after, resize_note(after, "note", (320.0, 80.0)))
    after = apply(after, move_notes(after, {"note": (0.0, 8.0)}))
    assert after.network.notes == (Note(id="note", text="Because.", position=(0.0, 8.0), size=(320.0, 80.0)),)
    two = apply(after, add_note(after, "And?", (0.0, 0.0)))
    assert [note.id for note in two.network.notes] == ["note", "note_2"]
    assert str(remove_notes(two, ["note", "note_2"]).label) == "Delete 2 notes"
    assert apply(two, remove_notes(two, ["note"])).network.notes[0].text == "And?"


def test_a_note_without_text_goes(document):
    change = write_note(document, "note", "")
    assert apply(document, change).network.notes == ()
    assert change.label == "Delete note"


def test_moving_a_note_again_and_again_is_one_step_to_undo(document):
    history = History(document)
    for x in (8.0, 16.0, 24.0):
        history.do(move_notes(history.document, {"note": (x, 0.0)}, "Nudge"), merge=True)
    assert history.position == 1
    history.undo()
    assert history.document == document


def test_no_note_or_frame_changes_what_is_computed(document):
    plain = Document(network=Network(document.network.nodes, document.network.edges))
    assert infer(document.network) == infer(plain.network)
    assert check(document) == check(plain)
    assert expand(document.network).network.edges == plain.network.edges
    for change in (add_note(plain, "x", (0.0, 0.0)), frame(plain, ["dense"], "x"), unframe(document, ["dense"])):
        assert touches_network(change)
        assert not touches_computation(change)


def test_copies_bring_notes_and_whole_frames(document):
    network = document.network
    copied = [network.by_id["dense"], network.by_id["dense_2"]]
    after = apply(document, edits.paste(document, copied, network.edges, (16.0, 24.0), network.annotations))
    assert [one.nodes for one in after.network.frames] == [("dense", "dense_2"), ("dense_4", "dense_2_2")]
    assert after.network.frames[1].id == "frame_2"
    assert after.network.notes[1] == Note(id="note_2", text="Why?", position=(316, 24))
    note_alone = paste_blocks(document, [], [], (0.0, 0.0), {}, network.notes)
    assert note_alone.label == "Paste note"
    assert len(apply(document, note_alone).network.notes) == 2


def test_a_whole_frame_goes_into_a_block_and_comes_out_again(document):
    inside_block = apply(document, group(document, ["dense", "dense_2"], "body"))
    assert held(inside_block) == {}
    assert held(inside(inside_block, ["body"])) == {"Head": ("dense", "dense_2")}
    assert inside_block.network.notes == document.network.notes
    back = apply(inside_block, unpack(inside_block, "body"))
    assert held(back) == {"Head": ("dense", "dense_2")}


def test_a_block_takes_the_place_of_its_nodes_in_a_frame_and_they_take_it_back(document):
    grouped = apply(document, group(document, ["dense_2"], "body"))
    assert held(grouped) == {"Head": ("dense", "body")}
    assert held(apply(grouped, unpack(grouped, "body"))) == {"Head": ("dense", "dense_2")}


def test_a_block_of_nodes_from_inside_and_outside_a_frame_is_in_none(document):
    grouped = apply(document, group(document, ["dense_2", "dense_3"], "body"))
    assert held(grouped) == {"Head": ("dense",)}


def test_notes_inside_a_block_come_out_beside_its_nodes_under_free_names(document):
    grouped = apply(document, group(document, ["dense", "dense_2"], "body"))
    first = inside(grouped, ["body"]).network.by_id["dense"].position
    noted = apply(grouped, lifted(grouped, ["body"], add_note(inside(grouped, ["body"]), "Here", (first[0], -200.0))))
    assert noted.network.notes == document.network.notes
    unpacked = apply(noted, unpack(noted, "body")).network
    outside, came = unpacked.notes
    assert (outside.id, came.id, came.text) == ("note", "note_2", "Here")
    assert came.position[1] - unpacked.by_id["dense"].position[1] == -200 - first[1]


def test_linked_blocks_share_their_frames_and_notes(document):
    grouped = apply(document, group(document, ["dense", "dense_2"], "body"))
    linked = apply(grouped, define(grouped, "body"))
    change = lifted(linked, ["body"], add_note(inside(linked, ["body"]), "Here", (0.0, 0.0)))
    after = apply(linked, change)
    assert after.definitions["body"].notes[0].text == "Here"
    assert after.definitions["body"].frames[0].title == "Head"
    assert document_from_json(document_to_json(after)) == after


def test_whatever_is_edited_frames_hold_nodes_that_are_there_each_in_one():
    for seed in range(150):
        document, editor = Document(), Editor(seed)
        for _ in range(25):
            document = apply(document, editor.change(document))
            blocks = (node.layer.network for node in every_node(document.network) if node.type_name == "Block")
            for network in (document.network, *blocks):
                names = [name for one in network.frames for name in one.nodes]
                assert len(set(names)) == len(names)
                assert set(names) <= network.by_id.keys()
                assert all(one.nodes for one in network.frames)
                ids = [one.id for one in network.annotations]
                assert len(set(ids)) == len(ids)
