"""The measures that keep every form in line with every other."""

from __future__ import annotations

from typing import Final

from nnstudio.studio.theme import spacing

MARK_WIDTH: Final = spacing.SMALL
"""The margin in which the dots of changed settings hang."""
LABEL_WIDTH: Final = 28 * spacing.GRID
"""The column of labels; longer ones take two lines."""
LEAST_WIDTH: Final = 16 * spacing.GRID
"""No field gets narrower than this."""
DISCLOSURE_WIDTH: Final = 4 * spacing.GRID
"""The arrow that stands between a label and its field, partly in the gap."""
NESTED_INDENT: Final = spacing.MEDIUM
"""How far the settings of a setting stand in."""
