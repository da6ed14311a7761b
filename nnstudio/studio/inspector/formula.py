"""Formulas in a narrow panel: broken where a mathematician would break them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nnstudio.studio.forms.wording import formula_lines

LONGEST = 35
"""So many characters stand beside each other in the inspector."""
_OPENING, _CLOSING = "([", ")]"
_OPERATORS = ("+ ", "- ", "· ", "/ ", "if ", "else ", "with ")
_STATEMENT_SIGNS = (" = ", " ~ ")
_SPACE = "\N{NO-BREAK SPACE}"
_SHORTEST_PART = 3
_INDENT = 4


class _Break(NamedTuple):
    """A place where a line may end; the smaller, the better."""

    depth: int
    rank: int
    """0 behind a comma, 1 before an operator, 2 at any other space."""
    distance: int
    """How far it lies from the right end."""
    place: int
    bracket: int
    """The column behind the innermost open bracket; 0 outside of all."""


def broken_formula(formula: str, longest: int = LONGEST) -> str:
    """A formula in lines of at most so many characters, as far as its words allow it."""
    return "\n".join(part for line in formula_lines(formula).splitlines() for part in _broken(line, "", longest))


def _broken(line: str, indent: str, longest: int) -> Iterator[str]:
    room = longest - len(indent)
    best = min(_breaks(line, room), default=None) if len(line) > room else None
    if best is None:
        yield indent + line
        return
    yield indent + line[: best.place].rstrip()
    rest = line[best.place :]
    yield from _broken(rest, _SPACE * _indent_of_rest(line, rest, best, len(indent), longest), longest)


def _breaks(line: str, room: int) -> Iterator[_Break]:
    columns: list[int] = []
    depth = 0  # falls below 0 where a bracket is closed that was opened on a line before
    for column, sign in enumerate(line[:room]):
        if sign in _OPENING:
            depth += 1
            columns.append(column + 1)
        elif sign in _CLOSING:
            depth -= 1
            columns = columns[:-1]
        elif sign == " " and column >= room // _SHORTEST_PART:
            is_behind_comma = line[column - 1] == ","
            rank = 0 if is_behind_comma else 1 if line.startswith(_OPERATORS, column + 1) else 2
            yield _Break(depth, rank, room - column, column + 1, columns[-1] if columns else 0)


def _indent_of_rest(line: str, rest: str, found: _Break, indent: int, longest: int) -> int:
    """Under what the rest belongs to: the bracket that it stands in, or what is behind the sign of equality."""
    if found.bracket and indent + found.bracket <= longest // 2:
        return indent + found.bracket
    if found.depth < 0:
        return _INDENT
    is_statement = not found.depth and not found.rank and any(sign in rest for sign in _STATEMENT_SIGNS)
    return 0 if is_statement else indent or _INDENT * (" = " in line)
