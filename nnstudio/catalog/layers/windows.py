"""A window that slides over pictures: the geometry that convolution and pooling share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Annotated, Literal

from msgspec import Meta

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, require_rank, shape_text

Size = Annotated[int, Meta(ge=1)]
Pair = tuple[Size, Size]
Padding = Annotated[
    Literal["valid", "same"],
    Meta(
        title="Padding",
        description="valid: the window stays inside; same: the border is padded, so that stride 1 keeps the size.",
    ),
]


@dataclass(frozen=True)
class Tap:
    """One place in the window, with the results that it reaches and the input values that it meets there."""

    place: tuple[int, int]
    source: tuple[slice, slice]
    result: tuple[slice, slice]


@dataclass(frozen=True)
class Window:
    """A window of a size that moves by strides; `field` names that size in errors."""

    field: str
    size: tuple[int, int]
    strides: tuple[int, int]
    padding: str
    dilation: tuple[int, int] = (1, 1)

    @property
    def disjoint(self) -> bool:
        """Whether no input value lies in two windows."""
        return all(stride >= span for stride, span in zip(self.strides, self.spans, strict=True))

    @property
    def spans(self) -> tuple[int, int]:
        """The height and width between the window's borders, gaps of dilation included."""
        height, width = ((size - 1) * rate + 1 for size, rate in zip(self.size, self.dilation, strict=True))
        return height, width

    def results(self, shape: Shape) -> tuple[int, int]:
        """How many windows stand below and beside each other on such a picture; raises ShapeError."""
        require_rank(shape, 3, "height, width, channels")
        picture = shape[:2]
        if self.padding == "valid" and any(span > length for span, length in zip(self.spans, picture, strict=True)):
            raise ShapeError(
                f"has a window of {shape_text(self.spans)}, which is larger than its input of {shape_text(picture)}; "
                "make it smaller, or set the padding to same",
                self.field,
            )
        rows, columns = (
            -(-(length if self.padding == "same" else length - span + 1) // stride)
            for length, span, stride in zip(picture, self.spans, self.strides, strict=True)
        )
        return rows, columns

    def taps(self, shape: Shape) -> list[Tap]:
        """Every place in the window that meets the picture anywhere, row by row."""
        rows, columns = (
            list(self._axis_taps(axis, shape[axis], count)) for axis, count in enumerate(self.results(shape))
        )
        return [
            Tap((row, column), (row_source, column_source), (row_result, column_result))
            for (row, row_source, row_result), (column, column_source, column_result) in product(rows, columns)
        ]

    def _axis_taps(self, axis: int, length: int, count: int) -> Iterator[tuple[int, slice, slice]]:
        stride, rate = self.strides[axis], self.dilation[axis]
        reach = (count - 1) * stride
        surplus = reach + self.spans[axis] - length
        before = max(surplus, 0) // 2 if self.padding == "same" else 0
        # A window far larger than the picture has many places that never meet it; begin and end with those that do.
        nearest = max(0, -((reach - before) // rate))
        farthest = min(self.size[axis] - 1, (length - 1 + before) // rate)
        for place in range(nearest, farthest + 1):
            offset = place * rate - before
            first = max(0, -(offset // stride))
            last = min(count - 1, (length - 1 - offset) // stride)
            if first <= last:
                source = slice(offset + first * stride, offset + last * stride + 1, stride)
                yield place, source, slice(first, last + 1)
