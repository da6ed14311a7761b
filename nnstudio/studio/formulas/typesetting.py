"""Turns the parts of a formula into boxes, and breaks into lines what is too wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtGui import QFont

from nnstudio.studio.formulas.boxes import Box, Over, Radical, Stacked, beside, glyphs, raised, stretched
from nnstudio.studio.formulas.tree import Binding, Fenced, Fraction, Operator, Part, Root, Row, Scripts, Style, Symbol
from nnstudio.studio.theme.type import sans

_SPACE: Final = {Binding.RELATION: 0.3, Binding.SUM: 0.24, Binding.PRODUCT: 0.16, Binding.COMMA: 0.0, Binding.SIGN: 0.0}
"""The space around an operator, in the size of the type."""
_AFTER_COMMA: Final = 0.32
_WORD_SPACE: Final = 0.28
_SMALL: Final = 0.74
_LEAST: Final = 8.5
_INDENT: Final = 1.6
_SHARES: Final = (0.6, 0.4, 0.25)
"""What share of a line a part in brackets may take before it is opened, so that lines can end in it."""
_FOR_EMPTY_SPACE, _FOR_DEPTH, _FOR_LOOSENESS = 2.0, 0.5, 0.1
"""What counts against the end of a line, and for it."""
_AFTER_BRACKET: Final = -5
"""A line ends behind an opening bracket where it can nowhere else."""


@dataclass(frozen=True)
class _Piece:
    """A box of a line; before it the line may end, the better the higher `breaks` is, unless that is 0."""

    box: Box
    breaks: int
    depth: int


def lines_of(row: Row, size: float, room: float) -> list[Box]:
    """A statement in lines of at most this width, as far as that can be; later ones stand in."""
    whole = _box(row, size)
    if whole.width <= room:
        return [whole]
    for share in _SHARES:
        lines = _broken(list(_pieces(row, size, room * share, 0)), size, room)
        if max(line.width for line in lines) <= room:
            break
    return lines


def _broken(waiting: list[_Piece], size: float, room: float) -> list[Box]:
    lines: list[Box] = []
    while waiting:
        indent = glyphs("", sans(size), left=_INDENT * size if lines else 0.0)
        count = _fitting(waiting, room - indent.width)
        lines.append(beside([indent, *(piece.box for piece in waiting[:count])]))
        waiting = waiting[count:]
    return lines


def _fitting(pieces: Sequence[_Piece], room: float) -> int:
    """How many pieces make the next line: it ends far right, but rather outside of brackets and before a relation."""
    width = 0.0
    best: tuple[float, int] | None = None
    for count, piece in enumerate(pieces):
        if count and piece.breaks and width <= room:
            badness = _FOR_EMPTY_SPACE * (1 - width / room) + _FOR_DEPTH * piece.depth - _FOR_LOOSENESS * piece.breaks
            best = min((badness, count), best) if best is not None else (badness, count)
        width += piece.box.width
    return len(pieces) if width <= room or best is None else best[1]


def _pieces(row: Row, size: float, widest: float, depth: int) -> Iterator[_Piece]:
    """The parts of a row; brackets that hold too much for a line are opened."""
    before: Part | None = None
    for part in row.parts:
        yield from _pieces_of(part, before, size, widest, depth)
        before = part


def _pieces_of(part: Part, before: Part | None, size: float, widest: float, depth: int) -> Iterator[_Piece]:
    box, breaks = _spaced(part, before, size), _breaks(part, before)
    if box.width <= widest or not isinstance(part, Fenced | Row | Fraction):
        yield _Piece(box, breaks, depth)
    elif isinstance(part, Fraction):
        inline = Row((_in_brackets(part.top), Operator("/", Binding.PRODUCT), _in_brackets(part.bottom)))
        yield from _pieces_of(inline, before, size, widest, depth)
    elif isinstance(part, Row):
        for inner, ahead in zip(part.parts, (before, *part.parts), strict=False):
            yield from _pieces_of(inner, ahead, size, widest, depth)
    else:
        yield _Piece(glyphs(part.opening, sans(size)), breaks, depth)
        for place, piece in enumerate(_pieces(part.inner, size, widest, depth + 1)):
            yield piece if place else replace(piece, breaks=_AFTER_BRACKET)
        yield _Piece(glyphs(part.closing, sans(size)), 0, depth)


def _in_brackets(row: Row) -> Row:
    """A part of a fraction as it has to stand in a line, beside the stroke."""
    is_sum = any(isinstance(part, Operator) and part.binding is not Binding.PRODUCT for part in row.parts)
    return Row((Fenced("(", row, ")"),)) if is_sum else row


def _breaks(part: Part, before: Part | None) -> int:
    """How well a line may end before a part: before operators and words, behind commas."""
    if isinstance(part, Operator):
        return part.binding.value if part.binding not in (Binding.COMMA, Binding.SIGN) else 0
    if isinstance(before, Operator) and before.binding is Binding.COMMA:
        return Binding.RELATION.value + 1
    return Binding.RELATION.value if isinstance(part, Symbol) and part.style is Style.WORD else 0


def _box(part: Part, size: float) -> Box:
    if isinstance(part, Symbol):
        return glyphs(part.text, _font(size, slanted=part.style is Style.VARIABLE))
    if isinstance(part, Operator):
        space = _SPACE[part.binding] * size
        return glyphs(part.text, sans(size), space, _AFTER_COMMA * size if part.binding is Binding.COMMA else space)
    return _compound(part, size)


def _compound(part: Row | Fraction | Scripts | Root | Fenced, size: float) -> Box:
    match part:
        case Row(parts):
            return beside([_spaced(inner, before, size) for inner, before in zip(parts, (None, *parts), strict=False)])
        case Fraction(top, bottom):
            return _fraction(_box(top, size), _box(bottom, size), size)
        case Scripts(base, below, above):
            return _scripts(_box(base, size), below, above, size)
        case Root(inner):
            return _root(_box(inner, size), size)
        case Fenced(opening, inner, closing):
            box = _box(inner, size)
            return beside([stretched(opening, sans(size), box), box, stretched(closing, sans(size), box)])


def _spaced(part: Part, before: Part | None, size: float) -> Box:
    """The box of a part with the space that parts without an operator between them need."""
    box = _box(part, size)
    if before is None or isinstance(part, Operator) or isinstance(before, Operator):
        return box
    return beside([glyphs("", sans(size), left=_WORD_SPACE * size), box])


def _fraction(top: Box, bottom: Box, size: float) -> Box:
    axis, gap = size * 0.32, size * 0.22
    width = max(top.width, bottom.width) + 1.5 * gap
    return Over(width, axis + gap + top.height, bottom.height + gap - axis, top, bottom, axis, gap)


def _scripts(base: Box, below: Row | None, above: Row | None, size: float) -> Box:
    small = max(_LEAST, size * _SMALL)
    boxes: list[Box] = []
    if above is not None:
        boxes.append(raised(_box(above, small), max(size * 0.36, base.ascent - size * 0.4)))
    if below is not None:
        boxes.append(raised(_box(below, small), -max(size * 0.2, base.descent)))
    width = max(box.width for box in boxes) + size * 0.06
    ascent, descent = (max(getattr(box, name) for box in boxes) for name in ("ascent", "descent"))
    return beside([base, Stacked(width, ascent, descent, tuple(boxes))])


def _root(inner: Box, size: float) -> Box:
    hook, gap = size * 0.62, size * 0.24
    return Radical(hook + inner.width + gap, inner.ascent + gap, inner.descent, inner, hook, gap)


def _font(size: float, *, slanted: bool) -> QFont:
    font = sans(size)
    font.setItalic(slanted)
    return font
