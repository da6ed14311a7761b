"""Layers that put zeros around a sample, or cut its border off: each is the other's way back."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, require_rank, shape_text
from nnstudio.catalog.layers.windows import INPUT_AXES
from nnstudio.sentence import Sentence

Width: TypeAlias = Annotated[int, Meta(ge=0)]
Border: TypeAlias = tuple[Width, Width]
"""How many places before the first one and behind the last one."""


class _ZeroPadding(Layer, frozen=True, kw_only=True):
    """Puts zeros before and behind a sample along its first axes."""

    category: ClassVar[str] = "Reshaping"

    @property
    def borders(self) -> tuple[Border, ...]:
        """The number of zeros at both ends of each axis."""
        raise NotImplementedError

    @property
    def summary(self) -> str:
        """The numbers of zeros."""
        return _borders_text(self.borders)

    def output_shape(self, *inputs: Shape) -> Shape:
        """Every padded axis longer by its zeros."""
        shape, borders = inputs[0], self.borders
        require_rank(shape, len(borders) + 1, INPUT_AXES[len(borders)])
        lengths = (length + before + behind for length, (before, behind) in zip(shape, borders, strict=False))
        return (*lengths, shape[-1])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x with zeros around it."""
        return _surround(x, out, self.borders)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout without its border."""
        return iter(()) if dx is None else _cut(dout, dx, self.borders)


class ZeroPadding1D(_ZeroPadding, frozen=True, kw_only=True):
    """Puts steps of zeros before and behind a sequence."""

    formula: ClassVar[str] = "y = 0 … 0, x, 0 … 0"

    padding: Annotated[Border, Meta(title="Padding", description="Number of steps before and behind.")] = (1, 1)

    @property
    def borders(self) -> tuple[Border, ...]:
        """The padding."""
        return (self.padding,)


class ZeroPadding2D(_ZeroPadding, frozen=True, kw_only=True):
    """Puts rows and columns of zeros around a picture."""

    formula: ClassVar[str] = "y[r, c] = x[r - top, c - left], 0 outside x"
    note_on_pytorch: ClassVar[str] = (
        "ZeroPad2d names the padding in the order left, right, top, bottom; here rows come first, then columns."
    )

    padding: Annotated[
        tuple[Border, Border],
        Meta(title="Padding", description="Rows above and below, columns on the left and on the right."),
    ] = ((1, 1), (1, 1))

    @property
    def borders(self) -> tuple[Border, ...]:
        """The padding."""
        return self.padding


class _Cropping(Layer, frozen=True, kw_only=True):
    """Cuts off what is before and behind along the first axes of a sample."""

    category: ClassVar[str] = "Reshaping"
    keeps_integers: ClassVar[bool] = True

    @property
    def borders(self) -> tuple[Border, ...]:
        """How much is cut off at both ends of each axis."""
        raise NotImplementedError

    @property
    def summary(self) -> str:
        """How much is cut off."""
        return _borders_text(self.borders)

    def output_shape(self, *inputs: Shape) -> Shape:
        """Every axis shorter by what is cut off it."""
        shape, borders = inputs[0], self.borders
        require_rank(shape, len(borders) + 1, INPUT_AXES[len(borders)])
        lengths = [length - before - behind for length, (before, behind) in zip(shape, borders, strict=False)]
        if min(lengths) < 1:
            raise ShapeError(
                Sentence(
                    "cuts {borders_text} off its input of {shape}, which leaves nothing; cut off less",
                    borders_text=_borders_text(borders),
                    shape=shape_text(shape[:-1]),
                ),
                "cropping",
            )
        return (*lengths, shape[-1])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x without its border."""
        return _cut(x, out, self.borders)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout with zeros around it."""
        return iter(()) if dx is None else _surround(dout, dx, self.borders)


class Cropping1D(_Cropping, frozen=True, kw_only=True):
    """Cuts steps off both ends of a sequence."""

    formula: ClassVar[str] = "y[t] = x[before + t]"

    cropping: Annotated[Border, Meta(title="Cropping", description="Number of steps cut off before and behind.")] = (
        1,
        1,
    )

    @property
    def borders(self) -> tuple[Border, ...]:
        """The cropping."""
        return (self.cropping,)


class Cropping2D(_Cropping, frozen=True, kw_only=True):
    """Cuts rows and columns off the border of a picture."""

    formula: ClassVar[str] = "y[r, c] = x[top + r, left + c]"

    cropping: Annotated[
        tuple[Border, Border],
        Meta(title="Cropping", description="Rows cut off above and below, columns on the left and on the right."),
    ] = ((0, 0), (0, 0))

    @property
    def borders(self) -> tuple[Border, ...]:
        """The cropping."""
        return self.cropping


def _surround(x: Array, out: Array, borders: tuple[Border, ...]) -> Calls:
    """out = x with zeros around it."""
    yield partial(out.fill, 0)
    yield partial(np.copyto, _inner(out, borders), x)


def _cut(x: Array, out: Array, borders: tuple[Border, ...]) -> Calls:
    """out = x without its border."""
    yield partial(np.copyto, out, _inner(x, borders))


def _inner(whole: Array, borders: tuple[Border, ...]) -> Array:
    """What lies within the borders."""
    lengths = whole.shape[1:]
    return whole[
        :, *(slice(before, length - behind) for length, (before, behind) in zip(lengths, borders, strict=False))
    ]


def _borders_text(borders: tuple[Border, ...]) -> str:
    """The borders of every axis as a card shows them: 1 + 1, 0 + 2."""
    return ", ".join(f"{before} + {behind}" for before, behind in borders)
