"""One curve: its numbers, its color, and how they are prepared for drawing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from nnstudio.studio.plots.decimate import decimate
from nnstudio.studio.plots.smoothing import smooth
from nnstudio.studio.theme import Theme

Floats = NDArray[np.floating]


class SeriesRole(Enum):
    """Where a curve was measured."""

    TRAINING = auto()
    VALIDATION = auto()


@dataclass(frozen=True)
class Display:
    """How curves are shown: logarithmic or not, and how much smoothed."""

    log: bool = False
    smoothing: float = 0.0


@dataclass
class Series:
    """A named curve; `pair` counts the quantities of the plot, so that training and validation of one belong together.

    x increases and is finite; y may hold NaN. The arrays are not copied: they may be the filled part of a longer
    buffer, but what is in them stays.
    """

    name: str
    role: SeriesRole
    pair: int
    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))

    def color(self, theme: Theme) -> str:
        """The curve's color in this theme."""
        training, validation = theme.curves[self.pair % len(theme.curves)]
        return training if self.role is SeriesRole.TRAINING else validation

    @property
    def last(self) -> float:
        """The newest value; NaN where there is none yet."""
        return float(self.y[-1]) if len(self.y) else float("nan")

    def value_at(self, x: float) -> float:
        """The value at the point nearest to x; NaN outside of the curve."""
        if not len(self.x) or not self.x[0] - 0.5 <= x <= self.x[-1] + 0.5:
            return float("nan")
        return float(self.y[int(np.abs(self.x - x).argmin())])

    def shown(self, display: Display) -> Floats:
        """All of y as it is shown: smoothed, then as its logarithm; NaN where that cannot be shown."""
        return shown_height(smooth(self.y, display.smoothing), display.log)


def points_to_draw(x: Floats, y: Floats, low: float, high: float, points: int) -> tuple[Floats, Floats]:
    """The part of a curve between two x (and one point beyond each), in at most `points` points."""
    first = max(int(np.searchsorted(x, low)) - 1, 0)
    last = int(np.searchsorted(x, high, side="right")) + 1
    return decimate(x[first:last], y[first:last], points)


def shown_height(y: Floats, log: bool) -> Floats:
    """y on a linear or logarithmic axis; NaN where it cannot be shown."""
    if not log:
        return np.where(np.isfinite(y), y, np.nan)
    positive = np.isfinite(y) & (y > 0)
    return np.log10(np.where(positive, y, 1.0), where=positive, out=np.full(len(y), np.nan))
