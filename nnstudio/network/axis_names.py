"""What the axes of a result are called: height, width, channels, steps, features, units.

The number of axes says most of it, as layers agree on the order of axes. What the last axis holds is said by the layer
that made it: units by Dense and LSTM, channels by filters; other layers keep the name of what they are given.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape, ValueType
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.sentence import Sentence, counted, dotted, listed

BATCH: Final = "batch"
UNITS: Final = Sentence("units")
_CHANNELS: Final = Sentence("channels")
_DEPTH: Final = Sentence("depth")
_FEATURES: Final = Sentence("features")
_HEIGHT: Final = Sentence("height")
_STEPS: Final = Sentence("steps")
_WIDTH: Final = Sentence("width")
_COUNTED: Final[dict[str, tuple[str, str]]] = {
    UNITS: ("{count} unit", "{count} units"),
    _CHANNELS: ("{count} channel", "{count} channels"),
    _FEATURES: ("{count} feature", "{count} features"),
    _STEPS: ("{count} step", "{count} steps"),
}
"""How many places there are along the only axis of a result."""
_BY_RANK: Final = {
    0: (),
    1: (_FEATURES,),
    2: (_STEPS, _FEATURES),
    3: (_HEIGHT, _WIDTH, _CHANNELS),
    4: (_DEPTH, _HEIGHT, _WIDTH, _CHANNELS),
}
_MADE_BY: Final = {"units": UNITS, "filters": _CHANNELS}
"""What the last axis holds by the field that sets its length."""


def names_of_result(layer: Layer, shape: Shape, kind: ValueType, given: tuple[str, ...]) -> tuple[str, ...]:
    """A name for every axis of a layer's result; `given` are those of what it computes from, if it is of that kind."""
    names = names_by_rank(len(shape))
    if len(shape) == 1 and kind == "int32":
        return (_STEPS,)
    kept = given[-1:] if len(given) == len(shape) else names[-1:]
    return (*names[:-1], *(_made_by(type(layer)) or kept))


def names_by_rank(rank: int) -> tuple[str, ...]:
    """What axes are called where nothing but their number is known."""
    if rank in _BY_RANK:
        return _BY_RANK[rank]
    return (*(Sentence("axis {number}", number=number) for number in range(1, rank)), _CHANNELS)


def described(shape: Shape, names: Iterable[str]) -> str:
    """A shape with its axes, as a sentence says it: 64 units, or 8×8×32 (height, width, channels)."""
    known = tuple(names)
    if len(shape) == 1:
        return counted(shape[0], *_COUNTED[known[0]])
    if not shape:
        return Sentence("a single number")
    return Sentence("{shape} ({axes})", shape=shape_text(shape), axes=listed(known, "{first}, {last}"))


def by_axis(shape: Shape, names: Iterable[str]) -> str:
    """The same for a label: height 8 · width 8 · channels 32."""
    return dotted(
        Sentence("{axis} {length}", axis=name, length=length) for name, length in zip(names, shape, strict=True)
    )


@cache
def _made_by(layer: type[Layer]) -> tuple[str, ...]:
    """What the last axis holds, if the layer says so."""
    return tuple(name for field, name in _MADE_BY.items() if field in fields_of(layer))[:1]
