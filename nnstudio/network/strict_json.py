"""JSON text as strictly as a document needs it: each key once, finite numbers, real characters, a sane depth."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn

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
        raise ValueError(f"it is nested more than {DEEPEST} levels deep") from None
    _inspect(value)
    return value


def _decoded(text: bytes | str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8 text") from None


def _explained(error: json.JSONDecodeError) -> str:
    if not error.doc[error.pos :].strip():
        return "it ends in the middle"
    return f"line {error.lineno}, column {error.colno}: {error.msg[0].lower()}{error.msg[1:]}"


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return unique


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"the number {digits[:20]}... has {len(digits)} digits")
    return int(digits)


def _inspect(value: Any) -> None:
    """Refuse what the parser lets pass: text with halves of characters, and depths that later steps cannot follow."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError(f"it is nested more than {DEEPEST} levels deep")
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
        raise ValueError(f"a text holds \\u{ord(text[error.start]):04x}, which is half a character") from None
