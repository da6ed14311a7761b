"""What stands on the canvas in words, for those who hear it: what a thing is called, and what is wrong with it."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.layers.base import shape_text
from nnstudio.network.annotations import Note
from nnstudio.studio.canvas.card import Card
from nnstudio.studio.canvas.frame_look import FrameLook
from nnstudio.studio.canvas.scene import NetworkScene

_LONGEST: Final = 120
"""What of a note is its name."""


class Kind(Enum):
    """What can be gone to on the canvas."""

    NODE = "node"
    FRAME = "frame"
    NOTE = "note"


class Thing(NamedTuple):
    """One of them; it keeps its identity as long as it keeps its id."""

    kind: Kind
    id: str


class Words(NamedTuple):
    """What is told of a thing."""

    name: str
    """Everything in one line."""
    description: str = ""
    """What is wrong with it, or the rest of a long note."""
    value: str = ""
    """The shape that comes out of a node."""


def words_of(scene: NetworkScene, thing: Thing) -> Words:
    """The words for a thing that is there."""
    if thing.kind is Kind.NODE:
        return _node_words(scene, scene.nodes[thing.id].card)
    if thing.kind is Kind.FRAME:
        return _frame_words(scene.annotations.frames[thing.id].look)
    return _note_words(scene.annotations.notes[thing.id].note)


def _node_words(scene: NetworkScene, card: Card) -> Words:
    shapes = scene.session.inference.shapes
    given = [shape_text(shape) for edge in card.edges if (shape := shapes.get(edge.source)) is not None]
    result = "" if card.shape is None else shape_text(card.shape)
    parts = [
        _tr("{layer} “{name}”").format(layer=card.type_name, name=card.node_id),
        card.settings,
        *card.states,
        _tr("input {0}").format(" + ".join(given)) if given else "",
        _tr("output {0}").format(result) if result else "",
        _weights(card.weights),
        _tr("has a problem") if card.problem else "",
    ]
    return Words(", ".join(filter(None, parts)), card.problem, result)


def _frame_words(look: FrameLook) -> Words:
    name = QCoreApplication.translate("Frame", "Frame “{title}”").format(title=look.title)
    parts = (name, look.layers, _weights(look.weights), _tr("has a problem") if look.problem else "")
    return Words(", ".join(filter(None, parts)), look.problem)


def _note_words(note: Note) -> Words:
    text = " ".join(note.text.split())
    short = text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
    return Words(_tr("Note “{0}”").format(short), "" if short == text else note.text)


def _weights(count: str) -> str:
    return _tr("1 weight") if count == "1" else count and _tr("{0} weights").format(count)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Spoken", text)
