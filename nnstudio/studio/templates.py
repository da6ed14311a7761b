"""The documents that come with NN Studio, ready to train."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource

_CONTEXT = "Templates"


@dataclass(frozen=True)
class Template:
    """A document in `resources/templates` and how the welcome page speaks of it."""

    name: str
    icon: str
    category: str
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
        "core",
        "Core",
        QT_TRANSLATE_NOOP("Templates", "y = x²"),
        QT_TRANSLATE_NOOP("Templates", "A curve learned from 100 random numbers. Watch it bend into shape."),
    ),
    Template(
        "spiral",
        "recurrent",
        "Recurrent",
        QT_TRANSLATE_NOOP("Templates", "Two spirals"),
        QT_TRANSLATE_NOOP("Templates", "Tell two entangled spirals apart and see the boundary move."),
    ),
    Template(
        "iris",
        "normalization",
        "Normalization",
        QT_TRANSLATE_NOOP("Templates", "Iris"),
        QT_TRANSLATE_NOOP("Templates", "Three kinds of flowers from four measurements."),
    ),
    Template(
        "digits-mlp",
        "attention",
        "Attention",
        QT_TRANSLATE_NOOP("Templates", "Digits, dense"),
        QT_TRANSLATE_NOOP("Templates", "Handwritten digits with fully connected layers."),
    ),
    Template(
        "digits-cnn",
        "convolution",
        "Convolution",
        QT_TRANSLATE_NOOP("Templates", "Digits, convolutional"),
        QT_TRANSLATE_NOOP("Templates", "The same pictures, seen through learned filters."),
    ),
    Template(
        "diabetes",
        "merging",
        "Merging",
        QT_TRANSLATE_NOOP("Templates", "Diabetes"),
        QT_TRANSLATE_NOOP("Templates", "How an illness goes on, predicted from ten figures."),
    ),
)
