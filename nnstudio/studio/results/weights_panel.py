"""The weights of a node: a table of their statistics, and the chosen one as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.base import shape_text
from nnstudio.insight.pictures import as_plane
from nnstudio.insight.weights import WeightStatistics, statistics
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.results.bars import Bars
from nnstudio.studio.results.captions import EmptyPlace, Titled
from nnstudio.studio.results.heat_map import HeatMap
from nnstudio.studio.results.table import Cell, Table, number
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import SMALL

_LARGE: Final = 100.0


class WeightsPanel(QWidget):
    """Matrices and filters are shown as heat maps, vectors such as a bias as bars."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights: dict[str, Array] = {}
        self.table = Table(theme_source, self.tr("Weights"))
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.heat_map = HeatMap(theme_source, self.tr("Weight as colors"))
        self.bars = Bars(theme_source, self.tr("Weight as bars"))
        self._none = EmptyPlace(
            theme_source, EmptyText(self.tr("No weights"), self.tr("This layer has nothing to learn."))
        )
        self._pictures = QStackedWidget()
        self._pictures.addWidget(self.heat_map)
        self._pictures.addWidget(self.bars)
        self._pictures.addWidget(self._none)
        self._titled = Titled(self.tr("Weights"), self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self._titled)
        layout.addWidget(self._pictures, 1)

    def show_weights(self, title: str, weights: Mapping[str, Array]) -> None:
        """Show the weights of a node by name; the choice stays where the names do."""
        count = sum(values.size for values in weights.values())
        text = self.tr("{0} · 1 weight") if count == 1 else self.tr("{0} · {1} weights")
        self._titled.heading.setText(text.format(title, f"{count:,}") if count else title)
        names = list(self._weights)
        self._weights = {name: values for name, values in weights.items() if values.size}
        self.table.cells.show_rows(self._header(), [self._row(name) for name in self._weights])
        self.table.setVisible(bool(self._weights))
        if not self._weights:
            self._pictures.setCurrentWidget(self._none)
            return
        if names != list(self._weights) or not self.table.selected_rows:
            self.table.choose_row(0)
        self._show_picture(self.table.selected_rows[0])

    def _choose(self, current: QModelIndex) -> None:
        if current.isValid() and current.row() < len(self._weights):
            self._show_picture(current.row())

    def _show_picture(self, row: int) -> None:
        values = list(self._weights.values())[row]
        if values.ndim == 1:
            self.bars.show_values(values.astype(np.float64))
            self._pictures.setCurrentWidget(self.bars)
        else:
            self.heat_map.show_plane(as_plane(values.astype(np.float64)))
            self._pictures.setCurrentWidget(self.heat_map)

    def _header(self) -> list[Cell]:
        zeros = number(self.tr("Zeros"), self.tr("The part of its values that is exactly zero."))
        names = (self.tr("Mean"), self.tr("Std"), self.tr("Min"), self.tr("Max"))
        return [Cell(self.tr("Weight")), number(self.tr("Shape")), *map(number, names), zeros]

    def _row(self, name: str) -> list[Cell]:
        found: WeightStatistics = statistics(name, self._weights[name])
        figures = (found.mean, found.deviation, found.smallest, found.largest)
        return [
            Cell(name),
            number(shape_text(found.shape), self._count(found.count)),
            *(number(_short(value), value_text(value)) for value in figures),
            number(f"{found.zeros:.0%}"),
        ]

    def _count(self, values: int) -> str:
        return self.tr("1 value") if values == 1 else self.tr("{0} values").format(f"{values:,}")


def _short(value: float) -> str:
    """A number in few characters; its tool tip has more of it."""
    return f"{value:.2g}" if abs(value) < _LARGE else value_text(value)
