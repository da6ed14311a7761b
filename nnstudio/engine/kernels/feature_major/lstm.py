"""Long short-term memory, step by step."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Weights
from nnstudio.catalog.layers.recurrent.base import _Recurrent
from nnstudio.engine.kernels.feature_major.products import Gates, KernelsAndBias
from nnstudio.engine.kernels.feature_major.recurrence import Recurrence

_OUTPUT, _FORGET, _INPUT, _CANDIDATE, _MEMORY, _SHOWN = range(6)
"""The blocks: four gates, the memory before the step, and tanh of the memory after it."""
_GATES, _SIGMOIDS = slice(_OUTPUT, _CANDIDATE + 1), slice(_OUTPUT, _INPUT + 1)
_LET_THROUGH = slice(_SHOWN, _CANDIDATE - 1, -1)
"""What every sigmoid lets through, in their order: tanh of the memory, the memory before, the candidate."""
_ORDER, _SQUASHED = (3, 1, 0, 2), (0, 1, 3)
"""Where the gates stand in the kernels, and those of them that are sigmoids."""


class LSTMRecurrence(Recurrence):
    """c = f · c + i · g and h = o · tanh(c).

    With s · p for each sigmoid and what it lets through, ds = p · s · (1 - s) before its activation, and behind a tanh
    dp = s · (1 - p²). Both times the gradient dh of what is shown for the output gate, and dc of the memory for others.
    """

    products_of = (Gates(("state", "inputs"), _ORDER, slice(1, 5), _SQUASHED),)
    block_count = 6
    delta_count = 5
    """What reaches the memory by what is shown, and the gates."""

    def __init__(self, layer: _Recurrent, x: Array, w: Weights, ctx: Context) -> None:
        super().__init__(layer, x, w, ctx)
        self.blocks[0, _MEMORY] = 0

    def weights(self, w: Weights) -> list[KernelsAndBias]:
        """All gates come from one product."""
        return [((w.recurrent_kernel, w.kernel), w.get("bias"))]

    def forward(self, step: int) -> Calls:
        """All gates in one call of tanh."""
        now, after = self.blocks[step], self.blocks[step + 1]
        shares = self.room("shares", 2)
        yield from self.products[0].at_step(step, self.rows_of(now[_GATES]))
        yield partial(np.tanh, now[_GATES], now[_GATES])
        yield from self.sigmoids(now[_SIGMOIDS])
        yield partial(np.multiply, now[_SIGMOIDS][1:], now[_LET_THROUGH][1:], shares)
        yield partial(np.add, shares[0], shares[1], after[_MEMORY])
        yield partial(np.tanh, after[_MEMORY], now[_SHOWN])
        yield partial(np.multiply, now[_OUTPUT], now[_SHOWN], self.states[step + 1])

    def factors(self, steps: slice, into: Array) -> Calls:
        """First those of the sigmoids; then those behind a tanh, which stand around them."""
        sigmoids, let_through = self.blocks[steps, _SIGMOIDS], self.blocks[steps, _LET_THROUGH]
        opening, passing = into[:, 1:4], into[:, ::4]
        yield partial(np.subtract, self.one, sigmoids, opening)
        yield partial(np.multiply, opening, sigmoids, opening)
        yield partial(np.multiply, opening, let_through, opening)
        yield partial(np.square, let_through[:, ::2], passing)
        yield partial(np.subtract, self.one, passing, passing)
        yield partial(np.multiply, passing, sigmoids[:, ::2], passing)

    def backward(self, step: int, deltas: Array, dh: Array) -> Calls:
        """dc = dh · o · (1 - tanh²(c)) + dcₜ₊₁ · fₜ₊₁."""
        (dc,) = self.room("gradient of the memory", 1)
        shown, remembered = deltas[:2], deltas[2:]
        yield partial(np.multiply, shown, dh, shown)
        if step == self.steps.count - 1:
            yield partial(np.copyto, dc, shown[0])
        else:
            yield partial(np.multiply, dc, self.blocks[step + 1, _FORGET], dc)
            yield partial(np.add, dc, shown[0], dc)
        yield partial(np.multiply, remembered, dc, remembered)

    def to_state(self, deltas: Array, dh: Array) -> Calls:
        """Through all gates."""
        yield from self.products[0].source_gradient("state", self.rows_of(deltas), self.rows_of(dh))
