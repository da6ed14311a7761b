"""How a plot writes numbers."""

from __future__ import annotations

import math
from typing import Final

VALUE_WIDTH: Final = 8
"""The most characters that `value_text` uses for an ordinary value."""

_SMALLEST: Final = 1e-4
_LARGEST: Final = 1e5
_WHOLE: Final = 1e2
_LEAST_ON_SCALE: Final = 1e-3


def value_text(value: float) -> str:
    """A measured value in four digits, such as `0.04123`, `1.2e-05` or `12340`; a dash where there is none."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == 0 or _SMALLEST <= abs(value) < _LARGEST:
        return f"{value:.4g}" if abs(value) < _LARGEST / 10 else f"{value:.0f}"
    return f"{value:.2e}"


def scale_text(value: float) -> str:
    """A number beside a scale in so few characters that they fit into seven, sign included."""
    if value == 0 or _LEAST_ON_SCALE <= abs(value) < _LARGEST:
        return f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"
    return f"{value:.0e}"


def tick_text(value: float, spacing: float) -> str:
    """A number beside an axis whose ticks are this far apart: as many decimals as tell neighbors apart."""
    if abs(value) < spacing / 2:
        return "0"
    if spacing < _SMALLEST or abs(value) >= _LARGEST:
        return f"{value:.3g}"
    decimals = max(0, -math.floor(math.log10(spacing) + 1e-9))
    return f"{value:.{decimals}f}"


def power_text(exponent: float) -> str:
    """The number 10^exponent beside a logarithmic axis."""
    value = 10.0**exponent
    if not _SMALLEST <= value * (1 + 1e-9) < _LARGEST:
        return f"{value:.0e}"
    return f"{value:.3g}" if value < _WHOLE else f"{value:.0f}"
