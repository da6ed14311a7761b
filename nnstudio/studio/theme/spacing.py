"""Distances in pixels, on a grid of 4."""

from __future__ import annotations

from typing import Final

GRID: Final = 4
TIGHT: Final = 4
SMALL: Final = 8
MEDIUM: Final = 12
LARGE: Final = 16
SECTION: Final = 24

FIELD_HEIGHT: Final = 28
ROW_HEIGHT: Final = 25
ROW_INDENT: Final = 16
ICON: Final = 14

FIELD_RADIUS: Final = 6
CARD_RADIUS: Final = 8
CARD_WIDTH: Final = 216
CARD_HEIGHT: Final = 64
PILL_HEIGHT: Final = 18
TEMPLATE_WIDTH: Final = 216
TEMPLATE_LEAST_WIDTH: Final = 168
TEMPLATE_HEIGHT: Final = 148
CANVAS_DOTS: Final = 16
SNAP: Final = 8
"""The grid on which dragged cards come to rest."""
FRAME_TITLE: Final = 28
FRAME_RADIUS: Final = 12

PALETTE_WIDTH: Final = 224
INSPECTOR_WIDTH: Final = 304
PROGRESS_HEIGHT: Final = 2
