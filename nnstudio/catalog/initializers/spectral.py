"""Weights that begin as waves."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers.base import Initializer
from nnstudio.catalog.kernels import Array, Shape
from nnstudio.sentence import Sentence

_COSINES: dict[str, tuple[float, ...]] = {
    "boxcar": (1,),
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
    "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "flattop": (0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
}
"""How much of each multiple of one wave a window consists of, with alternating signs."""


class STFT(Initializer, frozen=True, kw_only=True):
    """Waves of rising frequency: a Conv1D layer that begins so takes a sound apart into its frequencies.

    It fills the kernel of a Conv1D layer with one input channel and F // 2 + 1 filters for F frequencies; two such
    layers, one real and one imaginary, are a short-time Fourier transform.
    """

    label: ClassVar[str] = "Fourier transform"
    formula: ClassVar[str] = "w[t, 0, f] = window[t] · cos(2π · t · f / F) / norm; -sin for the imaginary side"
    aliases: ClassVar[tuple[str, ...]] = ("STFTInitializer",)

    side: Annotated[
        Literal["real", "imag"], Meta(title="Side", description="The cosines (real) or the sines (imag).")
    ] = "real"
    window: (
        Annotated[
            Literal["boxcar", "hann", "hamming", "blackman", "nuttall", "blackmanharris", "flattop"],
            Meta(title="Window", description="How the waves fade out towards both ends of the kernel."),
        ]
        | None
    ) = "hann"
    scaling: (
        Annotated[
            Literal["density", "spectrum"],
            Meta(title="Scaling", description="Divide the window by the root of its power (density) or by its sum."),
        ]
        | None
    ) = "density"
    periodic: Annotated[
        bool, Meta(title="Periodic", description="Let the window end one step before it would begin again.")
    ] = False

    def objection(self, shape: Shape) -> str | None:
        """The kernel of a convolution of sounds of one channel."""
        if len(shape) == 3 and shape[1] == 1 and shape[2] > 1:
            return None
        return Sentence(
            "needs a weight of the shape (steps, 1, frequencies), such as the kernel of a Conv1D on one channel"
        )

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """The waves within their window."""
        steps, _, frequencies = shape
        angles = np.outer(np.arange(steps), np.arange(frequencies)) * (np.pi / (frequencies - 1))
        waves: Array = np.cos(angles) if self.side == "real" else -np.sin(angles)
        return (waves * self._window(steps)[:, None]).reshape(shape)

    def _window(self, steps: int) -> Array:
        window = np.ones(steps)
        if self.window is None:
            return window
        if steps > 1:
            shares = np.array(_COSINES[self.window])
            multiples = np.arange(len(shares))
            turns = np.arange(steps) / (steps if self.periodic else steps - 1)
            np.dot(np.cos(2 * np.pi * np.outer(turns, multiples)), shares * (-1.0) ** multiples, window)
        norms = {"density": float(np.linalg.norm(window)), "spectrum": float(np.abs(window).sum())}
        return np.divide(window, norms.get(self.scaling or "", 1), window)
