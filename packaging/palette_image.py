"""Pictures of 256 colors: the ones that are there most, and the nearest of them for all others.

A window has few colors; what is left are the edges of letters, whose many shades nobody tells apart. Strong colors
count more than gray: a hue may be that of one small icon.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

COLORS: Final = 256
_SHADES: Final = 4
"""How far the levels of red, green and blue stand apart among which colors are counted."""
_GRAY: Final = 16.0
"""How much a color without hue counts, beside one whose channels are so far apart."""
_AT_ONCE: Final = 4096


def with_palette(image: QImage) -> QImage:
    """The same picture with a table of colors."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)[..., 2::-1]
    found, places = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    counts = np.bincount(places.ravel(), minlength=len(found))
    table = _palette(found, counts)
    indices = _nearest(found, table)[places].reshape(plain.height(), plain.width())
    width = (plain.width() + 3) // 4 * 4  # Qt's lines begin at multiples of four bytes
    lines = np.zeros((plain.height(), width), np.uint8)
    lines[:, : plain.width()] = indices
    indexed = QImage(lines.data, plain.width(), plain.height(), width, QImage.Format.Format_Indexed8).copy()
    indexed.setColorTable([0xFF000000 | int(red) << 16 | int(green) << 8 | int(blue) for red, green, blue in table])
    return indexed


def _palette(found: NDArray[np.uint8], counts: NDArray[np.intp]) -> NDArray[np.uint8]:
    """The colors of most pixels; of shades that are nearly the same only the most frequent one."""
    strength = found.max(axis=1).astype(np.float64) - found.min(axis=1)
    order = np.argsort(-np.sqrt(counts) * (_GRAY + strength))
    _, first = np.unique(found[order] // _SHADES, axis=0, return_index=True)
    return found[order][np.sort(first)[:COLORS]]


def _nearest(found: NDArray[np.uint8], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The place in the table of the color nearest to each."""
    steps = range(0, len(found), _AT_ONCE)
    wanted = table.astype(np.int32)
    distances = (((found[step : step + _AT_ONCE, None].astype(np.int32) - wanted) ** 2).sum(axis=2) for step in steps)
    return np.concatenate([distance.argmin(axis=1) for distance in distances]).astype(np.uint8)
