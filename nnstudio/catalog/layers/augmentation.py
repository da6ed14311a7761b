"""Layers that change pictures at random while training, so that the network sees more than the data has."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, require_rank, shape_text, spoken
from nnstudio.catalog.layers.regularization.base import Seed
from nnstudio.sentence import Sentence

Part: TypeAlias = Annotated[float, Meta(ge=-1, le=1)]
ValueRange: TypeAlias = Annotated[
    tuple[float, float], Meta(title="Value range", description="The least and the largest value of a picture.")
]


class _Augmentation(Layer, frozen=True, kw_only=True):
    """Changes pictures in training only; in use they stay as they are."""

    category: ClassVar[str] = "Augmentation"

    @property
    def draws_numbers(self) -> bool:
        """For every picture."""
        return True

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_rank(inputs[0], 3, "height, width, channels")
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x, changed in training."""
        return self.change(x, out, ctx) if ctx.training else iter([partial(np.copyto, out, x)])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout, led back the way that the values took."""
        if dx is None:
            return iter(())
        return self.change_back(dout, dx, ctx) if ctx.training else iter([partial(np.copyto, dx, dout)])

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """Write x with new random changes to `out`, and keep what `change_back` needs of them."""
        raise NotImplementedError

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """Write the gradient to `dx`; `dout` may be overwritten."""
        raise NotImplementedError


class RandomFlip(_Augmentation, frozen=True, kw_only=True):
    """Mirrors half of the pictures while training.

    With horizontal and vertical, a picture is mirrored both ways or not at all, as Keras 3 does it.
    """

    formula: ClassVar[str] = "y = x, or x mirrored with probability ½"

    mode: Annotated[
        Literal["horizontal", "vertical", "horizontal_and_vertical"],
        Meta(title="Mode", description="horizontal changes left and right, vertical changes up and down."),
    ] = "horizontal_and_vertical"
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The mode."""
        return self.mode.replace("_", " ")

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x, and the mirrored x where a sample is to be flipped."""
        draws, flips = ctx.empty((len(x), 1, 1, 1), np.float32), ctx.keep("flips", (len(x), 1, 1, 1), bool)
        yield partial(ctx.rng.random, None, np.float32, draws)
        yield partial(np.less_equal, draws, np.float32(0.5), flips)
        yield partial(np.copyto, out, x)
        yield partial(np.copyto, out, self._mirrored(x), "same_kind", flips)

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """The same for dout: mirrored twice is not mirrored."""
        yield partial(np.copyto, dx, dout)
        yield partial(np.copyto, dx, self._mirrored(dout), "same_kind", ctx.keep("flips", (len(dx), 1, 1, 1), bool))

    def _mirrored(self, x: Array) -> Array:
        if self.mode == "horizontal":
            return x[:, :, ::-1]
        return x[:, ::-1] if self.mode == "vertical" else x[:, ::-1, ::-1]


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


class _Toning(_Augmentation, frozen=True, kw_only=True):
    """Changes values and cuts them to the range that pictures have."""

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """The changed values, cut; which of them were inside is kept."""
        low, high = (ctx.constant(value) for value in self.limits)
        inside, is_below = ctx.keep("inside", x.shape, bool), ctx.empty(x.shape, bool)
        yield from self.tone(x, out, ctx)
        yield partial(np.greater, out, low, inside)
        yield partial(np.less, out, high, is_below)
        yield partial(np.logical_and, inside, is_below, inside)
        yield partial(np.clip, out, low, high, out)

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the largest value."""
        raise NotImplementedError

    def tone(self, x: Array, out: Array, ctx: Context) -> Calls:
        """Write the changed values to `out`."""
        raise NotImplementedError

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """dx = dout where nothing was cut off."""
        yield partial(np.multiply, dout, ctx.keep("inside", dout.shape, bool), dx)


class RandomBrightness(_Toning, frozen=True, kw_only=True):
    """Makes every picture brighter or darker by a random amount while training.

    The factor is a part of the value range: 0.2 adds up to ± 51 to values of 0 to 255. Set the value range to that of
    the pictures as the network sees them.
    """

    formula: ClassVar[str] = "y = x + δ · (high - low), δ ~ U(factor), cut to the value range"

    factor: Annotated[
        tuple[Part, ...],
        Meta(title="Factor", description="How far it goes: a number f for -f to f, or the two ends of an interval."),
    ]
    value_range: ValueRange = (0.0, 255.0)
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The factor."""
        return interval_text(self.factor)

    @property
    def limits(self) -> tuple[float, float]:
        """The value range, in order."""
        return min(self.value_range), max(self.value_range)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.factor, "factor")
        return super().output_shape(*inputs)

    def tone(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x + delta."""
        (least, most), (low, high) = interval(self.factor, "factor"), self.limits
        delta = ctx.empty((len(x), 1, 1, 1))
        yield from drawn(least * (high - low), most * (high - low), delta, ctx)
        yield partial(np.add, x, delta, out)


class RandomContrast(_Toning, frozen=True, kw_only=True):
    """Makes the contrast of every picture stronger or weaker at random while training.

    Values move away from the mean of their channel, or towards it. A single number f draws the strength from 1 to
    1 + f, as Keras 3 does it; two numbers a and b draw it from 1 - a to 1 + b. Set the value range to that of the
    pictures as the network sees them.
    """

    formula: ClassVar[str] = "y = (x - mean) · strength + mean, strength ~ U(1 - a, 1 + b), cut to the value range"

    factor: Annotated[
        tuple[Part, ...],
        Meta(title="Factor", description="How far it goes: a number f for 1 to 1 + f, or a and b for 1 - a to 1 + b."),
    ]
    value_range: ValueRange = (0.0, 255.0)
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The factor."""
        return ", ".join(f"{value:.4g}" for value in self.factor)

    @property
    def limits(self) -> tuple[float, float]:
        """The value range."""
        return self.value_range

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.factor, "factor")
        return super().output_shape(*inputs)

    def tone(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = (x - mean) · strength + mean."""
        least, most = interval(self.factor, "factor", floor=0)
        strength, mean = ctx.keep("strength", (len(x), 1, 1, 1)), ctx.empty((len(x), 1, 1, x.shape[3]))
        yield from drawn(1 - least, 1 + most, strength, ctx)
        yield from _mean(x, mean, ctx)
        yield partial(np.subtract, x, mean, out)
        yield partial(np.multiply, out, strength, out)
        yield partial(np.add, out, mean, out)

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """dx = strength · (g - mean g) + mean g, where g is dout where nothing was cut off."""
        mean = ctx.empty((len(dx), 1, 1, dx.shape[3]))
        yield from super().change_back(dout, dx, ctx)
        yield from _mean(dx, mean, ctx)
        yield partial(np.subtract, dx, mean, dx)
        yield partial(np.multiply, dx, ctx.keep("strength", (len(dx), 1, 1, 1)), dx)
        yield partial(np.add, dx, mean, dx)


def interval(factor: tuple[float, ...], field: str, floor: float = -1.0) -> tuple[float, float]:
    """The two ends of what a factor stands for, as Keras reads it; raises ShapeError unless it is one number or two."""
    if len(factor) == 1:
        most = abs(factor[0])
        return max(-most, floor), most
    if len(factor) != 2:
        raise ShapeError(
            Sentence(
                "needs one number or two for its {field}, not {count}",
                field=spoken(field),
                count=len(factor),
            ),
            field,
        )
    return min(factor), max(factor)


def interval_text(factor: tuple[float, ...]) -> str:
    """A factor in a summary."""
    if len(factor) == 1:
        return f"± {abs(factor[0]):.4g}"
    return Sentence("{low:.4g} to {high:.4g}", low=min(factor), high=max(factor)) if factor else ""


def drawn(least: float, most: float, out: Array, ctx: Context) -> Calls:
    """out = new random numbers, spread evenly from the least to the most."""
    draws = ctx.empty(out.shape, np.float32)
    yield partial(ctx.rng.random, None, np.float32, draws)
    yield partial(np.multiply, draws, ctx.constant(most - least), out)
    yield partial(np.add, out, ctx.constant(least), out)


def _mean(pictures: Array, out: Array, ctx: Context) -> Calls:
    """The mean of every channel of every picture."""
    yield partial(np.add.reduce, pictures, (1, 2), None, out, True)
    yield partial(np.multiply, out, ctx.constant(1 / (pictures.shape[1] * pictures.shape[2])), out)
