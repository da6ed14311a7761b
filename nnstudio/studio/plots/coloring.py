"""How targets and predictions become colors: by class, or along a scale of values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from nnstudio.studio.plots.blend import Pixels, probability_pixels, scaled, value_pixels
from nnstudio.studio.plots.bubble import Line
from nnstudio.studio.plots.key import Key, Mark
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.theme import Theme

Floats = NDArray[np.floating]

_SHADES = 9
_MOST_NAMED = 3


@dataclass(frozen=True)
class Coloring:
    """Classes with their names, or where there are none, values from `low` to `high`."""

    class_names: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0

    @classmethod
    def of(cls, targets: Floats, class_names: tuple[str, ...]) -> Coloring:
        """The coloring that fits these targets."""
        finite = targets[np.isfinite(targets)]
        if class_names or not len(finite):
            return cls(class_names)
        return cls((), float(finite.min()), float(finite.max()))

    def palette(self, theme: Theme) -> tuple[str, ...]:
        """The colors that `numbers` counts."""
        if self.class_names:
            return tuple(theme.class_color(number) for number in range(len(self.class_names)))
        return tuple(theme.flow(shade / (_SHADES - 1)) for shade in range(_SHADES))

    def numbers(self, targets: Floats) -> NDArray[np.intp]:
        """The place in the palette of each target."""
        if self.class_names:
            return targets.astype(np.intp)
        shades: NDArray[np.intp] = np.rint(scaled(targets, self.low, self.high) * (_SHADES - 1)).astype(np.intp)
        return shades

    def pixels(self, predictions: Floats, theme: Theme) -> Pixels:
        """The color (n, 3) of each prediction (n, classes), or (n, 1) for values."""
        if self.class_names:
            colors = [theme.class_color(number) for number in range(predictions.shape[1])]
            return probability_pixels(predictions, colors, theme.plot)
        return value_pixels(predictions[:, 0], self.low, self.high, theme.flow_stops, theme.plot)

    def lines(self, prediction: Floats, theme: Theme) -> list[Line]:
        """One prediction in words: the likeliest classes with their probability, or the value."""
        if not self.class_names:
            return [Line(QCoreApplication.translate("plots.coloring", "predicted"), value_text(float(prediction[0])))]
        likeliest = np.argsort(-prediction, kind="stable")[:_MOST_NAMED]
        return [
            Line(self._name(number), f"{100 * prediction[number]:.1f}%", theme.class_color(number))
            for number in likeliest.tolist()
        ]

    def keys(self, theme: Theme, *, with_validation: bool) -> list[Key]:
        """What the colors and signs of the points mean."""
        keys = [Key(name, theme.class_color(number)) for number, name in enumerate(self.class_names)]
        if not self.class_names:
            keys = [Key(value_text(self.low), theme.flow(0)), Key(value_text(self.high), theme.flow(1))]
        if with_validation:
            keys.append(Key(QCoreApplication.translate("plots.coloring", "training"), theme.second))
            keys.append(Key(QCoreApplication.translate("plots.coloring", "validation"), theme.second, Mark.RING))
        return keys

    def _name(self, number: int) -> str:
        return self.class_names[number] if number < len(self.class_names) else str(number)
