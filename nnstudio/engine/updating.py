"""The optimizer's half of a step: clipping, weight decay and the rule itself, bound over the flat vectors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.engine.plan import run
from nnstudio.engine.weights import WeightStore

BLOCK = 32 * 1024
"""How many values a rule works on at a time, so that all its vectors stay in the cache."""


class Update:
    """Moves the weights of a store by an optimizer's rule; keeps the rule's slots and its count of steps."""

    def __init__(self, optimizer: Optimizer, store: WeightStore) -> None:
        self.optimizer = optimizer
        self.step = 0
        self.slots = {name: np.full_like(store.trained, start_value) for name, start_value in optimizer.slots.items()}
        self._store = store
        self._rates = {name: np.zeros((), store.dtype) for name in optimizer.rates(1, 0.0)}
        self._shrinkages: dict[float, Array] = {}
        self._calls = tuple(self._bind())

    def __call__(self, learning_rate: float) -> None:
        """One step with this learning rate."""
        self.step += 1
        for name, value in self.optimizer.rates(self.step, learning_rate).items():
            self._rates[name].fill(value)
        for decay, shrinkage in self._shrinkages.items():
            shrinkage.fill(learning_rate * decay)
        run(self._calls)

    def _bind(self) -> Iterator[Call]:
        yield from self._clip(self._store.gradient)
        yield from self._bind_weights() if self.optimizer.by_weight else self._bind_blocks()

    def _bind_blocks(self) -> Iterator[Call]:
        """For a rule that treats every value alike: over all weights at once, as much as the cache holds."""
        weights, gradient = self._store.trained, self._store.gradient
        scratch = np.empty(min(BLOCK, len(weights)), weights.dtype)
        for start in range(0, len(weights), BLOCK):
            block = slice(start, start + BLOCK)
            w, g = weights[block], gradient[block]
            t = scratch[: len(w)]
            yield from self._shrink(w, self.optimizer.weight_decay or 0.0, t)
            slots = {name: slot[block] for name, slot in self.slots.items()}
            yield from self.optimizer.update(w, g, slots, self._rates, t)

    def _bind_weights(self) -> Iterator[Call]:
        """For a rule that looks at weights as wholes: over one after the other."""
        stop = 0
        for slot in self._store.slots:
            if slot.gradient is None:
                continue
            w, shape = slot.value, slot.value.shape
            start, stop = stop, stop + w.size
            slots = {name: vector[start:stop].reshape(shape) for name, vector in self.slots.items()}
            t = np.empty(shape, w.dtype)
            yield from self._shrink(w, self.optimizer.decay_of(slot.path, shape), t)
            yield from self.optimizer.update_weight(slot.path, w, slot.gradient, slots, self._rates, t)

    def _shrink(self, w: Array, decay: float, scratch: Array) -> Iterator[Call]:
        """w -= learning_rate · decay · w, before the rule."""
        if decay:
            shrinkage = self._shrinkages.setdefault(decay, np.zeros((), w.dtype))
            yield partial(np.multiply, w, shrinkage, scratch)
            yield partial(np.subtract, w, scratch, w)

    def _clip(self, gradient: Array) -> Iterator[Call]:
        """Keras' order: by weight, else by all together, else by value."""
        optimizer = self.optimizer
        if optimizer.clipnorm is not None:
            for slot in self._store.slots:
                if slot.gradient is not None:
                    yield from _limit_norm(slot.gradient.reshape(-1), optimizer.clipnorm)
        elif optimizer.global_clipnorm is not None:
            yield from _limit_norm(gradient, optimizer.global_clipnorm)
        elif optimizer.clipvalue is not None:
            limit = np.full((), optimizer.clipvalue, gradient.dtype)
            yield partial(np.clip, gradient, -limit, limit, gradient)


def _limit_norm(gradient: Array, limit: float) -> Iterator[Call]:
    """g *= limit / max(‖g‖, limit)."""
    norm = np.zeros((), gradient.dtype)
    most = np.full((), limit, gradient.dtype)
    yield partial(np.dot, gradient, gradient, norm)
    yield partial(np.sqrt, norm, norm)
    yield partial(np.maximum, norm, most, out=norm)
    yield partial(np.divide, most, norm, norm)
    yield partial(np.multiply, gradient, norm, gradient)
