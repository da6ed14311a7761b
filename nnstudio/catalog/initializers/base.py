"""What every initializer declares."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Shape


class Initializer(Declaration, frozen=True, kw_only=True):
    """The first values of a weight."""

    kind: ClassVar[str] = "initializer"
    counts_connections: ClassVar[bool] = False
    """Whether values depend on a weight's shape only through the numbers of inputs and outputs it connects."""

    def objection(self, shape: Shape) -> str | None:
        """Why it cannot fill a weight of this shape, as the end of a sentence; None if it can."""
        return None

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Fresh values in float64; the plan rounds them to its own type."""
        raise NotImplementedError
