"""The kernel of recurrent layers: both passes, whatever the layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain, zip_longest

from nnstudio.catalog.activations import Sigmoid, Tanh
from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Together, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.recurrent.base import _Recurrent
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.recurrent.simple import SimpleRNN
from nnstudio.engine.kernels.feature_major.gru import ResetAfter, ResetBefore
from nnstudio.engine.kernels.feature_major.lstm import LSTMRecurrence
from nnstudio.engine.kernels.feature_major.recurrence import Recurrence
from nnstudio.engine.kernels.feature_major.simple import SimpleRecurrence
from nnstudio.engine.kernels.feature_major.sums import WeightGradients
from nnstudio.engine.kernels.feature_major.way_back import WayBack
from nnstudio.engine.slices import bounds_of

_LEAST_OPERATIONS = 20e6
"""A stretch with products of fewer multiplications and additions is over before another thread is awake."""
_MOST_STRETCHES = 6


class FeatureMajor:
    """A recurrent layer with tanh and sigmoids, without dropout and masks."""

    def __init__(self, layer: _Recurrent) -> None:
        self._layer = layer

    @staticmethod
    def takes(layer: Layer) -> bool:
        """Whether the layer is such a one."""
        return (
            isinstance(layer, LSTM | GRU | SimpleRNN)
            and isinstance(layer.activation, Tanh)
            and (isinstance(layer, SimpleRNN) or isinstance(layer.recurrent_activation, Sigmoid))
            and layer.dropout == layer.recurrent_dropout == 0
        )

    def bind_forward(self, x: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """Step by step, with what comes from the inputs alone a stretch ahead."""
        recurrence = self._bound(x[0], w, ctx)
        steps, stretches = recurrence.steps, _stretches(recurrence)
        yield from steps.read(x[0])
        for product in recurrence.products:
            yield from product.turn()
        yield from recurrence.from_inputs(stretches[0])
        for now, ahead in zip_longest(stretches, stretches[1:]):
            here = chain.from_iterable(recurrence.forward(step) for step in range(now.start, now.stop))
            yield Together([here] if ahead is None else [here, recurrence.from_inputs(ahead)])
        yield from steps.write(out)

    def bind_backward(self, x: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """Step by step from the last to the first, with the gradients of weights and inputs a stretch behind."""
        recurrence, (dx,) = self._bound(x[0], w, ctx), d.inputs
        stretches = _stretches(recurrence)
        way_back = WayBack(recurrence, d.out, max(stretch.stop - stretch.start for stretch in stretches), ctx)
        sums = WeightGradients(recurrence.products, recurrence.steps, ctx)
        for product in recurrence.products:
            yield from product.sort()
        behind: list[Calls] = []
        for stretch in reversed(stretches):
            deltas = way_back.room(stretch)
            yield Together([way_back.over(stretch, deltas), *behind])
            behind = [chain(sums.over(stretch, deltas), recurrence.to_inputs(stretch, deltas, dx))]
        yield from chain.from_iterable(behind)
        yield from sums.write(recurrence.weights(d.weights))

    def _bound(self, x: Array, w: Weights, ctx: Context) -> Recurrence:
        match self._layer:
            case LSTM():
                return LSTMRecurrence(self._layer, x, w, ctx)
            case GRU(reset_after=reset_after):
                return (ResetAfter if reset_after else ResetBefore)(self._layer, x, w, ctx)
            case _:
                return SimpleRecurrence(self._layer, x, w, ctx)


def _stretches(recurrence: Recurrence) -> list[slice]:
    """The steps in stretches; while one thread is busy with one of them, another can be with its neighbor."""
    steps = recurrence.steps
    operations = 2 * steps.count * steps.batch * sum(math.prod(product.shape) for product in recurrence.products)
    count = min(_MOST_STRETCHES, steps.count, int(operations / _LEAST_OPERATIONS))
    return bounds_of(steps.count, max(1, count))
