"""The parts of a formula."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Style(Enum):
    """How letters are drawn."""

    VARIABLE = "slanted"
    NAME = "upright"
    WORD = "upright, with space around"


class Binding(Enum):
    """How loosely an operator binds; looser ones have more space and are better places to end a line."""

    RELATION = 4
    SUM = 3
    PRODUCT = 2
    COMMA = 1
    SIGN = 0


@dataclass(frozen=True)
class Symbol:
    """Letters or digits."""

    text: str
    style: Style = Style.NAME


@dataclass(frozen=True)
class Operator:
    """A sign between two parts, or before one."""

    text: str
    binding: Binding


@dataclass(frozen=True)
class Row:
    """Parts side by side."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Fraction:
    """One part over another."""

    top: Row
    bottom: Row


@dataclass(frozen=True)
class Scripts:
    """A part with a small one below, above, or both."""

    base: Part
    below: Row | None = None
    above: Row | None = None


@dataclass(frozen=True)
class Root:
    """A square root."""

    inner: Row


@dataclass(frozen=True)
class Fenced:
    """A part between brackets or bars."""

    opening: str
    inner: Row
    closing: str


Part: TypeAlias = Symbol | Operator | Row | Fraction | Scripts | Root | Fenced
