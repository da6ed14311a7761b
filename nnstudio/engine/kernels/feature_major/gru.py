"""The gated recurrent unit, step by step; resetting after the product with the state, or before."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Weights
from nnstudio.engine.kernels.feature_major.products import Gates, KernelsAndBias
from nnstudio.engine.kernels.feature_major.recurrence import Recurrence

_CANDIDATE, _UPDATE, _RESET, _RECALLED = 0, 1, 2, slice(3, 6)
"""The blocks: candidate and gates, and what the state adds to update, reset and candidate."""
_OPENINGS = slice(_UPDATE, _RESET + 1)
_IN_KERNEL, _SIGMOIDS = (2, 0, 1), (0, 1)
"""Where candidate, update and reset stand in the kernels, and those of them that are sigmoids."""


class _GRURecurrence(Recurrence):
    """h = g + z · (h - g), so that dz = dh · (h - g) · z · (1 - z) and dg = dh · (1 - z) · (1 - g²)."""

    def from_inputs(self, steps: slice) -> Calls:
        """All that candidate and gates get from them."""
        yield from self.products[0].at_steps(steps, self.rows_of(self.blocks[steps, : _RESET + 1]))

    def blend(self, step: int) -> Calls:
        """The new state from the candidate and the old one."""
        now, new = self.blocks[step], self.states[step + 1]
        yield partial(np.subtract, self.states[step], now[_CANDIDATE], new)
        yield partial(np.multiply, new, now[_UPDATE], new)
        yield partial(np.add, new, now[_CANDIDATE], new)

    def factors(self, steps: slice, into: Array) -> Calls:
        """Those of candidate and update, and r · (1 - r)."""
        blocks, h, spare = self.blocks[steps], self.states[steps], into[:, 3]
        candidate, openings, slopes = blocks[:, _CANDIDATE], blocks[:, _OPENINGS], into[:, _OPENINGS]
        yield partial(np.subtract, self.one, openings, slopes)
        yield partial(np.square, candidate, into[:, _CANDIDATE])
        yield partial(np.subtract, self.one, into[:, _CANDIDATE], into[:, _CANDIDATE])
        yield partial(np.multiply, into[:, _CANDIDATE], into[:, _UPDATE], into[:, _CANDIDATE])
        yield partial(np.multiply, slopes, openings, slopes)
        yield partial(np.subtract, h, candidate, spare)
        yield partial(np.multiply, into[:, _UPDATE], spare, into[:, _UPDATE])


class ResetAfter(_GRURecurrence):
    """g = tanh(… + r · v) with v = h · U + b, so that dr = dg · v · r · (1 - r) and dv = dg · r."""

    products_of = (
        Gates(("inputs",), _IN_KERNEL, slice(0, 3), _SIGMOIDS),
        Gates(("state",), (0, 1, 2), slice(1, 4), _SIGMOIDS),
    )
    block_count = 6
    delta_count = 5
    """Candidate, update and reset, what the state adds to the candidate, and the state itself."""

    def weights(self, w: Weights) -> list[KernelsAndBias]:
        """Both products have a bias."""
        with_inputs, with_state = (None, None) if w.get("bias") is None else w.bias
        return [((w.kernel,), with_inputs), ((w.recurrent_kernel,), with_state)]

    def forward(self, step: int) -> Calls:
        """What the state adds to the candidate is kept for the gradient of the reset gate."""
        now = self.blocks[step]
        recalled, openings = now[_RECALLED], now[_OPENINGS]
        (seen,) = self.room("seen", 1)
        yield from self.products[1].at_step(step, self.rows_of(recalled))
        yield partial(np.add, openings, recalled[:2], openings)
        yield partial(np.tanh, openings, openings)
        yield from self.sigmoids(openings)
        yield partial(np.multiply, now[_RESET], recalled[2], seen)
        yield partial(np.add, now[_CANDIDATE], seen, now[_CANDIDATE])
        yield partial(np.tanh, now[_CANDIDATE], now[_CANDIDATE])
        yield from self.blend(step)

    def factors(self, steps: slice, into: Array) -> Calls:
        """All of them are factors of dh."""
        yield from super().factors(steps, into)
        blocks, candidate, reset = self.blocks[steps], into[:, _CANDIDATE], into[:, _RESET]
        yield partial(np.multiply, reset, blocks[:, _RECALLED][:, 2], reset)
        yield partial(np.multiply, reset, candidate, reset)
        yield partial(np.multiply, candidate, blocks[:, _RESET], into[:, 3])
        yield partial(np.copyto, into[:, 4], blocks[:, _UPDATE])

    def backward(self, step: int, deltas: Array, dh: Array) -> Calls:
        """All at once."""
        yield partial(np.multiply, deltas, dh, deltas)

    def to_state(self, deltas: Array, dh: Array) -> Calls:
        """Through the product, and past it."""
        yield from self.products[1].source_gradient("state", self.rows_of(deltas), self.rows_of(dh))
        yield partial(np.add, dh, deltas[4], dh)


class ResetBefore(_GRURecurrence):
    """g = tanh(… + v · U) with v = r · h, so that dv = dg · Uᵀ, dr = dv · h · r · (1 - r) and dh gets dv · r."""

    products_of = (
        Gates(("inputs",), _IN_KERNEL, slice(0, 3), _SIGMOIDS),
        Gates(("state",), (0, 1), slice(1, 3), _SIGMOIDS),
        Gates(("more",), (2,), slice(0, 1)),
    )
    block_count = 3
    delta_count = 4
    """Candidate, update, reset, and what the old state gets past the products."""
    keeps_more = True

    def weights(self, w: Weights) -> list[KernelsAndBias]:
        """The bias is added with the inputs."""
        return [((w.kernel,), w.get("bias")), ((w.recurrent_kernel,), None), ((w.recurrent_kernel,), None)]

    def forward(self, step: int) -> Calls:
        """The candidate waits for the reset gate."""
        now, more = self.blocks[step], self.steps.rows["more"]
        recalled, openings, candidate = self.room("recalled", 2), now[_OPENINGS], now[_CANDIDATE]
        seen = self.steps.joined[step, more].reshape(-1)
        _, from_state, from_seen = self.products
        yield from from_state.at_step(step, self.rows_of(recalled))
        yield partial(np.add, openings, recalled, openings)
        yield partial(np.tanh, openings, openings)
        yield from self.sigmoids(openings)
        yield partial(np.multiply, now[_RESET], self.states[step], seen)
        yield from from_seen.at_step(step, self.rows_of(recalled[:1]))
        yield partial(np.add, candidate, recalled[0], candidate)
        yield partial(np.tanh, candidate, candidate)
        yield from self.blend(step)

    def factors(self, steps: slice, into: Array) -> Calls:
        """Candidate, update and what goes past are factors of dh, that of the reset gate is one of dv."""
        yield from super().factors(steps, into)
        yield partial(np.multiply, into[:, _RESET], self.states[steps], into[:, _RESET])
        yield partial(np.copyto, into[:, 3], self.blocks[steps, _UPDATE])

    def backward(self, step: int, deltas: Array, dh: Array) -> Calls:
        """dv comes from the candidate."""
        dv, candidate_and_update, past = self.room("gradient of the state seen", 1), deltas[:2], deltas[3]
        yield partial(np.multiply, candidate_and_update, dh, candidate_and_update)
        yield partial(np.multiply, past, dh, past)
        yield from self.products[2].source_gradient("more", self.rows_of(deltas), self.rows_of(dv))
        yield partial(np.multiply, deltas[_RESET], dv[0], deltas[_RESET])
        yield partial(np.multiply, dv[0], self.blocks[step, _RESET], dv[0])
        yield partial(np.add, past, dv[0], past)

    def to_state(self, deltas: Array, dh: Array) -> Calls:
        """Through the product of the gates, and past it."""
        yield from self.products[1].source_gradient("state", self.rows_of(deltas), self.rows_of(dh))
        yield partial(np.add, dh, deltas[3], dh)
