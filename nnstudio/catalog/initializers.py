"""How weights begin."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Shape


class Initializer(Declaration, frozen=True, kw_only=True):
    """The first values of a weight."""

    kind: ClassVar[str] = "initializer"

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Fresh values in float64; the plan rounds them to its own type."""
        raise NotImplementedError


class Zeros(Initializer, frozen=True, kw_only=True):
    """All values are zero: the usual start of a bias."""

    formula: ClassVar[str] = "w = 0"

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Zeros."""
        return np.zeros(shape)


class _Scaled(Initializer, frozen=True, kw_only=True):
    """Random values whose spread follows from the number of connections."""


def fans(shape: Shape) -> tuple[int, int]:
    """The number of inputs and outputs that one value of a weight is connected to, as Keras counts them."""
    if len(shape) < 2:
        size = math.prod(shape)
        return size, size
    receptive = math.prod(shape[:-2])
    return shape[-2] * receptive, shape[-1] * receptive


class GlorotUniform(_Scaled, frozen=True, kw_only=True):
    """Uniform values that keep the spread of signals and gradients alike through a layer (Glorot and Bengio, 2010)."""

    formula: ClassVar[str] = "w ~ U(-a, a), a = √(6 / (fan_in + fan_out))"

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Uniform within ± √(6 / (fan_in + fan_out))."""
        limit = math.sqrt(6 / max(1, sum(fans(shape))))
        return rng.uniform(-limit, limit, shape)


class Constant(Initializer, frozen=True, kw_only=True):
    """All values are the same number."""

    formula: ClassVar[str] = "w = value"

    value: Annotated[float, Meta(title="Value", description="The number that every weight begins with.")] = 0.0

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """The constant."""
        return np.full(shape, self.value)
