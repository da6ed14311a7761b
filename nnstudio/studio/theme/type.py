"""The type scale: one sans serif for words, one monospace for shapes, counts and numbers that change.

Inter and JetBrains Mono come with the program (`resources/fonts`), so that the window looks alike everywhere. What they
lack, such as Chinese, the system's own fonts supply.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from nnstudio.paths import resource

SANS: Final = "Inter"
MONO: Final = "JetBrains Mono"

CONTROL: Final = 12.5
SECONDARY: Final = 11.5
TITLE: Final = 13.5
HEADLINE: Final = 20.0

_POINTS_PER_INCH: Final = 72
_ASSUMED_DPI: Final = 96.0
_TABULAR_DIGITS: Final = QFont.Tag("tnum")


class Weight(IntEnum):
    """The two weights."""

    REGULAR = QFont.Weight.Normal.value
    SEMIBOLD = QFont.Weight.DemiBold.value


def load_fonts() -> None:
    """Makes the shipped fonts known to Qt; needs an application, and does nothing the second time."""
    if QFontDatabase.hasFamily(SANS) and QFontDatabase.hasFamily(MONO):
        return
    for path in sorted(resource("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def sans(pixels: float = CONTROL, weight: Weight = Weight.REGULAR) -> QFont:
    """The font of words, at a size in pixels."""
    return _font([SANS, _system_family(QFontDatabase.SystemFont.GeneralFont)], pixels, weight)


def figures(pixels: float = CONTROL, weight: Weight = Weight.REGULAR) -> QFont:
    """The font of words with digits of one width, for lines in which numbers change."""
    font = sans(pixels, weight)
    font.setFeature(_TABULAR_DIGITS, 1)
    return font


def mono(pixels: float = SECONDARY, weight: Weight = Weight.REGULAR) -> QFont:
    """The font of numbers, at a size in pixels."""
    font = _font([MONO, _system_family(QFontDatabase.SystemFont.FixedFont)], pixels, weight)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def points(pixels: float) -> float:
    """A size in pixels as points of this screen: Qt takes fractions in points only."""
    screen = QGuiApplication.primaryScreen()
    dots_per_inch = screen.logicalDotsPerInch() if screen is not None else _ASSUMED_DPI
    return pixels * _POINTS_PER_INCH / dots_per_inch


def _font(families: list[str], pixels: float, weight: Weight) -> QFont:
    font = QFont(families)
    font.setPointSizeF(points(pixels))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _system_family(role: QFontDatabase.SystemFont) -> str:
    return QFontDatabase.systemFont(role).family()
