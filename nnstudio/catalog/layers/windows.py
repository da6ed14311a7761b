"""A window that slides along any number of axes: the geometry that convolution and pooling share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Annotated, Literal

from msgspec import Meta

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, require_rank, shape_text
from nnstudio.sentence import Sentence

Size = Annotated[int, Meta(ge=1)]
Single = tuple[Size]
Pair = tuple[Size, Size]
Padding = Annotated[
    Literal["valid", "same"],
    Meta(
        title="Padding",
        description="valid: the window stays inside; same: the border is padded, so that stride 1 keeps the size.",
    ),
]

PADDING_IN_PYTORCH = Sentence(
    "Padding is a number there, which both sides get; here it is a word, and where the padding of same is odd, "
    "one more comes last."
)
"""A note for every layer with this field."""

INPUT_AXES = {1: "steps, channels", 2: "height, width, channels"}
"""What the axes of an input are called, by the number of those before the channels."""


@dataclass(frozen=True)
class Tap:
    """One place in the window, with the results that it reaches and the input values that it meets there."""

    place: tuple[int, ...]
    source: tuple[slice, ...]
    result: tuple[slice, ...]


@dataclass(frozen=True)
class Window:
    """A window of a size that moves by strides; `field` names that size in errors.

    Everything has one number for each axis: one for sequences, two for pictures. Without dilation the places of the
    window are neighbors.
    """

    field: str
    size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    dilation: tuple[int, ...] = ()

    @property
    def rank(self) -> int:
        """The number of axes that it slides along."""
        return len(self.size)

    @property
    def rates(self) -> tuple[int, ...]:
        """The distance between neighboring places."""
        return self.dilation or (1,) * self.rank

    @property
    def spans(self) -> tuple[int, ...]:
        """The lengths between the window's borders, gaps of dilation included."""
        return tuple((size - 1) * rate + 1 for size, rate in zip(self.size, self.rates, strict=True))

    @property
    def disjoint(self) -> bool:
        """Whether no input value lies in two windows."""
        return all(stride >= span for stride, span in zip(self.strides, self.spans, strict=True))

    def results(self, shape: Shape) -> tuple[int, ...]:
        """How many windows stand along each axis of such an input; raises ShapeError."""
        require_rank(shape, self.rank + 1, INPUT_AXES[self.rank])
        lengths = shape[:-1]
        if self.padding == "valid" and any(span > length for span, length in zip(self.spans, lengths, strict=True)):
            raise ShapeError(
                Sentence(
                    "has a window of {shape}, which is larger than its input of {expected}; make it "
                    "smaller, or set the padding to same",
                    shape=shape_text(self.spans),
                    expected=shape_text(lengths),
                ),
                self.field,
            )
        return tuple(
            -(-(length - span + 1 if self.padding == "valid" else length) // stride)
            for length, span, stride in zip(lengths, self.spans, self.strides, strict=True)
        )

    def over(self, shape: Shape) -> Sliding:
        """All places where it stands on such an input; raises ShapeError."""
        return Sliding(self, counts=self.results(shape), lengths=shape[:-1])

    def taps(self, shape: Shape) -> list[Tap]:
        """Every place in the window that meets the input anywhere, row by row."""
        return self.over(shape).taps


@dataclass(frozen=True)
class Sliding:
    """So many windows along each axis of an input of such lengths."""

    window: Window
    lengths: Shape
    counts: Shape

    @property
    def before(self) -> Shape:
        """How far the first window reaches out of the input; the last one may reach further out than that."""
        window = self.window
        match window.padding:
            case "valid":
                return (0,) * window.rank
            case "causal":
                return tuple(span - 1 for span in window.spans)
        surplus = (
            (count - 1) * stride + span - length
            for count, stride, span, length in zip(self.counts, window.strides, window.spans, self.lengths, strict=True)
        )
        return tuple(max(0, extra) // 2 for extra in surplus)

    @property
    def padded_lengths(self) -> Shape:
        """The lengths of an input that begins so much earlier and ends so late that no window reaches out of it."""
        window = self.window
        return tuple(
            max(before + length, (count - 1) * stride + span)
            for before, length, count, stride, span in zip(
                self.before, self.lengths, self.counts, window.strides, window.spans, strict=True
            )
        )

    @property
    def taps(self) -> list[Tap]:
        """Every place in the window that meets the input anywhere, row by row."""
        window = self.window
        axes = [
            list(_axis_taps(*numbers))
            for numbers in zip(
                self.lengths, self.counts, self.before, window.size, window.strides, window.rates, strict=True
            )
        ]
        return [Tap(*(tuple(part) for part in zip(*combination, strict=True))) for combination in product(*axes)]


def _axis_taps(
    length: int, count: int, before: int, size: int, stride: int, rate: int
) -> Iterator[tuple[int, slice, slice]]:
    """Along one axis: every place that meets the input, the input values it meets, and the results it reaches."""
    # A window far larger than its input has many places that never meet it; begin and end with those that do.
    nearest = max(0, -(((count - 1) * stride - before) // rate))
    farthest = min(size - 1, (length - 1 + before) // rate)
    for place in range(nearest, farthest + 1):
        offset = place * rate - before
        first = max(0, -(offset // stride))
        last = min(count - 1, (length - 1 - offset) // stride)
        if first <= last:
            source = slice(offset + first * stride, offset + last * stride + 1, stride)
            yield place, source, slice(first, last + 1)
