"""Weights that begin with values known beforehand."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers.base import Initializer
from nnstudio.catalog.kernels import Array, Shape
from nnstudio.sentence import Sentence


class Zeros(Initializer, frozen=True, kw_only=True):
    """All values are zero: the usual start of a bias."""

    formula: ClassVar[str] = "w = 0"
    aliases: ClassVar[tuple[str, ...]] = ("zero",)

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Zeros."""
        return np.zeros(shape)


class Ones(Initializer, frozen=True, kw_only=True):
    """All values are one: the usual start of a scale."""

    formula: ClassVar[str] = "w = 1"
    aliases: ClassVar[tuple[str, ...]] = ("one",)

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Ones."""
        return np.ones(shape)


class Constant(Initializer, frozen=True, kw_only=True):
    """All values are the same number."""

    formula: ClassVar[str] = "w = value"

    value: Annotated[float, Meta(title="Value", description="The number that every weight begins with.")] = 0.0

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """The constant."""
        return np.full(shape, self.value)


class Identity(Initializer, frozen=True, kw_only=True):
    """The identity matrix: what goes in comes out."""

    formula: ClassVar[str] = "w = gain · I"
    aliases: ClassVar[tuple[str, ...]] = ("IdentityInitializer",)

    gain: Annotated[float, Meta(title="Gain", description="The number on the diagonal.")] = 1.0

    def objection(self, shape: Shape) -> str | None:
        """Only a matrix has a diagonal."""
        return None if len(shape) == 2 else Sentence("needs a weight of two axes, a matrix")

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """The gain on the diagonal, zeros elsewhere."""
        rows, columns = shape
        return self.gain * np.eye(rows, columns)
