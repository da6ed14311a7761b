"""Names and numbers of a network as Python text."""

from __future__ import annotations

import base64
import keyword
import re
from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any

import numpy as np

from nnstudio.catalog.kernels import Array

READABLE_SIZE = 64
"""Weights of at most this many values are written as readable numbers, larger ones as `stored(...)`."""
_LINE = 100


def variable_names(wishes: Iterable[str], reserved: Iterable[str]) -> dict[str, str]:
    """A Python name for every wish: different from each other and from what is reserved."""
    taken = {*reserved, *keyword.kwlist, *keyword.softkwlist, "__debug__"}
    names: dict[str, str] = {}
    for wish in wishes:
        name = re.sub(r"\W", "_", wish, flags=re.ASCII)
        name = f"n_{name}" if not name or name[0].isdigit() else name
        while name in taken:
            name += "_"
        taken.add(name)
        names[wish] = name
    return names


def weight_literal(array: Array) -> str:
    """A weight as an expression that gives it back to the last bit."""
    if array.size <= READABLE_SIZE:
        return _wrapped(f"np.array({_nested(array.tolist())}, np.float32)")
    text = base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()
    lines = [f"        {text[start : start + _LINE]!r}" for start in range(0, len(text), _LINE)]
    shape = ", ".join(map(str, array.shape))
    return "stored(\n" + "\n".join(lines) + f",\n        {shape},\n    )"


def row_literal(values: Sequence[float]) -> str:
    """Numbers along the last axis; a single one stands for all."""
    if len(set(values)) == 1:
        return repr(float(values[0]))
    return _wrapped(f"np.array({list(values)!r})")


def _wrapped(text: str) -> str:
    """Text inside brackets on as many lines as it needs."""
    return fill(text, _LINE, subsequent_indent="        ", break_long_words=False, break_on_hyphens=False)


def _nested(values: Any) -> str:
    """Nested numbers, each as short as single precision needs it."""
    if isinstance(values, list):
        return "[" + ", ".join(map(_nested, values)) + "]"
    return repr(float(str(np.float32(values))))
