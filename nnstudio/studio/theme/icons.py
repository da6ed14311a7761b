"""The icons in `resources/icons`, tinted when they are loaded.

Each is one SVG on a grid of 14 pixels with strokes of 1.3, drawn in `currentColor`; so one file serves every color and
every scale of the screen. `names()` lists them; the icon of a category of layers has the category's name.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnstudio.paths import resource
from nnstudio.studio.theme.spacing import ICON

_DISABLED_OPACITY = 0.45
_FACTORY_COLOR = 'color="#808a9c"'


def names() -> list[str]:
    """The names of all icons, in alphabetical order."""
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


@cache
def icon(name: str, color: str, size: int = ICON) -> QIcon:
    """The icon of this name in a `#rrggbb` color, sharp on every screen, with a fainter face where it is disabled.

    It is drawn when it is shown first; `size` is what it says when it is asked for its own.
    """
    _require(name)
    return QIcon(_TintedDrawing(name, color, size))


class _TintedDrawing(QIconEngine):
    """Draws an icon at whatever size and scale is asked for."""

    def __init__(self, name: str, color: str, size: int) -> None:
        super().__init__()
        self._name, self._color, self._size = name, color, size

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Into a rectangle; fainter where it is disabled."""
        painter.save()
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(painter.opacity() * _DISABLED_OPACITY)
        _renderer(self._name, self._color).render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """On a ground that can be seen through."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """The same for a screen with this scale."""
        result = QPixmap(round(size.width() * scale), round(size.height() * scale))
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, result.rect(), mode, state)
        painter.end()
        result.setDevicePixelRatio(scale)
        return result

    def availableSizes(  # noqa: N802 - Qt's name
        self, _mode: QIcon.Mode = QIcon.Mode.Normal, _state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        """The size that it was made for."""
        return [QSize(self._size, self._size)]

    def clone(self) -> QIconEngine:
        """Another of the same, for an icon that is copied."""
        return _TintedDrawing(self._name, self._color, self._size)


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
    _require(name)
    drawing = icon_file(name).read_text(encoding="utf-8").replace(_FACTORY_COLOR, f'color="{color}"', 1)
    return QSvgRenderer(QByteArray(drawing.encode()))


def _require(name: str) -> None:
    if not icon_file(name).is_file():
        raise KeyError(f"There is no icon named '{name}'; the icons are {', '.join(names())}.")
