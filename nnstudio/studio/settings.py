"""What the user chose once, for every window."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QSettings

from nnstudio.studio.language import Language
from nnstudio.studio.theme import Mode

E = TypeVar("E", bound=StrEnum)


class Start(StrEnum):
    """What there is when the program starts without a file."""

    LAST = "last"
    """The windows that were open last."""
    WELCOME = "welcome"
    """The welcome page."""


def settings() -> QSettings:
    """Where choices are kept."""
    return QSettings("nnstudio", "studio")


def chosen_mode() -> Mode:
    """Light, dark, or as the system has it."""
    return _chosen("theme", Mode.SYSTEM)


def chosen_language() -> Language:
    """The language of the window."""
    return _chosen("language", Language.SYSTEM)


def chosen_start() -> Start:
    """What to begin with."""
    return _chosen("start", Start.LAST)


def _chosen(key: str, otherwise: E) -> E:
    value, kind = settings().value(key), type(otherwise)
    return kind(str(value)) if value in list(kind) else otherwise
