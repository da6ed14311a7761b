"""Pure edits of notes and frames. None of them changes what is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from nnstudio.network.annotations import NOTE_SIZE, A, Annotation, Frame, Note, with_nodes, within
from nnstudio.network.change import AnnotationStep, Change, Step
from nnstudio.network.document import Document
from nnstudio.network.document_change import steps_by_id
from nnstudio.network.graph import Edge, Network, free_id
from nnstudio.sentence import Sentence, counted

Position = tuple[float, float]


def add_note(
    document: Document, text: str, position: Position, size: tuple[float, float] = NOTE_SIZE, color: str | None = None
) -> Change:
    """Put a note on the canvas."""
    network = document.network
    note = Note(id=fresh_annotation_id(network, "note"), text=text, position=position, size=size, color=color)
    return Change("Add note", (AnnotationStep(len(network.notes), None, note),))


def write_note(document: Document, note_id: str, text: str, size: tuple[float, float] | None = None) -> Change:
    """Give a note another text, for which it may have to be larger; one without text goes."""
    if not text:
        return remove_notes(document, [note_id])

    def written(note: Note) -> Note:
        return structs.replace(note, text=text, size=size or note.size)

    return _replace_notes(document, [note_id], written, Sentence("Edit note"))


def resize_note(document: Document, note_id: str, size: tuple[float, float]) -> Change:
    """Make a note larger or smaller."""
    label = Sentence("Resize note")
    return _replace_notes(document, [note_id], lambda note: structs.replace(note, size=size), label)


def move_notes(document: Document, positions: Mapping[str, Position], label: str = Sentence("Move")) -> Change:
    """Put notes at new positions."""
    return _replace_notes(document, positions, lambda note: structs.replace(note, position=positions[note.id]), label)


def remove_notes(document: Document, note_ids: Iterable[str]) -> Change:
    """Delete notes."""
    gone, notes = set(note_ids), document.network.notes
    left = [note for note in notes if note.id not in gone]
    count = len(notes) - len(left)
    return Change(counted(count, "Delete note", "Delete {count} notes"), tuple(_steps(notes, left)))


def frame(document: Document, node_ids: Iterable[str], title: str) -> Change:
    """Put a frame around nodes, which leave those that they were in.

    If one frame is among the nodes as a whole, the others join it.
    """
    network = document.network
    chosen = [node.id for node in network.nodes if node.id in set(node_ids)]
    whole = within(network.frames, chosen)
    if not chosen:
        return Change("Frame")
    if len(whole) == 1:
        return join(document, chosen, whole[0].id)
    others = with_nodes(network.frames, dict.fromkeys(chosen))
    added = Frame(id=fresh_annotation_id(network, "frame"), title=title, nodes=tuple(chosen))
    return Change("Frame", tuple(_steps(network.frames, [*others, added])))


def unframe(document: Document, node_ids: Iterable[str]) -> Change:
    """Take nodes out of their frames; a frame goes with its last node."""
    return Change("Unframe", tuple(frame_steps(document.network, dict.fromkeys(node_ids))))


def join(document: Document, node_ids: Iterable[str], frame_id: str | None) -> Change:
    """Put nodes into a frame that is there, or into none."""
    if frame_id is None:
        return unframe(document, node_ids)
    network, chosen = document.network, tuple(node_ids)
    target = next(one for one in network.frames if one.id == frame_id)
    joined = structs.replace(target, nodes=tuple(dict.fromkeys((*target.nodes, *chosen))))
    others = {one.id: one for one in with_nodes(network.frames, dict.fromkeys(chosen))} | {frame_id: joined}
    kept = [others[one.id] for one in network.frames if one.id in others]
    return Change(Sentence("Add to {frame}", frame=target.title), tuple(_steps(network.frames, kept)))


def join_between(document: Document, edge: Edge, node_ids: Iterable[str]) -> Change:
    """Put nodes that come into an edge into the frame in which both of its ends are, if there is one."""
    frame_of = document.network.frame_of
    around = frame_of.get(edge.source)
    if around is None or around != frame_of.get(edge.target):
        return Change("Join")
    return join(document, node_ids, around.id)


def rename_frame(document: Document, frame_id: str, title: str) -> Change:
    """Give a frame another title."""
    return _replace_frames(document, [frame_id], Sentence("Rename frame"), title=title)


def collapse(document: Document, frame_ids: Iterable[str], *, collapsed: bool) -> Change:
    """Show frames as one card each, or with their nodes again."""
    label = Sentence("Collapse frame") if collapsed else Sentence("Expand frame")
    return _replace_frames(document, frame_ids, label, collapsed=collapsed)


def recolor(document: Document, note_ids: Iterable[str], frame_ids: Iterable[str], color: str | None) -> Change:
    """Give notes and frames a color, or none."""
    label = Sentence("Color")
    notes = _replace_notes(document, note_ids, lambda note: structs.replace(note, color=color), label)
    return notes.then(_replace_frames(document, frame_ids, label, color=color))


def frame_steps(network: Network, names: Mapping[str, str | None]) -> list[Step]:
    """Let frames follow nodes that have other ids now, or none."""
    return _steps(network.frames, with_nodes(network.frames, names))


def paste_steps(
    network: Network, annotations: Iterable[Annotation], names: Mapping[str, str], offset: Position
) -> list[Step]:
    """Add copies of notes and frames under fresh ids; `names` are those that the nodes of the frames have now."""
    copies: list[Annotation] = []
    for annotation in annotations:
        fresh = fresh_annotation_id(network, annotation.id, [copy.id for copy in copies])
        if isinstance(annotation, Note):
            x, y = annotation.position
            copies.append(structs.replace(annotation, id=fresh, position=(x + offset[0], y + offset[1])))
        else:
            copies.append(structs.replace(annotation, id=fresh, nodes=tuple(names[one] for one in annotation.nodes)))
    notes = [copy for copy in copies if isinstance(copy, Note)]
    frames = [copy for copy in copies if isinstance(copy, Frame)]
    return [
        *_steps(network.notes, [*network.notes, *notes]),
        *_steps(network.frames, [*network.frames, *frames]),
    ]


def fresh_annotation_id(network: Network, wish: str, taken: Iterable[str] = ()) -> str:
    """An id that no note and no frame has."""
    return free_id(wish, {*(one.id for one in network.annotations), *taken})


def _replace_notes(document: Document, note_ids: Iterable[str], replaced: Callable[[Note], Note], label: str) -> Change:
    wanted, notes = set(note_ids), document.network.notes
    return Change(label, tuple(_steps(notes, [replaced(note) if note.id in wanted else note for note in notes])))


def _replace_frames(document: Document, frame_ids: Iterable[str], label: str, **values: Any) -> Change:
    wanted, frames = set(frame_ids), document.network.frames
    after = [structs.replace(one, **values) if one.id in wanted else one for one in frames]
    return Change(label, tuple(_steps(frames, after)))


def _steps(before: Sequence[A], after: Sequence[A]) -> list[Step]:
    return steps_by_id(before, after, AnnotationStep)
