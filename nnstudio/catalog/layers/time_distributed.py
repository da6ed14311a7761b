"""The same layer at every step of a sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, shape_text
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.inner import Inner, inner_mask, inner_shape
from nnstudio.sentence import Sentence, joined


class TimeDistributed(Layer, frozen=True, kw_only=True):
    """Applies one layer to every step of a sequence, with the same weights.

    A sequence of pictures becomes a sequence of what a Conv2D makes of each. Dense works on the last axis of any input
    and needs no TimeDistributed.
    """

    category: ClassVar[str] = "Recurrent"
    formula: ClassVar[str] = "yₜ = layer(xₜ)"
    supports_mask: ClassVar[bool] = True
    note_on_pytorch: ClassVar[str] = "There is none; steps are folded into the batch by hand, as is done inside here."
    first_values: ClassVar[Mapping[str, Any]] = {"layer": Dense(units=8)}

    layer: Annotated[Layer, Meta(title="Layer", description="What is applied to every step.")]

    @property
    def summary(self) -> str:
        """The layer."""
        return joined((self.layer.label, self.layer.summary))

    @property
    def parts(self) -> Mapping[str, Layer]:
        """The layer, whose weights are those of the whole."""
        return {"": self.layer}

    @property
    def largest_index(self) -> int | None:
        """That of the layer."""
        return self.layer.largest_index

    @property
    def by_sample(self) -> bool:
        """If the layer does."""
        return self.layer.by_sample

    def output_shape(self, *inputs: Shape) -> Shape:
        """The steps, each with what the layer makes of it."""
        (shape,) = inputs
        if len(shape) < 2:
            raise ShapeError(
                Sentence("needs an input of at least 2 axes (steps, values), not {shape}", shape=shape_text(shape))
            )
        return (shape[0], *inner_shape(self.layer, shape[1:]))

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """The mask stays; of one with further axes, every step gets its part."""
        (mask,) = masks
        if mask is not None and (len(mask) > 1 or not self.by_sample):
            inner_mask(self.layer, inputs[0][1:], mask[1:])
        return mask

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Those of the layer, once for all steps."""
        return self.layer.weights(inputs[0][1:])

    def products(self, *inputs: Shape) -> int:
        """Those of the layer, for every step."""
        return inputs[0][0] * self.layer.products(inputs[0][1:])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """All steps of all samples as one batch, or step after step where the layer looks at its whole batch."""
        if self.layer.by_sample:
            yield from self._inner(x, ctx).forward(_folded(x), _folded(out), w)
            return
        for step in range(x.shape[1]):
            given, result = ctx.keep(f"step {step}", x[:, step].shape), ctx.keep(f"result {step}", out[:, step].shape)
            yield partial(np.copyto, given, x[:, step])
            yield from self._inner_at(step, ctx).forward(given, result, w)
            yield partial(np.copyto, out[:, step], result)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """The same backwards; the gradients of the weights add up over the steps."""
        if self.layer.by_sample:
            into = None if dx is None else _folded(dx)
            yield from self._inner(x, ctx).backward(_folded(x), _folded(out), _folded(dout), into, w, dw)
            return
        for step in range(x.shape[1]):
            given, result = ctx.keep(f"step {step}", x[:, step].shape), ctx.keep(f"result {step}", out[:, step].shape)
            dresult, dgiven = ctx.empty(result.shape), None if dx is None else ctx.empty(given.shape)
            shares = self._shares(x, ctx) if step else dw
            yield partial(np.copyto, dresult, dout[:, step])
            yield from self._inner_at(step, ctx).backward(given, result, dresult, dgiven, w, shares)
            for name in self._learned(x) if step else ():
                yield partial(np.add, dw[name], shares[name], dw[name])
            if dx is not None and dgiven is not None:
                yield partial(np.copyto, dx[:, step], dgiven)

    def _learned(self, x: Array) -> dict[str, Shape]:
        """The weights that have gradients."""
        return {name: spec.shape for name, spec in self.layer.weights(x.shape[2:]).items() if spec.trainable}

    def _shares(self, x: Array, ctx: Context) -> Weights:
        """Where a step writes its part of the gradients."""
        return Weights({name: ctx.empty(shape) for name, shape in self._learned(x).items()})

    def _inner(self, x: Array, ctx: Context) -> Inner:
        mask = ctx.mask
        return Inner(self.layer, "layer", ctx, None if mask is None or mask.ndim == 2 else _folded(mask))

    def _inner_at(self, step: int, ctx: Context) -> Inner:
        mask = ctx.mask
        return Inner(self.layer, f"layer {step}", ctx, None if mask is None else mask[:, step])


def _folded(array: Array) -> Array:
    """Samples and steps as one axis."""
    return array.reshape(-1, *array.shape[2:])
