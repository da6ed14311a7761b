"""Reads the formulas of the catalog: plain text such as `w -= learning_rate · m / (√v + epsilon)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from typing import Final, NamedTuple

from nnstudio.studio.formulas.tree import Binding, Fenced, Fraction, Operator, Part, Root, Row, Scripts, Style, Symbol

_GREEK: Final[Mapping[str, str]] = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "rho": "ρ",
}
_LOW, _HIGH = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼᵣₖₜₙ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵗⁱ"
_LOWERED: Final = str.maketrans(_LOW, "0123456789+-()ijrktn")
_RAISED: Final = str.maketrans(_HIGH, "0123456789+-Tti")
_WORDS: Final = {
    *("if", "else", "where", "when", "while", "with", "of", "over", "among", "any", "in", "general", "the"),
    *("and", "or", "then", "as", "up", "to", "by"),
}
_SIGNS: Final = "ΣΦΠ"
_JOINT: Final = Operator("", Binding.SIGN)
"""Between parts that touch."""
_CLOSING: Final = {"(": (")",), "[": ("]", ")"), "|": ("|",), "‖": ("‖",)}
"""What ends what a bracket begins; an interval such as [0, 1) ends with the other one."""
_BINDINGS: Final[Mapping[str, Binding]] = {
    **dict.fromkeys(("=", "≠", "≥", "≤", ">", "<", "~", "+=", "-=", "*=", "/=", "→"), Binding.RELATION),
    **dict.fromkeys(("+", "-"), Binding.SUM),
    **dict.fromkeys(("·", "∘", "⋯"), Binding.PRODUCT),
    **dict.fromkeys((",", ";", ":"), Binding.COMMA),
}
_TOKEN: Final = re.compile(
    r"\s+|[+*/-]=|[^\W\d_][\u0300-\u036f]|\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9_]*'?[\u0300-\u036f]?"
    rf"|[{_LOW}]+|[{_HIGH}]+|."
)


class _Token(NamedTuple):
    text: str
    is_apart: bool
    """Whether there is a space before it."""


def read_formula(formula: str) -> tuple[Row, ...]:
    """Each statement of a formula; whatever is not understood stands as it was written."""
    return tuple(_Reader(statement).row() for part in formula.split(";") if (statement := part.strip()))


class _Reader:
    """Goes through the tokens of one statement."""

    def __init__(self, text: str) -> None:
        self._tokens: list[_Token] = []
        is_apart = False
        for match in _TOKEN.finditer(text):
            if not match[0].isspace():
                self._tokens.append(_Token(match[0], is_apart))
            is_apart = match[0].isspace()
        self._place = 0

    def row(self, closing: tuple[str, ...] = ()) -> Row:
        """Parts up to a closing sign, or to the end."""
        parts: list[Part] = []
        product = 0  # where what a fraction stroke takes as its upper part begins
        while (token := self._peek()) is not None and token.text not in closing:
            if token.text == "/" and len(parts) > product:
                self._place += 1
                upper = Row(tuple(parts[product:]))
                parts[product:] = [Fraction(_bare(upper), _bare(self._divisor()))]
                product = len(parts)
            elif token.text in _BINDINGS:
                self._place += 1
                is_sign = token.text in "+-" and (not parts or isinstance(parts[-1], Operator))
                parts.append(Operator(_drawn(token.text), Binding.SIGN if is_sign else _BINDINGS[token.text]))
                is_factor = _BINDINGS[token.text] is Binding.PRODUCT
                if not is_factor or (len(parts) > 1 and isinstance(parts[-2], Fraction)):
                    product = len(parts)
            else:
                part = self._factor()
                if not token.is_apart and parts and not isinstance(parts[-1], Operator):
                    parts.append(_JOINT)
                parts.append(part)
                if isinstance(part, Symbol) and part.style is Style.WORD:
                    product = len(parts)
        return Row(tuple(parts))

    def _divisor(self) -> Row:
        """What stands behind a fraction stroke: all that follows without an operator, such as a sum with its terms."""
        parts = [self._factor()]
        while (token := self._peek()) is not None and token.is_apart:
            if token.text in _BINDINGS or token.text in _WORDS or token.text in ("/", *chain(*_CLOSING.values())):
                break
            parts.append(self._factor())
        return Row(tuple(parts))

    def _factor(self) -> Part:
        """One part with its scripts, and with what it is applied to."""
        token = self._next()
        if token.text == "√":
            part: Part = Root(_bare(Row((self._factor(),))))
        elif token.text in _CLOSING:
            part = self._fenced(token.text)
        elif token.text in "+-":
            return Row((Operator(_drawn(token.text), Binding.SIGN), self._factor()))
        else:
            part = _symbol(token.text)
        while (following := self._peek()) is not None and not following.is_apart:
            if following.text in "([":
                self._place += 1
                part = Row((part, _JOINT, self._fenced(following.text)))
            elif following.text == "^":
                self._place += 1
                part = _with_scripts(part, above=_bare(Row((self._factor(),))))
            elif following.text[0] in _LOW:
                self._place += 1
                part = _with_scripts(part, below=_script(following.text.translate(_LOWERED)))
            elif following.text[0] in _HIGH:
                self._place += 1
                part = _with_scripts(part, above=_script(following.text.translate(_RAISED)))
            else:
                break
        return part

    def _fenced(self, opening: str) -> Fenced:
        inner = self.row(_CLOSING[opening])
        return Fenced(opening, inner, self._next().text)

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self) -> _Token:
        token = self._peek() or _Token("", is_apart=False)
        self._place += 1
        return token


def _symbol(text: str) -> Part:
    stem, _, index = text.partition("_")
    if stem in _GREEK:
        letter = Symbol(_GREEK[stem], Style.VARIABLE)
        return Scripts(letter, below=Row((Symbol(index.replace("_", " ")),))) if index else letter
    if text in _WORDS:
        return Symbol(text, Style.WORD)
    letters = [sign for sign in text if sign.isalpha()]
    is_variable = len(letters) == 1 and text[0].isalpha() and text not in _SIGNS
    return Symbol(text.replace("_", " "), Style.VARIABLE if is_variable else Style.NAME)


def _script(text: str) -> Row:
    signs = text.replace("-", "\N{MINUS SIGN}")
    return Row((Symbol(signs, Style.VARIABLE if text[0].isalpha() and text != "T" else Style.NAME),))


def _with_scripts(part: Part, below: Row | None = None, above: Row | None = None) -> Scripts:
    if isinstance(part, Scripts) and (part.above is None or above is None) and (part.below is None or below is None):
        return Scripts(part.base, part.below or below, part.above or above)
    return Scripts(part, below, above)


def _bare(row: Row) -> Row:
    """Without the round brackets around all of it, which a fraction or a root makes superfluous."""
    (only, *others) = row.parts or (Row(()),)
    return only.inner if isinstance(only, Fenced) and only.opening == "(" and not others else row


def _drawn(sign: str) -> str:
    """A sign as it is drawn."""
    return sign.replace("-", "\N{MINUS SIGN}").replace("*", "\N{MULTIPLICATION SIGN}")
