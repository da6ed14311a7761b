"""Parts of pictures, cut out at random places."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.augmentation.base import _Augmentation
from nnstudio.catalog.layers.base import ShapeError, require_rank, shape_text, spoken
from nnstudio.catalog.layers.regularization.base import Seed
from nnstudio.sentence import Sentence


class RandomCrop(_Augmentation, frozen=True, kw_only=True):
    """Cuts out a part of the pictures, at a random place while training and in the middle in use.

    The place is the same for all pictures of a batch. In use, Keras 3 hands on the whole picture, which layers of a
    fixed size after it cannot take; here it is the middle in any case. Where only one of height and width becomes less,
    the middle is taken in training, too, as in Keras.
    """

    formula: ClassVar[str] = "y[r, c] = x[top + r, left + c]"

    height: Annotated[int, Meta(ge=1, title="Height", description="The height of the part.")]
    width: Annotated[int, Meta(ge=1, title="Width", description="The width of the part.")]
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The size of the part."""
        return shape_text((self.height, self.width))

    def output_shape(self, *inputs: Shape) -> Shape:
        """(height, width, channels)."""
        (shape,) = inputs
        require_rank(shape, 3, "height, width, channels")
        for field, wanted, there in zip(("height", "width"), (self.height, self.width), shape, strict=False):
            if wanted > there:
                raise ShapeError(
                    Sentence(
                        "cannot cut a {field} of {wanted} out of {shape}; make it smaller",
                        field=spoken(field),
                        wanted=wanted,
                        shape=shape_text(shape),
                    ),
                    field,
                )
        return (self.height, self.width, shape[-1])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the part that begins at the corner."""
        part = self._part(x, ctx)
        if ctx.training and part.is_free:
            yield partial(part.draw, ctx.rng)
        yield partial(part.cut, x, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout in the part that was cut out, zero around it."""
        if dx is not None:
            yield partial(dx.fill, 0)
            yield partial(self._part(x, ctx).paste, dout, dx)

    def _part(self, x: Array, ctx: Context) -> _Part:
        return _Part((self.height, self.width), x.shape[1:3], ctx)


class _Part:
    """A part of pictures, and the corner where it begins."""

    def __init__(self, size: tuple[int, int], whole: Shape, ctx: Context) -> None:
        self._size = size
        self._spare = [there - wanted for there, wanted in zip(whole, size, strict=True)]
        self._corner = ctx.keep("corner", (2,), np.intp)
        self._corner[...] = [spare // 2 for spare in self._spare]

    @property
    def is_free(self) -> bool:
        """Whether it can be anywhere."""
        return all(spare > 0 for spare in self._spare)

    def draw(self, rng: np.random.Generator) -> None:
        """Choose a new corner."""
        for axis, spare in enumerate(self._spare):
            self._corner[axis] = rng.integers(spare + 1)

    def cut(self, x: Array, out: Array) -> None:
        """Copy the part of x to out."""
        np.copyto(out, self._of(x))

    def paste(self, dout: Array, dx: Array) -> None:
        """Copy dout to the part of dx."""
        np.copyto(self._of(dx), dout)

    def _of(self, whole: Array) -> Array:
        (top, left), (height, width) = self._corner, self._size
        return whole[:, top : top + height, left : left + width]
