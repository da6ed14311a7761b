"""One sample, chosen by a slider: what goes into the network, and what the node gives for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.insight.originals import OriginalColumn
from nnstudio.insight.pictures import as_plane, is_picture, picture
from nnstudio.studio.results.captions import Titled
from nnstudio.studio.results.heat_map import HeatMap
from nnstudio.studio.results.picture_view import PictureView
from nnstudio.studio.results.table import Cell, Table
from nnstudio.studio.theme import Role, ThemeSource, set_role
from nnstudio.studio.theme.spacing import FIELD_HEIGHT, LARGE, SMALL

_VECTORS = 2
"""Arrays of more axes are pictures, which stay as they are."""


class SamplePanel(QWidget):
    """The slider counts from the first sample to the last."""

    chosen = Signal(int)
    """Another sample is wanted."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("inspect.sample")
        self.slider.setAccessibleName(self.tr("Sample"))
        self.slider.valueChanged.connect(self._choose)
        self.place = QLabel()
        set_role(self.place, Role.MONO)
        self.values = Table(theme_source, self.tr("Input values"))
        self.picture = PictureView(self.tr("Input"))
        self.activation = HeatMap(theme_source, self.tr("Activations"))
        self._input = QStackedWidget()
        self._input.addWidget(self.values)
        self._input.addWidget(self.picture)
        self._input_title = Titled(self.tr("Input"), self._input)
        self._activation_title = Titled(self.tr("Activations"), self.activation)
        self._lay_out()

    def set_samples(self, part: str, count: int) -> None:
        """Offer this many samples of a part of the data."""
        self.slider.setToolTip(self.tr("Choose a sample of {0}").format(part))
        self.slider.setRange(0, count - 1)
        self._tell_place()

    def show_input(self, columns: Sequence[OriginalColumn], truth: str) -> None:
        """Show what goes into the network, in original units."""
        self._input_title.heading.setText(self.tr("Input: {0}").format(truth) if truth else self.tr("Input"))
        pictures = [column.values[0] for column in columns if is_picture(np.shape(column.values[0]))]
        if pictures:
            self.picture.show_pixels(picture(pictures[0], float(pictures[0].min()), float(pictures[0].max())))
            self._input.setCurrentWidget(self.picture)
        else:
            rows = [[Cell(one.name, tip=one.name), Cell(one.text(0), is_number=not one.classes)] for one in columns]
            self.values.cells.show_rows([Cell(self.tr("Column")), Cell(self.tr("Value"), is_number=True)], rows)
            self.values.stretch_column(0)
            self._input.setCurrentWidget(self.values)

    def show_activation(self, activation: Array, shape: str) -> None:
        """Show what the node gives."""
        self._activation_title.heading.setText(self.tr("Activations, {0}").format(shape))
        plane = as_plane(activation.astype(np.float64), self.activation.proportion)
        self.activation.show_plane(plane, upright=activation.ndim > _VECTORS)

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Sample"))
        label.setBuddy(self.slider)
        set_role(label, Role.SECOND)
        label.setMinimumHeight(FIELD_HEIGHT)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(label)
        head.addWidget(self.slider, 1)
        head.addWidget(self.place)
        row = QHBoxLayout()
        row.setSpacing(LARGE)
        row.addWidget(self._input_title, 1)
        row.addWidget(self._activation_title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(row, 1)

    def _choose(self, place: int) -> None:
        self._tell_place()
        self.chosen.emit(place)

    def _tell_place(self) -> None:
        count = self.slider.maximum() + 1
        self.place.setText(
            self.tr("{0} of {1}").format(f"{self.slider.value() + 1:,}".rjust(len(f"{count:,}")), f"{count:,}")
        )
