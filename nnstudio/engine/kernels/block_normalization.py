"""BatchNormalization over slices of a batch, some samples at a time, with the ReLU and the pooling after it.

What mixes samples is two sums for each channel, forwards and backwards. Every slice adds up its own and leaves them
for the others; when all have done so, each takes the totals and goes on by itself. So every value is read twice and
written once, in blocks that stay in the cache for all that is done with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, cast

import numpy as np

from nnstudio.catalog.activations import Linear
from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Weights, wait
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.engine.kernels.channel_statistics import Blocks, ChannelStatistics, spread
from nnstudio.engine.kernels.endings import Ending


class BlockNormalization:
    """The kernel of a BatchNormalization along the last axis, and of a ReLU and a 2x2 MaxPooling2D after it."""

    takes_any_layout: ClassVar[bool] = False
    joins_slices: ClassVar[bool] = True

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layer = cast(BatchNormalization, layers[0])
        self._ending = cast(Ending, Ending.of(Linear(), layers[1:]))

    @staticmethod
    def takes(layers: Sequence[Layer]) -> bool:
        """Whether the layers are such ones."""
        first, *after = layers
        is_last = isinstance(first, BatchNormalization) and first.axis == -1
        return is_last and Ending.of(Linear(), after) is not None

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """z = x · factor + offset, and what becomes of it."""
        (x,), blocks, norm = inputs, Blocks(inputs[0], ctx), _Normalization(self._layer, inputs[0], ctx)
        yield from norm.prepare(x, blocks, w)
        for rows in blocks.rows:
            z = blocks.room("results", rows) if self._ending.pools else out[rows]
            yield partial(np.multiply, x[rows], norm.factors, z)
            yield partial(np.add, z, norm.offsets, z)
            yield from self._ending.forward(z, out[rows], f"from {rows.start}", ctx)

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """dx = factor · (dz - mean(dz) - x̂ · mean(dz · x̂)), where x̂ is x normalized.

        Without batch statistics the two means are left out. dgamma = Σ dz · x̂, dbeta = Σ dz.
        """
        (x,), (dx,), blocks = inputs, d.inputs, Blocks(inputs[0], ctx)
        norm = _Normalization(self._layer, x, ctx)
        dz = d.out if self._ending.changes_nothing else ctx.empty(x.shape) if dx is None else dx
        for rows in blocks.rows:
            if dz is not d.out:
                yield from self._ending.backward(out[rows], d.out[rows], dz[rows], f"from {rows.start}", ctx)
            product = blocks.room("centered", rows)
            yield partial(np.subtract, x[rows], norm.means, product)
            yield partial(np.multiply, product, dz[rows], product)
            yield from blocks.add_up(rows, dz[rows], product)
        yield from norm.write_gradients(blocks, d.weights)
        if dx is None:
            return
        yield from norm.join_gradients()
        for rows in blocks.rows:
            yield partial(np.multiply, dz[rows], norm.factors, dx[rows])
            if norm.uses_batch:
                share = blocks.room("centered", rows)
                yield partial(np.multiply, x[rows], norm.slopes, share)
                yield partial(np.add, share, norm.levels, share)
                yield partial(np.subtract, dx[rows], share, dx[rows])


class _Normalization:
    """The factor and the offset of every channel, and their like for gradients, spread over a sample."""

    def __init__(self, layer: BatchNormalization, x: Array, ctx: Context) -> None:
        self._layer, self._ctx, self._statistics = layer, ctx, ChannelStatistics(x, ctx)
        self.uses_batch = ctx.training and not ctx.frozen
        self.means, self.factors, self.offsets, self.slopes, self.levels = (
            ctx.keep(f"all {name}", x.shape[1:]) for name in ("means", "factors", "offsets", "slopes", "levels")
        )
        vector = self._statistics.vector
        self._deviation, self._factor, self._scratch = vector("deviation"), vector("factor"), vector("scratch")

    def prepare(self, x: Array, blocks: Blocks, w: Weights) -> Calls:
        """factor = gamma / deviation and offset = beta - mean · factor, for the batch or for the moving averages."""
        mean, variance, ctx = self._statistics.mean, self._statistics.variance, self._ctx
        if self.uses_batch:
            yield from self._statistics.measure(x, blocks, self.means)
            yield wait
            yield from self._statistics.join()
            if self._statistics.is_of_first_slice:
                yield from self._follow(mean, w.moving_mean)
                yield from self._follow(variance, w.moving_variance)
        else:
            yield partial(np.copyto, mean, w.moving_mean)
            yield partial(np.copyto, variance, w.moving_variance)
        gamma = w.gamma if self._layer.scale else ctx.constant(1)
        beta = w.beta if self._layer.center else ctx.constant(0)
        yield partial(np.add, variance, ctx.constant(self._layer.epsilon), self._deviation)
        yield partial(np.sqrt, self._deviation, self._deviation)
        yield partial(np.divide, gamma, self._deviation, self._factor)
        yield partial(np.multiply, mean, self._factor, self._scratch)
        yield partial(np.subtract, beta, self._scratch, self._scratch)
        yield spread(mean, self.means)
        yield spread(self._factor, self.factors)
        yield spread(self._scratch, self.offsets)

    def write_gradients(self, blocks: Blocks, dw: Weights) -> Calls:
        """Those of the slice, which the engine adds up; the sums are left for the other slices as well."""
        dbeta, dgamma, calls = self._statistics.leave_sums(blocks)
        yield from calls
        if self._layer.center:
            yield partial(np.copyto, dw.beta, dbeta)
        if self._layer.scale:
            yield partial(np.divide, dgamma, self._deviation, dw.gamma)

    def join_gradients(self) -> Calls:
        """What is taken from factor · dz: slope · x + level, of which the sums are those of the whole batch."""
        if not self.uses_batch:
            return
        yield wait
        level, slope = self._statistics.vector("level"), self._statistics.vector("slope")
        yield from self._statistics.join_sums(level, slope)
        for _ in range(2):
            yield partial(np.divide, slope, self._deviation, slope)
        for mean in (level, slope):
            yield partial(np.multiply, mean, self._factor, mean)
        yield partial(np.multiply, slope, self._statistics.mean, self._scratch)
        yield partial(np.subtract, level, self._scratch, level)
        yield spread(slope, self.slopes)
        yield spread(level, self.levels)

    def _follow(self, batch: Array, moving: Array) -> Calls:
        """moving = momentum · moving + (1 - momentum) · batch."""
        yield partial(np.multiply, batch, self._ctx.constant(1 - self._layer.momentum), self._scratch)
        yield partial(np.multiply, moving, self._ctx.constant(self._layer.momentum), moving)
        yield partial(np.add, moving, self._scratch, moving)
