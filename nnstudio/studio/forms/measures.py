"""The measures that keep every form in line with every other."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontMetricsF

from nnstudio.studio.theme import spacing
from nnstudio.studio.theme.type import sans

MARK_WIDTH: Final = spacing.MEDIUM
"""The margin in which the dots of changed settings hang, and can be clicked."""
LABEL_WIDTH: Final = 28 * spacing.GRID
"""The column of labels; longer ones take two lines."""
LEAST_WIDTH: Final = 16 * spacing.GRID
"""No field gets narrower than this."""
LEAST_WIDTH_BESIDE: Final = 11 * spacing.GRID
"""The same for a field that shares its line with a button."""
DISCLOSURE_WIDTH: Final = 4 * spacing.GRID
"""The arrow that stands between a label and its field, partly in the gap."""
ROOM_FOR_CHOICE: Final = 29 * spacing.GRID
"""How much of a name is seen in a list that stands beside a label."""
NESTED_INDENT: Final = spacing.MEDIUM
"""How far the settings of a setting stand in."""


def text_width(text: str) -> float:
    """How wide a text is in a field."""
    return QFontMetricsF(sans()).horizontalAdvance(text)
