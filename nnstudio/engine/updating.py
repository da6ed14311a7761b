"""The optimizer's half of a step: what becomes of the weights once the gradients of a batch are there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.engine.averaging import MovingAverage
from nnstudio.engine.clipping import clip
from nnstudio.engine.context import PlanContext
from nnstudio.engine.plan import Phase, Stage, Step, run
from nnstudio.engine.randomness import generator
from nnstudio.engine.slices import bounds_of
from nnstudio.engine.weights import WeightStore

BLOCK = 48 * 1024
"""How many values a rule works on at a time, so that all its vectors stay in the cache."""


class Update:
    """Moves the weights of a store as an optimizer says.

    In Keras' order: gradients are gathered over batches and clipped, weights decay, the rule moves them; their average
    follows them, and in the end every constraint has its way. Averages and constraints also follow the batches of
    which the gradients are only gathered.
    """

    def __init__(self, optimizer: Optimizer, store: WeightStore, parts: int = 1) -> None:
        """A rule that treats every value alike is cut into so many parts, which threads can do at the same time."""
        self.optimizer = optimizer
        self.step = 0
        """How many batches were learned from."""
        self.chosen_rate: float | None = None
        """The learning rate that a callback or a person set, for all that follows; None for the optimizer's own."""
        self._store = store
        self._rule_slots = {name: np.full_like(store.trained, value) for name, value in optimizer.slots.items()}
        self._rates = {name: np.zeros((), store.dtype) for name in optimizer.rates(1, 0.0)}
        self._shrinkages: dict[float, Array] = {}
        self._batches = optimizer.gradient_accumulation_steps or 1
        self._gathered = np.zeros_like(store.gradient) if self._batches > 1 else None
        self._average = MovingAverage(optimizer, store.trained) if optimizer.use_ema else None
        self._filled_rate = math.nan
        self.steps = tuple(self._bind(parts))
        """What moves the weights, between `begin` and `end`."""
        self.gathering = tuple(self._bind_gathering())
        """What is done in its place where the gradients are only gathered."""
        self._constrain = tuple(self._bind_constraints())

    @property
    def slots(self) -> dict[str, Array]:
        """Every vector that the next step depends on, beside the weights."""
        slots = dict(self._rule_slots)
        if self._gathered is not None:
            slots["gathered_gradient"] = self._gathered
        if self._average is not None:
            slots["moving_average"] = self._average.values
        return slots

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step."""
        return self.optimizer.rate_at(self.step) if self.chosen_rate is None else self.chosen_rate

    def begin(self) -> bool:
        """Count a batch; returns whether it moves the weights, or its gradients are only gathered."""
        rate = self.learning_rate
        self.step += 1
        updates, waiting = divmod(self.step, self._batches)
        if waiting:
            return False
        if self.optimizer.counts_steps or rate != self._filled_rate:
            self._fill(updates, rate)
        return True

    def end(self) -> None:
        """Let the average and the constraints follow the weights."""
        if self._average is not None:
            self._average.follow((self.step - 1) // self._batches)
        run(self._constrain)

    def finish(self) -> None:
        """Leave the weights as they are to be used: with their average in their place, if one is kept and is finite."""
        if self._average is not None and np.isfinite(self._average.values).all():
            self._average.take_over()

    def _fill(self, number: int, rate: float) -> None:
        """Fill in the numbers with which the weights are moved for the first (1), second, ... time."""
        self._filled_rate = rate
        for name, value in self.optimizer.rates(number, rate).items():
            self._rates[name].fill(value)
        for decay, shrinkage in self._shrinkages.items():
            shrinkage.fill(rate * decay)

    def _bind(self, parts: int) -> Iterator[Step]:
        """What is done before the rule, and the rule."""
        before = (*self._bind_gathered(), *clip(self.optimizer, self._store))
        if before:
            yield Step(Stage.UPDATE, "gradient limits", (before,))
        if self.optimizer.by_weight:
            rule: Phase = (tuple(self._bind_weights()),)
        else:
            rule = tuple(tuple(self._bind_blocks(rows)) for rows in bounds_of(len(self._store.trained), parts))
        yield Step(Stage.UPDATE, self.optimizer.label, rule)

    def _bind_gathering(self) -> Iterator[Step]:
        if self._gathered is not None:
            call = partial(np.add, self._gathered, self._store.gradient, self._gathered)
            yield Step(Stage.UPDATE, "gradients gathered", ((call,),))

    def _bind_gathered(self) -> Iterator[Call]:
        """gradient = the mean of those of the last batches, and begin to gather anew."""
        if self._gathered is not None:
            gradient, count = self._store.gradient, np.full((), self._batches, self._store.dtype)
            yield partial(np.add, gradient, self._gathered, gradient)
            yield partial(np.divide, gradient, count, gradient)
            yield partial(self._gathered.fill, 0)

    def _bind_constraints(self) -> Iterator[Call]:
        context = PlanContext(self._store.dtype, training=True, rng=generator(0, "constraints"))
        for slot in self._store.slots:
            if slot.spec.constraint is not None and slot.gradient is not None:
                yield from slot.spec.constraint.apply(slot.value, context)

    def _bind_blocks(self, rows: slice) -> Iterator[Call]:
        """For a rule that treats every value alike: over many weights at once, as much as the cache holds."""
        weights, gradient = self._store.trained, self._store.gradient
        scratch = np.empty(min(BLOCK, rows.stop - rows.start), weights.dtype)
        for start in range(rows.start, rows.stop, BLOCK):
            block = slice(start, min(start + BLOCK, rows.stop))
            w, g = weights[block], gradient[block]
            t = scratch[: len(w)]
            yield from self._shrink(w, self.optimizer.weight_decay or 0.0, t)
            slots = {name: slot[block] for name, slot in self._rule_slots.items()}
            yield from self.optimizer.update(w, g, slots, self._rates, t)

    def _bind_weights(self) -> Iterator[Call]:
        """For a rule that looks at weights as wholes: over one after the other."""
        stop = 0
        for slot in self._store.slots:
            if slot.gradient is None:
                continue
            w, shape = slot.value, slot.value.shape
            start, stop = stop, stop + w.size
            slots = {name: vector[start:stop].reshape(shape) for name, vector in self._rule_slots.items()}
            t = np.empty(shape, w.dtype)
            yield from self._shrink(w, self.optimizer.decay_of(slot.path, shape), t)
            yield from self.optimizer.update_weight(slot.path, w, slot.gradient, slots, self._rates, t)

    def _shrink(self, w: Array, decay: float, scratch: Array) -> Iterator[Call]:
        """w -= learning_rate · decay · w, before the rule."""
        if decay:
            shrinkage = self._shrinkages.setdefault(decay, np.zeros((), w.dtype))
            yield partial(np.multiply, w, shrinkage, scratch)
            yield partial(np.subtract, w, scratch, w)
