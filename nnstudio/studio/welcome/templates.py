"""The documents that come with NN Studio, ready to train."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource

_CONTEXT = "Templates"


@dataclass(frozen=True)
class Template:
    """A document in `resources/templates` and how the welcome page speaks of it; `template_pictures` draws it."""

    name: str
    _title: str
    _description: str

    @property
    def title(self) -> str:
        """Its name on the welcome page."""
        return QCoreApplication.translate(_CONTEXT, self._title)

    @property
    def description(self) -> str:
        """What it learns, in a sentence."""
        return QCoreApplication.translate(_CONTEXT, self._description)

    def read(self) -> Document:
        """The document."""
        return read_document_file(resource(f"templates/{self.name}.json"))


TEMPLATES: tuple[Template, ...] = (
    Template(
        "square",
        "y = x²",
        "A hundred points, and a curve that bends until it fits.",
    ),
    Template(
        "spiral",
        "Two spirals",
        "Two entangled arms, and a boundary that parts them.",
    ),
    Template(
        "iris",
        "Iris",
        "Three kinds of flowers from four measurements.",
    ),
    Template(
        "digits-mlp",
        "Digits, dense",
        "Handwritten digits through fully connected layers.",
    ),
    Template(
        "digits-cnn",
        "Digits, convolutional",
        "The same pictures, seen through learned filters.",
    ),
    Template(
        "diabetes",
        "Diabetes",
        "How an illness goes on, foretold from ten figures.",
    ),
    Template(
        "tide",
        "Tide, recurrent",
        "A GRU reads a wave and says what comes next.",
    ),
    Template(
        "waves",
        "Waves, convolutional",
        "Sine, square or sawtooth, wherever they begin.",
    ),
)
