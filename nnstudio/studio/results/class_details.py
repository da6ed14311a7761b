"""How a network tells classes apart on one part of the data."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.insight.classification import predicted_labels, true_labels
from nnstudio.insight.hardest import HardSample, hardest
from nnstudio.insight.pictures import picture_inputs
from nnstudio.insight.reports import PartReport
from nnstudio.studio.plots.confusion import ConfusionMatrixView
from nnstudio.studio.results.captions import Titled
from nnstudio.studio.results.evaluation_tables import (
    class_header,
    class_rows,
    hardest_header,
    hardest_rows,
    part_name,
)
from nnstudio.studio.results.hardest_samples import HardestSamples
from nnstudio.studio.results.table import Table
from nnstudio.studio.theme import Role, Theme, ThemeSource, set_role
from nnstudio.studio.theme.spacing import LARGE, SMALL

_MOST_SAMPLES: Final = 60
_CONFUSION_SHARE: Final = 2
_SAMPLES_SHARE: Final = 3


class ClassDetails(QWidget):
    """Confusion matrix, figures of every class, hardest samples; a cell of the matrix shows the samples behind it."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: PartReport | None = None
        self._cell: tuple[int, int] | None = None
        self.confusion = ConfusionMatrixView(theme_source.theme)
        self.confusion.cell_chosen.connect(self._choose_cell)
        self.classes = Table(theme_source, self.tr("Figures of every class"))
        self.pictures = HardestSamples(theme_source)
        self.rows = Table(theme_source, self.tr("Hardest samples"))
        self._pages = QStackedWidget()
        for page in (self.classes, self.pictures, self.rows):
            self._pages.addWidget(page)
        self.class_tab, self.sample_tab = _tab(self.tr("Classes")), _tab(self.tr("Hardest samples"))
        self._tabs = QButtonGroup(self)
        for tab in (self.class_tab, self.sample_tab):
            self._tabs.addButton(tab)
            tab.toggled.connect(self._show_page)
        self._show_all = QPushButton(self.tr("Show all"))
        set_role(self._show_all, Role.LINK)
        self._show_all.clicked.connect(self._show_hardest)
        self._confusion_title = Titled("", self.confusion)
        self._lay_out()
        self.sample_tab.setChecked(True)
        theme_source.changed.connect(self._restyle)

    def show_report(self, report: PartReport) -> None:
        """Show a report of a network that tells classes apart."""
        if report.classes is None:
            raise ValueError("This report tells no classes apart.")
        self._report = report
        part = part_name(report.part)
        self._confusion_title.heading.setText(self.tr("Confusion, {0}").format(part))
        self.confusion.set_matrix(report.classes.confusion, report.classes.names)
        self.classes.cells.show_rows(class_header(), class_rows(report.classes))
        self._show_hardest()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        for tab in (self.sample_tab, self.class_tab):
            head.addWidget(tab)
        head.addStretch(1)
        head.addWidget(self._show_all)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addWidget(self._confusion_title, _CONFUSION_SHARE)
        layout.addLayout(column, _SAMPLES_SHARE)

    def _choose_cell(self, true: int, predicted: int) -> None:
        """Show only samples of this true and predicted class; the same cell again shows all."""
        self._cell = None if (true, predicted) == self._cell else (true, predicted)
        self.sample_tab.setChecked(True)
        self._show_samples()

    def _show_hardest(self) -> None:
        self._cell = None
        self._show_samples()

    def _show_samples(self) -> None:
        report = self._report
        if report is None or report.classes is None:
            return
        names, places = report.classes.names, self._places(report)
        self._show_all.setVisible(self._cell is not None)
        self.sample_tab.setText(
            self.tr("Hardest samples")
            if self._cell is None
            else self.tr("{0} as {1}").format(names[self._cell[0]], names[self._cell[1]])
        )
        pictures = picture_inputs(report.evaluation.samples.inputs)
        if pictures is None:
            self.rows.cells.show_rows(hardest_header(report), hardest_rows(report, places))
        else:
            self.pictures.show_samples(_samples(report, names, places), pictures)
        self._show_page()

    def _show_page(self) -> None:
        if self.class_tab.isChecked():
            self._pages.setCurrentWidget(self.classes)
        else:
            inputs = self._report.evaluation.samples.inputs if self._report is not None else {}
            self._pages.setCurrentWidget(self.rows if picture_inputs(inputs) is None else self.pictures)

    def _places(self, report: PartReport) -> list[int]:
        """The hardest samples, of the chosen cell only where there is one."""
        losses, target = report.evaluation.losses, report.evaluation.samples.target
        true, predicted = true_labels(target), predicted_labels(report.evaluation.predictions, report.loss)
        if self._cell is None or len(true) != len(losses):
            return [int(place) for place in hardest(losses, _MOST_SAMPLES)]
        chosen = np.flatnonzero((true == self._cell[0]) & (predicted == self._cell[1]))
        return [int(place) for place in chosen[hardest(losses[chosen], _MOST_SAMPLES)]]

    def _restyle(self, theme: Theme) -> None:
        self.confusion.set_theme(theme)


def _tab(text: str) -> QPushButton:
    tab = QPushButton(text)
    tab.setCheckable(True)
    set_role(tab, Role.QUIET)
    return tab


def _samples(report: PartReport, names: tuple[str, ...], places: list[int]) -> list[HardSample]:
    true = true_labels(report.evaluation.samples.target)
    predicted = predicted_labels(report.evaluation.predictions, report.loss)
    losses = report.evaluation.losses
    return [HardSample(place, float(losses[place]), names[true[place]], names[predicted[place]]) for place in places]
