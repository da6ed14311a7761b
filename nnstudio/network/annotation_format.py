"""Notes and frames as JSON values and back. A network without any has no keys for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from nnstudio.catalog.conversion import refuse_unknown
from nnstudio.catalog.fields import shown
from nnstudio.errors import DocumentError
from nnstudio.network.annotations import (
    HUES,
    LARGEST_NOTE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    NOTE_SIZE,
    SMALLEST_NOTE,
    Annotation,
    Frame,
    Note,
)
from nnstudio.network.coordinates import read_pair, write_pair
from nnstudio.network.graph import ID_RULE, Network, is_valid_id
from nnstudio.network.json_values import as_list, as_object, as_text
from nnstudio.sentence import Sentence

ANNOTATION_KEYS = ("notes", "frames")
_NOTE_KEYS = ("id", "text", "position", "size", "color")
_FRAME_KEYS = ("id", "title", "nodes", "collapsed", "color")


def annotations_to_json(network: Network) -> dict[str, Any]:
    """The keys that stand beside "nodes" and "edges"."""
    parts = {"notes": list(map(_write_note, network.notes)), "frames": list(map(_write_frame, network.frames))}
    return {key: values for key, values in parts.items() if values}


def annotations_from_json(
    value: Mapping[str, Any], node_ids: Collection[str]
) -> tuple[tuple[Note, ...], tuple[Frame, ...]]:
    """The notes and frames of a network with these nodes; raises DocumentError."""
    notes = [_read_note(item, index) for index, item in enumerate(as_list(value.get("notes", []), '"notes"'))]
    frames = [_read_frame(item, index) for index, item in enumerate(as_list(value.get("frames", []), '"frames"'))]
    _require_unique_ids([*notes, *frames])
    _require_nodes(frames, node_ids)
    return tuple(notes), tuple(frames)


def _read_note(value: Any, index: int) -> Note:
    where = Sentence("Note {number}", number=index + 1)
    value = as_object(value, where)
    refuse_unknown(value, _NOTE_KEYS, where)
    text = as_text(value.get("text"), Sentence("The text of note {number}", number=index + 1))
    if not 0 < len(text) <= LONGEST_NOTE:
        raise DocumentError(
            Sentence("{where} must have a text of 1 to {most:,} characters.", where=where, most=LONGEST_NOTE)
        )
    return Note(
        id=_read_id(value, where),
        text=text,
        position=read_pair(value.get("position", [0, 0]), "position", where),
        size=_read_size(value.get("size", list(NOTE_SIZE)), where),
        color=_read_color(value.get("color"), where),
    )


def _read_frame(value: Any, index: int) -> Frame:
    where = Sentence("Frame {number}", number=index + 1)
    value = as_object(value, where)
    refuse_unknown(value, _FRAME_KEYS, where)
    title = as_text(value.get("title"), Sentence("The title of frame {number}", number=index + 1))
    if not 0 < len(title) <= LONGEST_TITLE or not title.isprintable():
        raise DocumentError(
            Sentence(
                "{where} must have a title of 1 to {most:,} characters without line breaks.",
                where=where,
                most=LONGEST_TITLE,
            )
        )
    nodes = as_list(value.get("nodes"), Sentence("The nodes of frame {number}", number=index + 1))
    if not nodes:
        raise DocumentError(Sentence("{where} holds no nodes. Name some, or leave it out.", where=where))
    collapsed = value.get("collapsed", False)
    if not isinstance(collapsed, bool):
        raise DocumentError(
            Sentence(
                '"collapsed" of {where} must be true or false, not {value}.',
                where=where,
                value=shown(collapsed),
            )
        )
    return Frame(
        id=_read_id(value, where),
        title=title,
        nodes=tuple(nodes),
        collapsed=collapsed,
        color=_read_color(value.get("color"), where),
    )


def _read_id(value: Mapping[str, Any], where: Sentence) -> str:
    name = value.get("id")
    if not isinstance(name, str) or not is_valid_id(name):
        raise DocumentError(
            Sentence('The "id" of {where} must be {rule}, not {value}.', where=where, rule=ID_RULE, value=shown(name))
        )
    return name


def _read_size(value: Any, where: Sentence) -> tuple[float, float]:
    width, height = read_pair(value, "size", where)
    (least_width, least_height), (most_width, most_height) = SMALLEST_NOTE, LARGEST_NOTE
    if not (least_width <= width <= most_width and least_height <= height <= most_height):
        raise DocumentError(
            Sentence(
                '"size" of {where} must lie between {least} and {most}, not {value}.',
                where=where,
                least=shown(write_pair(SMALLEST_NOTE)),
                most=shown(write_pair(LARGEST_NOTE)),
                value=shown(value),
            )
        )
    return width, height


def _read_color(value: Any, where: Sentence) -> str | None:
    if value is None or value in HUES:
        return None if value is None else str(value)
    close = get_close_matches(str(value), HUES, n=1)
    known = ", ".join(HUES)
    told = Sentence(
        "{where} has the color {value}, which is none of {known}.", where=where, value=shown(value), known=known
    )
    if close:
        told = Sentence("{problem} Did you mean {close}?", problem=told, close=shown(close[0]))
    raise DocumentError(told)


def _require_unique_ids(annotations: Collection[Annotation]) -> None:
    seen: set[str] = set()
    for annotation in annotations:
        if annotation.id in seen:
            raise DocumentError(
                Sentence("Two notes or frames have the id {id}; each needs its own.", id=shown(annotation.id))
            )
        seen.add(annotation.id)


def _require_nodes(frames: Collection[Frame], node_ids: Collection[str]) -> None:
    """A frame holds nodes that exist, each once and in no other frame."""
    holders: dict[str, Frame] = {}
    for frame in frames:
        for name in frame.nodes:
            if not isinstance(name, str) or name not in node_ids:
                close = get_close_matches(str(name), node_ids, n=1)
                told = Sentence(
                    "The frame “{title}” holds {name}, but no node has that id.", title=frame.title, name=shown(name)
                )
                if close:
                    told = Sentence("{problem} Did you mean {close}?", problem=told, close=shown(close[0]))
                raise DocumentError(told)
            if name in holders:
                raise DocumentError(
                    Sentence(
                        "“{node}” is in the frame “{first}” and in the frame “{second}”; a node is in one at most.",
                        node=name,
                        first=holders[name].title,
                        second=frame.title,
                    )
                    if holders[name] is not frame
                    else Sentence("“{node}” stands twice in the frame “{title}”.", node=name, title=frame.title),
                    node=name,
                )
            holders[name] = frame


def _write_note(note: Note) -> dict[str, Any]:
    value = {
        "id": note.id,
        "text": note.text,
        "position": write_pair(note.position),
        "size": write_pair(note.size),
    }
    return value | ({} if note.color is None else {"color": note.color})


def _write_frame(frame: Frame) -> dict[str, Any]:
    value: dict[str, Any] = {"id": frame.id, "title": frame.title, "nodes": list(frame.nodes)}
    if frame.collapsed:
        value["collapsed"] = True
    return value | ({} if frame.color is None else {"color": frame.color})
