"""Signals: values that follow one another in time, for layers that read a sequence."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.data.dataset import Dataset
from nnstudio.data.samples.sample import Noise, Samples, _Generated

Steps = Annotated[int, Meta(ge=2, le=10_000, title="Steps", description="How many values in a row make one sample.")]


class Tide(_Generated, frozen=True, kw_only=True):
    """A wave of two rhythms, cut into windows, each with the value that comes next.

    The last value alone says little, the course before it says all. Each entry of `x` has the shape (steps, 1); every
    row begins one step later than the one before. The noise is that of the wave: a value is the same in every window
    that holds it. Predict `y`, the value after the window.
    """

    formula: ClassVar[str] = "value(t) = sin(2π·t / 25) + sin(2π·t / 11) / 2"

    samples: Samples = 600
    noise: Noise = 0.05
    steps: Steps = 24

    def make(self) -> Dataset:
        """Arrays `x` (windows) and `y` (the value after each)."""
        time = np.arange(self.samples + self.steps)
        wave = np.sin(2 * np.pi * time / 25) + np.sin(2 * np.pi * time / 11) / 2
        wave += self.noise * self.generator().standard_normal(len(wave))
        windows = np.lib.stride_tricks.sliding_window_view(wave[:-1], self.steps)
        columns = {"x": windows[..., np.newaxis].copy(), "y": wave[self.steps :]}
        return Dataset(self.short_name, columns, inputs=("x",), target="y")


class Waves(_Generated, frozen=True, kw_only=True):
    """Waves of three shapes: sine, square and sawtooth, at any pitch and from any point on.

    What tells them apart is the shape of a short stretch, wherever it lies: what a convolution looks for. Each entry
    of `x` has the shape (steps, 1) and holds two to six periods. Predict `y`, the shape.
    """

    formula: ClassVar[str] = "sin(2π·p), sign(sin(2π·p)) or 2·(p mod 1) - 1, with p = pitch · t / steps + start"
    names: ClassVar[tuple[str, ...]] = ("sine", "square", "sawtooth")

    samples: Samples = 600
    noise: Noise = 0.3
    steps: Steps = 64

    def make(self) -> Dataset:
        """Arrays `x` (signals) and `y` (their shapes, which take turns)."""
        generator = self.generator()
        pitch = generator.uniform(2, 6, (self.samples, 1))
        start = generator.random((self.samples, 1))
        phase = pitch * np.arange(self.steps) / self.steps + start
        sine = np.sin(2 * np.pi * phase)
        shapes = np.stack([sine, np.sign(sine), 2 * (phase % 1) - 1])
        labels = np.arange(self.samples, dtype=np.int64) % len(self.names)
        signals = shapes[labels, np.arange(self.samples)]
        signals += self.noise * generator.standard_normal(signals.shape)
        return Dataset(self.short_name, {"x": signals[..., np.newaxis], "y": labels}, {"y": self.names}, ("x",), "y")
