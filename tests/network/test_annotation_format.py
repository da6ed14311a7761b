from __future__ import annotations

import pytest

from nnstudio.errors import DocumentError
from nnstudio.network.annotations import NOTE_SIZE, Frame, Note
from nnstudio.network.json_format import document_from_json, document_to_json

NODES = [
    {"id": name, "type": "Dense", "config": {"units": 2}, "position": [0, 104 * row]} for row, name in enumerate("abc")
]
NOTE = {"id": "note", "text": "Why\nthis?", "position": [300, 0], "size": [160, 80.5], "color": "yellow"}
FRAME = {"id": "frame", "title": "Head", "nodes": ["a", "b"], "collapsed": True, "color": "blue"}


def document(**parts):
    return document_from_json({"format": "nnstudio", "version": 1, "network": {"nodes": NODES, "edges": [], **parts}})


def test_notes_and_frames_are_read_and_written_as_they_are():
    network = document(notes=[NOTE], frames=[FRAME]).network
    assert network.notes == (
        Note(id="note", text="Why\nthis?", position=(300.0, 0.0), size=(160.0, 80.5), color="yellow"),
    )
    assert network.frames == (Frame(id="frame", title="Head", nodes=("a", "b"), collapsed=True, color="blue"),)
    written = document_to_json(document(notes=[NOTE], frames=[FRAME]))["network"]
    assert (written["notes"], written["frames"]) == ([NOTE], [FRAME])


def test_what_is_left_out_has_its_default():
    network = document(
        notes=[{"id": "note", "text": "x"}], frames=[{"id": "frame", "title": "x", "nodes": ["a"]}]
    ).network
    assert network.notes == (Note(id="note", text="x", position=(0.0, 0.0), size=NOTE_SIZE),)
    assert network.frames == (Frame(id="frame", title="x", nodes=("a",)),)


def test_a_network_without_any_is_written_as_it_was_before_there_were_some():
    assert document_to_json(document())["network"].keys() == {"nodes", "edges"}
    assert document(notes=[], frames=[]) == document()


def test_a_network_inside_a_block_has_its_own():
    inner = {"nodes": NODES, "edges": [], "notes": [NOTE], "frames": [FRAME]}
    block = {"id": "block", "type": "Block", "config": {"network": inner}, "position": [0, 0]}
    value = {"format": "nnstudio", "version": 1, "name": "untitled", "network": {"nodes": [block], "edges": []}}
    assert document_from_json(value).network.nodes[0].layer.network.frames[0].title == "Head"
    assert document_to_json(document_from_json(value)) == value


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"note": []}, "The network has no field named 'note'. Did you mean 'notes'?"),
        ({"notes": {}}, '"notes" must be a list, not {}.'),
        ({"notes": ["x"]}, "Note 1 must be a JSON object, not 'x'."),
        ({"notes": [NOTE | {"txt": "x"}]}, "Note 1 has no field named 'txt'. Did you mean 'text'?"),
        ({"notes": [NOTE | {"text": 7}]}, "The text of note 1 must be a text, not 7."),
        ({"notes": [NOTE | {"text": ""}]}, "Note 1 must have a text of 1 to 10,000 characters."),
        ({"notes": [NOTE | {"text": "x" * 10_001}]}, "Note 1 must have a text of 1 to 10,000 characters."),
        ({"notes": [NOTE | {"id": "a/b"}]}, 'The "id" of Note 1 must be a text of 1 to 100 characters'),
        ({"notes": [NOTE | {"id": None}]}, "not null."),
        ({"notes": [NOTE | {"position": [1]}]}, '"position" of Note 1 must be two numbers, such as [0, 120], not [1].'),
        ({"notes": [NOTE | {"size": "big"}]}, "\"size\" of Note 1 must be a list, not 'big'."),
        ({"notes": [NOTE | {"size": [8, 80]}]}, '"size" of Note 1 must lie between [96, 48] and [4096, 4096], not [8,'),
        ({"notes": [NOTE | {"color": "gren"}]}, "Note 1 has the color 'gren', which is none of blue, green,"),
        ({"notes": [NOTE | {"color": "gren"}]}, "Did you mean 'green'?"),
        ({"notes": [NOTE | {"color": ["blue"]}]}, "Note 1 has the color ['blue'], which is none of"),
        ({"notes": [NOTE, NOTE]}, "Two notes or frames have the id 'note'; each needs its own."),
        ({"notes": [NOTE], "frames": [FRAME | {"id": "note"}]}, "Two notes or frames have the id 'note'"),
        ({"frames": 3}, '"frames" must be a list, not 3.'),
        ({"frames": [FRAME | {"titel": "x"}]}, "Frame 1 has no field named 'titel'. Did you mean 'title'?"),
        ({"frames": [{"id": "x", "nodes": ["a"]}]}, "The title of frame 1 must be a text, not null."),
        ({"frames": [FRAME | {"title": ""}]}, "Frame 1 must have a title of 1 to 200 characters without line breaks."),
        ({"frames": [FRAME | {"title": "a\nb"}]}, "without line breaks."),
        ({"frames": [FRAME | {"nodes": "a"}]}, "The nodes of frame 1 must be a list, not 'a'."),
        ({"frames": [FRAME | {"nodes": []}]}, "Frame 1 holds no nodes. Name some, or leave it out."),
        ({"frames": [FRAME | {"nodes": [["a"]]}]}, "The frame “Head” holds ['a'], but no node has that id."),
        (
            {"frames": [FRAME | {"nodes": ["aa"]}]},
            "The frame “Head” holds 'aa', but no node has that id. Did you mean 'a'?",
        ),
        ({"frames": [FRAME | {"nodes": ["a", "a"]}]}, "“a” stands twice in the frame “Head”."),
        (
            {"frames": [FRAME, {"id": "tail", "title": "Tail", "nodes": ["b"]}]},
            "“b” is in the frame “Head” and in the frame “Tail”; a node is in one at most.",
        ),
        ({"frames": [FRAME | {"collapsed": 1}]}, '"collapsed" of Frame 1 must be true or false, not 1.'),
        ({"frames": [FRAME | {"color": 3}]}, "Frame 1 has the color 3, which is none of"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(parts, sentence):
    with pytest.raises(DocumentError) as refusal:
        document(**parts)
    assert sentence in refusal.value.sentence
