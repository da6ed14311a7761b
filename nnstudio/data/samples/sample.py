"""The kind of declaration that every built-in data set is."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.data.dataset import Dataset

Samples = Annotated[int, Meta(ge=2, le=1_000_000, title="Samples", description="Number of rows.")]
Noise = Annotated[
    float, Meta(ge=0, le=10, title="Noise", description="Standard deviation of the Gaussian noise on each point.")
]
Seed = Annotated[int, Meta(ge=0, lt=2**32, title="Seed", description="Another seed gives other random rows.")]


class Sample(Declaration, frozen=True, kw_only=True):
    """A data set that comes with NN Studio; a document names it as `sample:<name>`."""

    kind: ClassVar[str] = "sample"

    def make(self) -> Dataset:
        """The rows of the data set."""
        raise NotImplementedError


class _Generated(Sample, frozen=True, kw_only=True):
    """A data set that is computed; the same settings always give the same rows."""

    samples: Samples = 100
    noise: Noise = 0.0
    seed: Seed = 0

    def generator(self) -> np.random.Generator:
        """The random numbers of this data set, from the start."""
        return np.random.Generator(np.random.PCG64(self.seed))
