"""Fuzzy search: the letters of a query in their order, best where they begin words."""

from __future__ import annotations

from collections.abc import Iterable

_WORD_START = 8.0
_ADJACENT = 6.0
_PREFIX = 12.0
_LENGTH_COST = 0.1


def ranked(query: str, names: Iterable[str]) -> list[str]:
    """The names in which the query is found, best first; for an empty query all of them as they come.

    `gap2` finds GlobalAveragePooling2D before anything in which these letters lie scattered.
    """
    letters = "".join(query.lower().split())
    if not letters:
        return list(names)
    scores = {name: score(letters, name) for name in names}
    found = [(value, name) for name, value in scores.items() if value is not None]
    return [name for _, name in sorted(found, key=lambda pair: -pair[0])]


def score(letters: str, name: str) -> float | None:
    """How well lower-case letters fit a name; None if they are not all there in this order."""
    best: list[float | None] = [None] * len(name)
    for number, letter in enumerate(letters):
        best = _extended(best, letter, name, first=number == 0)
    reached = [value for value in best if value is not None]
    return max(reached) - _LENGTH_COST * len(name) if reached else None


def _extended(best: list[float | None], letter: str, name: str, *, first: bool) -> list[float | None]:
    """The best score of the letters so far when the last one stands at each place, from those of one letter fewer."""
    extended: list[float | None] = [None] * len(name)
    before: float | None = None
    for place, other in enumerate(name):
        if other.lower() == letter:
            adjacent = best[place - 1] if place else None
            ways = [] if adjacent is None else [adjacent + _ADJACENT]
            ways += [] if before is None else [before]
            if first:
                ways = [0.0 if place else _PREFIX]
            if ways:
                extended[place] = max(ways) + (_WORD_START if _begins_word(name, place) else 0.0)
        if place and (earlier := best[place - 1]) is not None:
            before = earlier if before is None else max(before, earlier)
    return extended


def _begins_word(name: str, place: int) -> bool:
    letter, last = name[place], name[place - 1] if place else " "
    return not last.isalnum() or (letter.isupper() and not last.isupper()) or (letter.isdigit() and not last.isdigit())
