"""JSON text as strictly as a document needs it: each key once, finite numbers, real characters, a sane depth."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn

from nnstudio.sentence import Sentence

DEEPEST = 100
"""How many objects and lists may stand inside each other; a document needs fewer than ten."""
_LONGEST_NUMBER = 400
"""Digits of a whole number; more than a document could mean, and few enough to be read at once."""


def parse_json(text: bytes | str) -> Any:
    """The value of JSON text; raises ValueError whose message stands behind "... is not valid JSON: "."""
    try:
        value = json.loads(
            _decoded(text),
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise ValueError(_explained(error)) from None
    except RecursionError:
        raise ValueError(Sentence("it is nested more than {most} levels deep", most=DEEPEST)) from None
    _inspect(value)
    return value


def _decoded(text: bytes | str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(Sentence("byte {start} is not UTF-8 text", start=error.start + 1)) from None


def _explained(error: json.JSONDecodeError) -> str:
    if not error.doc[error.pos :].strip():
        return Sentence("it ends in the middle")
    return Sentence(
        "line {line}, column {column}: {problem}",
        line=error.lineno,
        column=error.colno,
        problem=Sentence(error.msg).continued(),
    )


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(Sentence("the key {twice!r} stands twice in one object", twice=twice))
    return unique


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(Sentence("{name} is not a number that JSON knows", name=name))


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(Sentence("the number {digits} is too large", digits=digits[:20]))
    return number


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(Sentence("the number {digits}... has {count} digits", digits=digits[:20], count=len(digits)))
    return int(digits)


def _inspect(value: Any) -> None:
    """Refuse what the parser lets pass: text with halves of characters, and depths that later steps cannot follow."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError(Sentence("it is nested more than {most} levels deep", most=DEEPEST))
        if isinstance(item, str):
            _require_characters(item)
        elif isinstance(item, dict):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list):
            waiting += [(part, depth + 1) for part in item]


def _require_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            Sentence("a text holds \\u{ord:04x}, which is half a character", ord=ord(text[error.start]))
        ) from None
