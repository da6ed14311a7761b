"""Weights that begin at random."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers.base import Initializer
from nnstudio.catalog.kernels import Array, Shape
from nnstudio.sentence import Sentence

Fan: TypeAlias = Literal["fan_in", "fan_out", "fan_avg"]
Distribution: TypeAlias = Literal["truncated_normal", "untruncated_normal", "uniform"]

_TRUNCATED_DEVIATION = 0.87962566103423978
"""The standard deviation that is left of a standard normal distribution cut at ± 2."""

Mean: TypeAlias = Annotated[float, Meta(title="Mean", description="The middle of the values.")]
Deviation: TypeAlias = Annotated[
    float, Meta(ge=0, title="Standard deviation", description="How far the values spread around the mean.")
]


class _Random(Initializer, frozen=True, kw_only=True):
    """Values drawn at random: from the network's seed, or from the seed given here."""

    seed: (
        Annotated[
            int, Meta(ge=0, title="Seed", description="Draw the same values in every training, whatever its own seed.")
        ]
        | None
    ) = None

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """What `draw` gives."""
        return self.draw(shape, rng if self.seed is None else np.random.default_rng(self.seed))

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Fresh random values."""
        raise NotImplementedError


class RandomNormal(_Random, frozen=True, kw_only=True):
    """Normally distributed values."""

    label: ClassVar[str] = "Random normal"
    formula: ClassVar[str] = "w ~ N(mean, stddev²)"
    aliases: ClassVar[tuple[str, ...]] = ("normal",)

    mean: Mean = 0.0
    stddev: Deviation = 0.05

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Normal values."""
        return rng.normal(self.mean, self.stddev, shape)


class RandomUniform(_Random, frozen=True, kw_only=True):
    """Values spread evenly over an interval."""

    label: ClassVar[str] = "Random uniform"
    formula: ClassVar[str] = "w ~ U(minval, maxval)"
    aliases: ClassVar[tuple[str, ...]] = ("uniform",)

    minval: Annotated[float, Meta(title="Least value", description="Where the interval begins.")] = -0.05
    maxval: Annotated[float, Meta(title="Largest value", description="Where the interval ends.")] = 0.05

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Uniform values."""
        return self.minval + (self.maxval - self.minval) * rng.random(shape)


class TruncatedNormal(_Random, frozen=True, kw_only=True):
    """Normally distributed values, those beyond two standard deviations drawn again.

    The cut makes the values spread by 0.88 standard deviations; HeNormal and its kin make up for that, this does not.
    """

    label: ClassVar[str] = "Truncated normal"
    formula: ClassVar[str] = "w ~ N(mean, stddev²), |w - mean| ≤ 2 · stddev"
    note_on_pytorch: ClassVar[str] = (
        "trunc_normal_ cuts at -2 and 2, whatever the standard deviation; here it is cut at two standard deviations."
    )

    mean: Mean = 0.0
    stddev: Deviation = 0.05

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Normal values within two standard deviations."""
        return self.mean + self.stddev * _truncated(shape, rng)


class _Scaled(_Random, frozen=True, kw_only=True):
    """Values around zero whose variance follows from the number of connections."""

    counts_connections: ClassVar[bool] = True


class VarianceScaling(_Scaled, frozen=True, kw_only=True):
    """Random values whose spread follows from the number of connections: the family of Glorot, He and LeCun."""

    label: ClassVar[str] = "Variance scaling"
    formula: ClassVar[str] = "variance of w = scale / fan"

    scale: Annotated[float, Meta(gt=0, title="Scale", description="The variance times the number of connections.")] = (
        1.0
    )
    mode: Annotated[
        Fan, Meta(title="Mode", description="Whether to count inputs (fan_in), outputs (fan_out) or their mean.")
    ] = "fan_in"
    distribution: Annotated[
        Distribution, Meta(title="Distribution", description="How the values are distributed around zero.")
    ] = "truncated_normal"

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Values of the wanted variance."""
        return _scaled(shape, rng, self.scale, self.mode, self.distribution)


class GlorotUniform(_Scaled, frozen=True, kw_only=True):
    """Uniform values that keep the spread of signals and gradients alike through a layer (Glorot and Bengio, 2010)."""

    label: ClassVar[str] = "Glorot uniform"
    formula: ClassVar[str] = "w ~ U(-a, a), a = √(6 / (fan_in + fan_out))"
    note_on_pytorch: ClassVar[str] = "xavier_uniform_ is the same, but no layer begins with it by itself."

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Uniform within ± √(6 / (fan_in + fan_out))."""
        return _scaled(shape, rng, 1, "fan_avg", "uniform")


class GlorotNormal(_Scaled, frozen=True, kw_only=True):
    """Normal values that keep the spread of signals and gradients alike through a layer (Glorot and Bengio, 2010)."""

    label: ClassVar[str] = "Glorot normal"
    formula: ClassVar[str] = "w ~ N(0, 2 / (fan_in + fan_out)), truncated"
    note_on_pytorch: ClassVar[str] = "xavier_normal_ is not cut off; here no value is beyond two standard deviations."

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Truncated normal of variance 2 / (fan_in + fan_out)."""
        return _scaled(shape, rng, 1, "fan_avg", "truncated_normal")


class HeUniform(_Scaled, frozen=True, kw_only=True):
    """Uniform values that suit layers followed by ReLU (He et al., 2015)."""

    label: ClassVar[str] = "He uniform"
    formula: ClassVar[str] = "w ~ U(-a, a), a = √(6 / fan_in)"
    note_on_pytorch: ClassVar[str] = (
        "kaiming_uniform_ is the same as long as its slope a is 0. Linear and the convolutions call it with "
        "√5, which gives values up to 1 / √inputs."
    )

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Uniform within ± √(6 / fan_in)."""
        return _scaled(shape, rng, 2, "fan_in", "uniform")


class HeNormal(_Scaled, frozen=True, kw_only=True):
    """Normal values that suit layers followed by ReLU (He et al., 2015)."""

    label: ClassVar[str] = "He normal"
    formula: ClassVar[str] = "w ~ N(0, 2 / fan_in), truncated"
    note_on_pytorch: ClassVar[str] = "kaiming_normal_ is not cut off; here no value is beyond two standard deviations."

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Truncated normal of variance 2 / fan_in."""
        return _scaled(shape, rng, 2, "fan_in", "truncated_normal")


class LecunUniform(_Scaled, frozen=True, kw_only=True):
    """Uniform values that keep the spread of signals through a layer (LeCun et al., 1998)."""

    label: ClassVar[str] = "LeCun uniform"
    formula: ClassVar[str] = "w ~ U(-a, a), a = √(3 / fan_in)"

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Uniform within ± √(3 / fan_in)."""
        return _scaled(shape, rng, 1, "fan_in", "uniform")


class LecunNormal(_Scaled, frozen=True, kw_only=True):
    """Normal values that keep the spread of signals through a layer (LeCun et al., 1998): goes with SELU."""

    label: ClassVar[str] = "LeCun normal"
    formula: ClassVar[str] = "w ~ N(0, 1 / fan_in), truncated"

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Truncated normal of variance 1 / fan_in."""
        return _scaled(shape, rng, 1, "fan_in", "truncated_normal")


class Orthogonal(_Random, frozen=True, kw_only=True):
    """A random rotation: columns (or rows, where there are fewer) at right angles, all of the same length.

    All axes but the last are taken together as the rows (Saxe et al., 2013).
    """

    formula: ClassVar[str] = "wᵀ · w = gain² · I"
    aliases: ClassVar[tuple[str, ...]] = ("OrthogonalInitializer",)

    gain: Annotated[float, Meta(title="Gain", description="The length of every column.")] = 1.0

    def objection(self, shape: Shape) -> str | None:
        """Only a matrix can be orthogonal."""
        return None if len(shape) >= 2 else Sentence("needs a weight of at least two axes")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """The rotation part of a normal matrix, made unique by positive signs."""
        rows, columns = math.prod(shape[:-1]), shape[-1]
        tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q *= np.sign(np.diag(r))
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


def fans(shape: Shape) -> tuple[int, int]:
    """The number of inputs and outputs that one value of a weight is connected to, as Keras counts them."""
    if len(shape) < 2:
        size = math.prod(shape)
        return size, size
    receptive = math.prod(shape[:-2])
    return shape[-2] * receptive, shape[-1] * receptive


def _scaled(shape: Shape, rng: np.random.Generator, scale: float, mode: Fan, distribution: Distribution) -> Array:
    """Values around zero with the variance scale / fan."""
    inputs, outputs = fans(shape)
    fan = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[mode]
    deviation = math.sqrt(scale / max(1, fan))
    if distribution == "uniform":
        return math.sqrt(3) * deviation * (2 * rng.random(shape) - 1)
    if distribution == "untruncated_normal":
        return deviation * rng.standard_normal(shape)
    return deviation / _TRUNCATED_DEVIATION * _truncated(shape, rng)


def _truncated(shape: Shape, rng: np.random.Generator) -> Array:
    """Standard normal values, those beyond ± 2 drawn again."""
    values = np.asarray(rng.standard_normal(shape))
    while count := np.count_nonzero(outside := np.abs(values) > 2):
        values[outside] = rng.standard_normal(count)
    return values
