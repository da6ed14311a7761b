"""A theme put on a whole application."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from nnstudio.studio.theme.colors import Theme
from nnstudio.studio.theme.icons import app_icon
from nnstudio.studio.theme.palette import palette
from nnstudio.studio.theme.stylesheet import stylesheet
from nnstudio.studio.theme.type import load_fonts, sans


def apply(app: QApplication, theme: Theme) -> None:
    """Gives every window of the application this theme: style, fonts, palette and stylesheet."""
    load_fonts()
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(sans())
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))
    app.setWindowIcon(app_icon())
