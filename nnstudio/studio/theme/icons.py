"""The icons in `resources/icons`, tinted when they are loaded.

Each is one SVG on a grid of 14 pixels with strokes of 1.3, drawn in `currentColor`; so one file serves every color and
every scale of the screen. `names()` lists them; the icon of a category of layers has the category's name.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnstudio.paths import resource
from nnstudio.studio.theme.spacing import ICON

_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
_DISABLED_OPACITY = 0.45
_FACTORY_COLOR = 'color="#808a9c"'


def names() -> list[str]:
    """The names of all icons, in alphabetical order."""
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


@cache
def icon(name: str, color: str, size: int = ICON) -> QIcon:
    """The icon of this name in a `#rrggbb` color, sharp on every screen, with a fainter face where it is disabled."""
    result = QIcon()
    for scale in _SCALES:
        result.addPixmap(pixmap(name, color, size, scale), QIcon.Mode.Normal)
        result.addPixmap(pixmap(name, color, size, scale, opacity=_DISABLED_OPACITY), QIcon.Mode.Disabled)
    return result


@cache
def app_icon() -> QIcon:
    """The program's own mark, for windows and task bars."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(pixmap("app", "", size))
    return result


def pixmap(name: str, color: str, size: int = ICON, scale: float = 1.0, *, opacity: float = 1.0) -> QPixmap:
    """One drawing of an icon, `size` pixels wide on a screen with this scale."""
    drawing = _renderer(name, color)
    result = QPixmap(round(size * scale), round(size * scale))
    result.setDevicePixelRatio(scale)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setOpacity(opacity)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return result


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Paints an icon into a rectangle, such as on a card of the canvas, at whatever scale the painter has."""
    _renderer(name, color).render(painter, rect)


def icon_file(name: str) -> Path:
    """The file of an icon in its factory color, a gray for both grounds; for stylesheets, which cannot tint."""
    return resource("icons") / f"{name}.svg"


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    path = icon_file(name)
    if not path.is_file():
        raise KeyError(f"There is no icon named '{name}'; the icons are {', '.join(names())}.")
    drawing = path.read_text(encoding="utf-8").replace(_FACTORY_COLOR, f'color="{color}"', 1)
    return QSvgRenderer(QByteArray(drawing.encode()))
