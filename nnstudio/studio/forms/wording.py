"""How forms name things: texts of the catalog in the user's language, and what a choice is called."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.studio.language import told

_LONG_NAME: Final = re.compile(r"[^\s\u200b]{24,}")
_SIGN: Final = re.compile(r"[_/.-]")
_WRITTEN_AS_TEXT = (ActivationFunction, Initializer, Regularizer)
"""The kinds that Keras code names by short texts, as in `activation="relu"`; all others go by their class."""


def words(text: str) -> str:
    """A text from below, such as a label or the message of a problem, in the user's language."""
    return told(text) if text else text


def none_word() -> str:
    """How a setting that holds nothing is shown."""
    return QCoreApplication.translate("Forms", "None")


def choice_name(declaration: type[Declaration]) -> str:
    """What a choice is called in a list: `relu`, `he_normal`, but `Adam`, `MeanSquaredError`, `accuracy`."""
    by_text = declaration.string_only or issubclass(declaration, _WRITTEN_AS_TEXT)
    return declaration.short_name if by_text else declaration.__name__


def expectation(field: Field) -> str:
    """What a setting may hold, such as "a whole number at least 1, or None"."""
    if field.kind is FieldKind.NUMBERS_BY_NAME:
        expected = field.bounds.after(QCoreApplication.translate("Forms", "names with numbers"))
        return QCoreApplication.translate("Forms", "{expected}, such as cat: 2, dog: 0.5").format(expected=expected)
    if field.kind is FieldKind.TEXTS:
        return QCoreApplication.translate("Forms", "names, parted by commas")
    expected = words(field.right_value)
    if not field.optional:
        return expected
    return QCoreApplication.translate("Forms", "{expected}, or {none}").format(expected=expected, none=none_word())


def range_text(field: Field) -> str:
    """The same for people who see the editor: empty where that offers all there is to choose from."""
    chosen = (FieldKind.BOOLEAN, FieldKind.CHOICE, FieldKind.DECLARATION, FieldKind.DECLARATIONS)
    if field.kind in chosen or (field.kind is FieldKind.TEXT and not field.optional):
        return ""
    return expectation(field)


def as_sentence(text: str) -> str:
    """A phrase such as a range as a sentence by itself; of nothing, nothing."""
    sentence = QCoreApplication.translate("Forms", "{phrase}.")
    return sentence.format(phrase=f"{text[:1].upper()}{text[1:]}") if text else ""


def tooltip(field: Field) -> str:
    """What appears when the pointer rests on a setting: its help and what it may hold."""
    lines = [words(field.help), as_sentence(range_text(field))]
    body = "<br>".join(escape(line) for line in lines if line)
    return f"<p><b>{escape(words(field.label))}</b> <code>{field.name}</code></p><p>{body}</p>"


def breakable(text: str) -> str:
    """A text whose long names may end a line after each of their signs."""
    return _LONG_NAME.sub(lambda name: _SIGN.sub(lambda sign: f"{sign[0]}\u200b", name[0]), text)


def formula_lines(formula: str) -> str:
    """A formula with each of its statements on a line of its own."""
    return "\n".join(part.strip() for part in formula.split(";"))


def paragraphs(text: str) -> list[str]:
    """A docstring as whole paragraphs, without the line breaks of its source, each in the user's language."""
    return [words(" ".join(block.split())) for block in text.split("\n\n") if block.strip()]
