"""The hardest samples: pictures with what they are and what they were taken for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.insight.hardest import HardSample
from nnstudio.insight.pictures import picture
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.results.picture_view import fitted, pixmap_of
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import FIELD_RADIUS, TIGHT
from nnstudio.studio.theme.type import SECONDARY, sans

_PICTURE_SIDE: Final = 40
_CAPTION_HEIGHT: Final = 16
_CELL_WIDTH: Final = 48
_CELL_HEIGHT: Final = _PICTURE_SIDE + _CAPTION_HEIGHT + TIGHT
_PICTURE: Final = Qt.ItemDataRole.UserRole
_IS_WRONG: Final = Qt.ItemDataRole.UserRole + 1


class HardestSamples(QListView):
    """Thumbnails, as many in a row as there is room for; captions such as "8 as 1", or "8 ✓" of what was recognized."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._shown: list[HardSample] = []
        self.setModel(self._model)
        self.setItemDelegate(_Thumbnail(theme_source, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Hardest samples"))
        theme_source.changed.connect(self._repaint)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Cuts no sample at the bottom."""
        super().resizeEvent(event)
        self.setViewportMargins(0, 0, 0, self.height() % _CELL_HEIGHT)

    def show_samples(self, samples: Sequence[HardSample], pictures: Array) -> None:
        """Show these samples, hardest first; `pictures` holds all samples, in one scale from black to white."""
        if list(samples) == self._shown:
            return
        self._shown = list(samples)
        low, high = (float(pictures.min()), float(pictures.max())) if len(pictures) else (0.0, 1.0)
        for row, sample in enumerate(samples):
            if row == self._model.rowCount():
                self._model.appendRow(QStandardItem())
            self._fill(self._model.item(row), sample, picture(pictures[sample.index], low, high))
        self._model.removeRows(len(samples), self._model.rowCount() - len(samples))

    def _fill(self, item: QStandardItem, sample: HardSample, pixels: Array) -> None:
        caption = self.tr("{0} as {1}") if sample.is_wrong else "{0} ✓"
        item.setText(caption.format(sample.true, sample.predicted))
        item.setToolTip(self._tip(sample))
        item.setData(pixmap_of(pixels), _PICTURE)
        item.setData(sample.is_wrong, _IS_WRONG)

    def _tip(self, sample: HardSample) -> str:
        loss = value_text(sample.loss)
        if sample.is_wrong:
            return self.tr("Sample {0} is {1} and was taken for {2}. Its loss is {3}.").format(
                sample.index + 1, sample.true, sample.predicted, loss
            )
        return self.tr("Sample {0} was recognized as {1}, with a loss of {2}.").format(
            sample.index + 1, sample.true, loss
        )

    def _repaint(self) -> None:
        self.viewport().update()


class _Thumbnail(QStyledItemDelegate):
    """Paints a picture with its caption below, in the color of errors where it was not recognized."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._font = sans(SECONDARY)

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for picture and caption."""
        return QSize(_CELL_WIDTH, _CELL_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one sample."""
        theme, rect = self._theme_source.theme, QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(rect, FIELD_RADIUS, FIELD_RADIUS)
        pixmap: QPixmap = index.data(_PICTURE)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        left = rect.left() + (rect.width() - _PICTURE_SIDE) // 2
        place = fitted(pixmap, QRect(left, rect.top() + 1, _PICTURE_SIDE, _PICTURE_SIDE))
        painter.drawPixmap(place, pixmap)
        painter.setFont(self._font)
        painter.setPen(QColor(theme.error if index.data(_IS_WRONG) else theme.second))
        caption = QRect(rect.left(), rect.top() + _PICTURE_SIDE + 2, rect.width(), _CAPTION_HEIGHT)
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, caption.width())
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
