"""Curves: one number in, one number out."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.data.dataset import Dataset
from nnstudio.data.samples.sample import _Generated


class Square(_Generated, frozen=True, kw_only=True):
    """The square of a number: x is spread evenly over [0, 1), y = x².

    The smallest thing that a straight line cannot learn and a hidden layer can. Predict `y` from `x`. Noise is added
    to `y`.
    """

    formula: ClassVar[str] = "y = x²"

    def make(self) -> Dataset:
        """Columns `x` and `y`."""
        generator = self.generator()
        x = generator.random(self.samples)
        y = x**2 + self.noise * generator.standard_normal(self.samples)
        return Dataset(self.short_name, {"x": x, "y": y}, inputs=("x",), target="y")
