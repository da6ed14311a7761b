"""Whether the notes and frames of a canvas are those of its document."""

from __future__ import annotations

from nnstudio.studio.canvas.card import first_problems
from nnstudio.studio.canvas.frame_item import frame_rect
from nnstudio.studio.canvas.frame_look import frame_look


def assert_annotations_show(scene, opened):
    network, annotations = opened.document.network, scene.annotations
    assert {name: item.note for name, item in annotations.notes.items()} == {note.id: note for note in network.notes}
    assert annotations.frames.keys() == {frame.id for frame in network.frames}
    assert {name for name, item in annotations.notes.items() if item.is_selected} == annotations.selected_notes
    for item in annotations.notes.values():
        assert item.pos().toTuple() == item.note.position
        assert item.shown_rect.size().toTuple() == item.note.size
    problems, hidden = first_problems(opened.problems), set()
    for frame in network.frames:
        item, chosen = annotations.frames[frame.id], opened.selection.intersection(frame.nodes)
        assert item.look == frame_look(opened, frame, problems)
        assert item.rect == frame_rect([scene.nodes[name] for name in frame.nodes])
        assert item.is_folded == (frame.collapsed and len(chosen) in (0, len(frame.nodes)))
        assert item.is_selected == (len(chosen) == len(frame.nodes))
        assert not item.is_marked
        assert item.ground.isVisible() != item.is_folded
        hidden.update(frame.nodes if item.is_folded else ())
    assert {name for name, item in scene.nodes.items() if not item.isVisible()} == hidden
    for edge, item in scene.edges.items():
        assert item.isVisible() != annotations.hides(edge)


def top_level_items(scene):
    """Everything that annotations have put into the scene."""
    return [*scene.annotations.items(), *(item.ground for item in scene.annotations.frames.values())]
