"""The text of a note in lines."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_ELLIPSIS = "…"
_LINE_BREAK = "\u2028"


def line_starts(text: str, font: QFont, width: float, most: int) -> list[int]:
    """Where the lines of a text begin that are no wider than this, with its end behind the last; not more than some."""
    layout = QTextLayout(text.replace("\n", _LINE_BREAK), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts = [0]
    layout.beginLayout()
    while len(starts) <= most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart() + line.textLength())
    layout.endLayout()
    return starts


def fitting_lines(text: str, font: QFont, metrics: QFontMetricsF, area: QRectF) -> list[str]:
    """As many lines as fit into an area; where the text is longer, the last one ends in dots."""
    starts = line_starts(text, font, area.width(), most=max(1, int(area.height() / metrics.lineSpacing())))
    lines = [text[start:end].rstrip("\n") for start, end in pairwise(starts)]
    if starts[-1] < len(text):
        rest = text[starts[-2] :].partition("\n")[0]
        lines[-1] = metrics.elidedText(f"{rest}{_ELLIPSIS}", Qt.TextElideMode.ElideRight, area.width())
    return lines
