"""A setting of a declaration: what it is called, what it may hold, and what to say where it holds something else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from msgspec import NODEFAULT

from nnstudio.catalog.declaration import Declaration


class FieldKind(Enum):
    """Which editor and which JSON form a field has."""

    INTEGER = "whole number"
    NUMBER = "number"
    BOOLEAN = "yes or no"
    CHOICE = "choice"
    INTEGERS = "whole numbers"
    INTEGER_PAIRS = "pairs of whole numbers"
    NUMBERS = "numbers"
    TEXT = "text"
    TEXTS = "texts"
    NUMBERS_BY_NAME = "numbers by name"
    DECLARATION = "declaration"
    DECLARATIONS = "declarations"
    NUMBER_OR_DECLARATION = "number or declaration"
    INTEGER_OR_WORD = "whole number or word"


@dataclass(frozen=True)
class Bounds:
    """The legal range of a number."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None

    def admit(self, value: float) -> bool:
        """Whether the value lies in the range."""
        return (
            (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.le is None or value <= self.le)
            and (self.lt is None or value < self.lt)
        )

    def after(self, noun: str) -> str:
        """A noun with its limits: "a number above 0"."""
        return f"{noun} {self}".rstrip()

    def __str__(self) -> str:
        low = f"at least {self.ge:g}" if self.ge is not None else f"above {self.gt:g}" if self.gt is not None else ""
        high = f"at most {self.le:g}" if self.le is not None else f"below {self.lt:g}" if self.lt is not None else ""
        return " and ".join(part for part in (low, high) if part)


@dataclass(frozen=True)
class Field:
    """One setting of a declaration, read from its annotation; each kind of value is a class of its own."""

    kind: ClassVar[FieldKind]

    name: str
    label: str
    help: str
    default: Any
    optional: bool = False
    bounds: Bounds = Bounds()
    choices: tuple[str, ...] = ()
    length: int | None = None
    """How many numbers (or pairs of them) a field of several holds; None means any number of them."""
    gaps: bool = False
    """Whether any of several numbers may be left open, as null."""
    base: type[Declaration] | None = None
    """The kind that a field which holds declarations chooses from."""
    by_output: bool = False
    """Whether an object from output nodes to such values may stand in place of one value for all outputs."""

    @property
    def required(self) -> bool:
        """Whether the user has to give a value."""
        return self.default is NODEFAULT

    @property
    def expectation(self) -> str:
        """What would be right, to stand behind "must be"."""
        return f"{self._right_value}, or null for none" if self.optional else self._right_value

    def admit(self, value: Any) -> Any:
        """The value in its stored form; raises ValueError with what would be right.

        Nested declarations are read by `catalog.conversion`, which knows the registry.
        """
        if value is None and self.optional:
            return None
        stored = self._stored(value)
        if not self._holds(stored):
            raise ValueError(f"must be {self.expectation}, not {shown(value)}")
        return stored

    @property
    def _right_value(self) -> str:
        """What a value of this kind is, in words."""
        raise NotImplementedError

    def _holds(self, value: Any) -> bool:
        """Whether a value in its stored form is legal."""
        raise NotImplementedError

    def _stored(self, value: Any) -> Any:
        """The stored form of a value that may still turn out to be illegal."""
        return value

    @property
    def base_kind(self) -> str:
        """What the chosen declaration is called: "activation"."""
        return self.base.kind if self.base else Declaration.kind


def with_article(noun: str) -> str:
    """A noun with "a" or "an"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def shown(value: Any) -> str:
    """A value as an error message quotes it, cut to a readable length."""
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
