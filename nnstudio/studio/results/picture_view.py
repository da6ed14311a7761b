"""One picture, every pixel of which can be told."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from nnstudio.catalog.kernels import Array


class PictureView(QWidget):
    """A picture as large as fits, at the top left, scaled without smoothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self.setAccessibleName(name)

    def show_pixels(self, pixels: Array) -> None:
        """Show bytes (height, width) in gray or (height, width, 3) in color."""
        self._pixmap = pixmap_of(pixels)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Large enough to recognize something."""
        return QSize(128, 128)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the picture."""
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        place = fitted(self._pixmap, self.rect())
        place.moveTopLeft(self.rect().topLeft())
        painter.drawPixmap(place, self._pixmap)
        painter.end()


def pixmap_of(pixels: Array) -> QPixmap:
    """Bytes (height, width) in gray or (height, width, 3) in color as a pixmap."""
    height, width = pixels.shape[:2]
    is_gray = pixels.ndim == 2
    kind = QImage.Format.Format_Grayscale8 if is_gray else QImage.Format.Format_RGB888
    image = QImage(pixels.data, width, height, width if is_gray else 3 * width, kind)
    return QPixmap.fromImage(image.copy())  # Qt does not keep the array alive


def fitted(pixmap: QPixmap, room: QRect) -> QRect:
    """The largest place in the middle of a room that keeps the picture's proportions."""
    place = QRect(room)
    place.setSize(pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
    place.moveCenter(room.center())
    return place
