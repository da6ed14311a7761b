"""A setting of a declaration: what it is called, what it may hold, and what to say where it holds something else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar

from msgspec import NODEFAULT

from nnstudio.catalog.declaration import Declaration
from nnstudio.sentence import Sentence


class FieldKind(Enum):
    """Which editor and which JSON form a field has."""

    INTEGER = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    CHOICE = auto()
    INTEGERS = auto()
    INTEGER_PAIRS = auto()
    NUMBERS = auto()
    TEXT = auto()
    TEXTS = auto()
    NUMBERS_BY_NAME = auto()
    DECLARATION = auto()
    DECLARATIONS = auto()
    NUMBER_OR_DECLARATION = auto()
    INTEGER_OR_WORD = auto()


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
        return Sentence("{value} {bounds}", value=noun, bounds=self.in_words) if self.in_words else noun

    @property
    def in_words(self) -> str:
        """The limits alone: "at least 0 and below 1"; empty if there are none."""
        low = _limit(self.ge, "at least {limit:g}", self.gt, "above {limit:g}")
        high = _limit(self.le, "at most {limit:g}", self.lt, "below {limit:g}")
        return Sentence("{low} and {high}", low=low, high=high) if low and high else low or high


def _limit(closed: float | None, closed_words: str, opened: float | None, opened_words: str) -> str:
    """A limit in words, whether a value may be equal to it or not; empty if there is none."""
    if closed is not None:
        return Sentence(closed_words, limit=closed)
    return "" if opened is None else Sentence(opened_words, limit=opened)


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
    def right_value(self) -> str:
        """What a value is, in words; None may be right besides."""
        return self._right_value

    @property
    def expectation(self) -> str:
        """What would be right, to stand behind "must be"."""
        return Sentence("{value}, or null for none", value=self.right_value) if self.optional else self.right_value

    def admit(self, value: Any) -> Any:
        """The value in its stored form; raises ValueError with what would be right.

        Nested declarations are read by `catalog.conversion`, which knows the registry.
        """
        if value is None and self.optional:
            return None
        stored = self._stored(value)
        if not self._holds(stored):
            raise ValueError(Sentence("must be {expected}, not {value}", expected=self.expectation, value=shown(value)))
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
    return Sentence("an {noun}" if noun[0] in "aeiou" else "a {noun}", noun=noun)


def shown(value: Any) -> str:
    """A value as an error message quotes it, cut to a readable length."""
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
