"""Rules that divide every weight's step by the size of its own gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls
from nnstudio.catalog.optimizers.base import Epsilon, Momentum, Optimizer, Rate


class RMSprop(Optimizer, frozen=True, kw_only=True):
    """Divides every step by the root of a running mean of squared gradients (Tieleman and Hinton, 2012).

    Epsilon stands inside the root, as in Keras.
    """

    short_name: ClassVar[str] = "rmsprop"
    formula: ClassVar[str] = "v = rho · v + (1 - rho) · g²;  w -= learning_rate · g / √(v + epsilon)"
    note_on_pytorch: ClassVar[str] = (
        "Epsilon is 1e-8 and stands outside the root; here it is 1e-7, and inside. The learning rate is 0.01 "
        "and alpha, here called rho, 0.99; here they are 0.001 and 0.9."
    )

    learning_rate: Rate = 0.001
    rho: Annotated[float, Meta(ge=0, lt=1, title="Rho", description="How long squared gradients are remembered.")] = 0.9
    momentum: Momentum = 0.0
    epsilon: Epsilon = 1e-7
    centered: Annotated[
        bool, Meta(title="Centered", description="Divide by the spread of the gradients around their running mean.")
    ] = False

    @property
    def slots(self) -> Mapping[str, float]:
        """The running mean of squares, that of gradients if centered, and the velocity if there is momentum."""
        slots = {"velocity": 0.0}
        if self.centered:
            slots["average_gradient"] = 0.0
        if self.momentum:
            slots["momentum"] = 0.0
        return slots

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """w -= learning_rate · g / √(v - average² + epsilon), or with the velocity."""
        rho, rest, epsilon = (np.full((), value, w.dtype) for value in (self.rho, 1 - self.rho, self.epsilon))
        v = slots["velocity"]
        yield from _remember(v, g, rho, rest, scratch)
        if self.centered:
            average = slots["average_gradient"]
            yield partial(np.multiply, average, rho, average)
            yield partial(np.multiply, g, rest, scratch)
            yield partial(np.add, average, scratch, average)
            yield partial(np.multiply, average, average, scratch)
            yield partial(np.subtract, v, scratch, scratch)
            yield partial(np.add, scratch, epsilon, scratch)
        else:
            yield partial(np.add, v, epsilon, scratch)
        yield partial(np.sqrt, scratch, scratch)
        yield partial(np.divide, g, scratch, scratch)
        yield partial(np.multiply, scratch, rates["rate"], scratch)
        if self.momentum:
            velocity = slots["momentum"]
            yield partial(np.multiply, velocity, np.full((), self.momentum, w.dtype), velocity)
            yield partial(np.add, velocity, scratch, velocity)
            yield partial(np.subtract, w, velocity, w)
        else:
            yield partial(np.subtract, w, scratch, w)


class Adagrad(Optimizer, frozen=True, kw_only=True):
    """Divides every step by the root of all squared gradients so far: for features that are seldom seen.

    Steps only ever become smaller (Duchi et al., 2011). The sum begins at 0.1 and epsilon stands inside the root, as
    in Keras.
    """

    formula: ClassVar[str] = "a += g²;  w -= learning_rate · g / √(a + epsilon)"
    note_on_pytorch: ClassVar[str] = (
        "The sum begins at 0, and epsilon is 1e-10, outside the root; here it begins at 0.1, and epsilon is "
        "1e-7, inside. The learning rate is 0.01 there and 0.001 here."
    )

    learning_rate: Rate = 0.001
    initial_accumulator_value: Annotated[
        float, Meta(ge=0, title="Initial sum", description="What the sum of squared gradients begins with.")
    ] = 0.1
    epsilon: Epsilon = 1e-7

    @property
    def slots(self) -> Mapping[str, float]:
        """The sum of squared gradients."""
        return {"accumulator": self.initial_accumulator_value}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """a += g²; w -= learning_rate · g / √(a + epsilon)."""
        accumulator = slots["accumulator"]
        yield partial(np.multiply, g, g, scratch)
        yield partial(np.add, accumulator, scratch, accumulator)
        yield partial(np.add, accumulator, np.full((), self.epsilon, w.dtype), scratch)
        yield partial(np.sqrt, scratch, scratch)
        yield partial(np.divide, g, scratch, scratch)
        yield partial(np.multiply, scratch, rates["rate"], scratch)
        yield partial(np.subtract, w, scratch, w)


class Adadelta(Optimizer, frozen=True, kw_only=True):
    """Makes steps as large as the last changes of a weight were, against the size of its gradients (Zeiler, 2012).

    The paper has no learning rate, which is a rate of 1; Keras has 0.001, which is slow, as a default. Both epsilons
    stand inside the roots.
    """

    formula: ClassVar[str] = (
        "a = rho · a + (1 - rho) · g²;  d = g · √(s + epsilon) / √(a + epsilon);  "
        "s = rho · s + (1 - rho) · d²;  w -= learning_rate · d"
    )
    note_on_pytorch: ClassVar[str] = (
        "The learning rate is 1, rho 0.9 and epsilon 1e-6; here they are 0.001, 0.95 and 1e-7. With the rate "
        "of 0.001 it learns very slowly: 1 is that of the paper."
    )

    learning_rate: Rate = 0.001
    rho: Annotated[
        float, Meta(ge=0, lt=1, title="Rho", description="How long squared gradients and changes are remembered.")
    ] = 0.95
    epsilon: Epsilon = 1e-7

    @property
    def slots(self) -> Mapping[str, float]:
        """The running means of squared gradients and of squared changes."""
        return {"accumulated_grad": 0.0, "accumulated_delta_var": 0.0}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """d = g · √(s + epsilon) / √(a + epsilon); w -= learning_rate · d."""
        rho, rest, epsilon = (np.full((), value, w.dtype) for value in (self.rho, 1 - self.rho, self.epsilon))
        gradients, changes = slots["accumulated_grad"], slots["accumulated_delta_var"]
        yield from _remember(gradients, g, rho, rest, scratch)
        for squares, apply in ((gradients, np.divide), (changes, np.multiply)):
            yield partial(np.add, squares, epsilon, scratch)
            yield partial(np.sqrt, scratch, scratch)
            yield partial(apply, g, scratch, g)
        yield from _remember(changes, g, rho, rest, scratch)
        yield partial(np.multiply, g, rates["rate"], g)
        yield partial(np.subtract, w, g, w)


def _remember(mean: Array, values: Array, rho: Array, rest: Array, scratch: Array) -> Iterator[Call]:
    """mean = rho · mean + (1 - rho) · values²."""
    yield partial(np.multiply, mean, rho, mean)
    yield partial(np.multiply, values, values, scratch)
    yield partial(np.multiply, scratch, rest, scratch)
    yield partial(np.add, mean, scratch, mean)
