"""Points in the plane, each of a class: small worlds in which a decision boundary can be watched."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset
from nnstudio.data.samples.sample import Noise, Samples, _Generated

Classes = Annotated[
    int, Meta(ge=2, le=10, title="Classes", description="Number of classes; they share the rows evenly.")
]


class _PlaneSample(_Generated, frozen=True, kw_only=True):
    """Columns `x1`, `x2` and `class`; the classes take turns, so that every stretch of rows holds all of them."""

    samples: Samples = 200

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """The points, as rows of x1 and x2, before any noise."""
        raise NotImplementedError

    def class_count(self) -> int:
        """The number of classes."""
        return 2

    def make(self) -> Dataset:
        """Points with their classes, named `0`, `1`, ..."""
        generator = self.generator()
        labels = np.arange(self.samples, dtype=np.int64) % self.class_count()
        points = self.place(labels, generator)
        points = points + self.noise * generator.standard_normal(points.shape)
        names = tuple(str(number) for number in range(self.class_count()))
        columns = {"x1": points[:, 0], "x2": points[:, 1], "class": labels}
        return Dataset(self.short_name, columns, {"class": names}, ("x1", "x2"), "class")


class Spiral(_PlaneSample, frozen=True, kw_only=True):
    """Spiral arms wound around each other, one class an arm.

    Hard for a small network, easy for two hidden layers: a good place to see what width and depth do. Predict `class`
    from `x1` and `x2`, which reach from about -1 to 1.
    """

    formula: ClassVar[str] = "(r·sin(2π·turns·r + φ), r·cos(2π·turns·r + φ)), r in [0.1, 1), φ = 2π·class / classes"

    classes: Classes = 2
    turns: Annotated[
        float, Meta(ge=0.1, le=5, title="Turns", description="How often each arm winds around the center.")
    ] = 1.0

    def class_count(self) -> int:
        """One class for each arm."""
        return self.classes

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """Points evenly along the arms, which begin a little apart: at the very center the classes would be one."""
        radius = 0.1 + 0.9 * generator.random(self.samples)
        angle = 2 * np.pi * (self.turns * radius + labels / self.classes)
        return _points(radius * np.sin(angle), radius * np.cos(angle))


class Moons(_PlaneSample, frozen=True, kw_only=True):
    """Two half moons that reach into each other.

    No straight line separates them, a slightly bent one does. Predict `class` from `x1` and `x2`.
    """

    formula: ClassVar[str] = "class 0: (cos t, sin t); class 1: (1 - cos t, 0.5 - sin t); t in [0, π)"

    noise: Noise = 0.1

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """Points evenly along the two half circles of radius 1."""
        angle = np.pi * generator.random(self.samples)
        upper = _points(np.cos(angle), np.sin(angle))
        lower = _points(1 - np.cos(angle), 0.5 - np.sin(angle))
        return np.where(labels[:, None] == 0, upper, lower)


class Circles(_PlaneSample, frozen=True, kw_only=True):
    """A small circle inside a large one.

    One hidden layer with three units can already close a boundary around the inner circle. Predict `class` (0 outer,
    1 inner) from `x1` and `x2`.
    """

    formula: ClassVar[str] = "radius·(cos t, sin t); radius 1 for class 0, factor for class 1; t in [0, 2π)"

    noise: Noise = 0.05
    factor: Annotated[
        float,
        Meta(gt=0, lt=1, title="Factor", description="Radius of the inner circle; the outer one has 1."),
    ] = 0.5

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """Points evenly along the two circles."""
        angle = 2 * np.pi * generator.random(self.samples)
        radius = np.where(labels == 0, 1.0, self.factor)
        return _points(radius * np.cos(angle), radius * np.sin(angle))


class Xor(_PlaneSample, frozen=True, kw_only=True):
    """Exclusive or: the class is 1 where the signs of `x1` and `x2` differ.

    The problem that stopped the perceptron in 1969: without a hidden layer nothing better than guessing is possible.
    Predict `class` from `x1` and `x2`, both spread evenly from -1 to 1. Noise moves points after they got their class.
    """

    formula: ClassVar[str] = "class = 1 if x1·x2 < 0 else 0"

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """Points evenly over the square; the label decides in which pair of quadrants."""
        x1, x2 = 1 - generator.random((2, self.samples))
        right = generator.integers(0, 2, self.samples) * 2 - 1
        up = np.where(labels == 0, right, -right)
        return _points(x1 * right, x2 * up)


class Gaussians(_PlaneSample, frozen=True, kw_only=True):
    """Clouds of points around centers on a circle of radius 1, one class a cloud.

    With little noise a network without hidden layers separates them; with more, no network can, and the best one
    finds the lines halfway between the centers. Predict `class` from `x1` and `x2`.
    """

    formula: ClassVar[str] = "(cos φ, sin φ) + noise·N(0, 1), φ = 2π·class / classes"

    noise: Noise = 0.3
    classes: Classes = 2

    def class_count(self) -> int:
        """One class for each cloud."""
        return self.classes

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """The center of each point's cloud."""
        del generator
        angle = 2 * np.pi * labels / self.classes
        return _points(np.cos(angle), np.sin(angle))


def _points(x1: Array, x2: Array) -> Array:
    return np.stack([x1, x2], axis=1)
