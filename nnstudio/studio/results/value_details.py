"""How a network predicts numbers on one part of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.insight.hardest import hardest
from nnstudio.insight.reports import PartReport
from nnstudio.studio.results.captions import Titled
from nnstudio.studio.results.deferred import Deferred
from nnstudio.studio.results.evaluation_tables import (
    hardest_header,
    hardest_rows,
    part_name,
    value_header,
    value_rows,
)
from nnstudio.studio.results.table import Table
from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.spacing import LARGE, SMALL

if TYPE_CHECKING:
    from nnstudio.studio.results.agreement_plot import AgreementPlot

_MOST_SAMPLES: Final = 60


class ValueDetails(QWidget):
    """Predicted against true values, figures of every quantity, hardest samples."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._report: PartReport | None = None
        self.figures = Table(theme_source, self.tr("Figures of every predicted quantity"))
        self.rows = Table(theme_source, self.tr("Hardest samples"))
        self.plot = Deferred(self._make_plot)
        self.plot.made.connect(self._draw)
        self._plot_title = Titled("", self.plot)
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        column.addWidget(Titled(self.tr("Figures"), self.figures), 2)
        column.addWidget(Titled(self.tr("Hardest samples"), self.rows), 3)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addWidget(self._plot_title, 4)
        layout.addLayout(column, 5)
        theme_source.changed.connect(self._restyle)

    def show_report(self, report: PartReport) -> None:
        """Show a report of a network that predicts numbers."""
        self._report = report
        self._plot_title.heading.setText(self.tr("Predicted against true, {0}").format(part_name(report.part)))
        self.figures.cells.show_rows(value_header(), value_rows(report.values))
        places = hardest(report.evaluation.losses, _MOST_SAMPLES).tolist()
        self.rows.cells.show_rows(hardest_header(report), hardest_rows(report, places))
        self._draw()

    def _draw(self) -> None:
        if self.plot.content is not None and self._report is not None:
            self.plot.content.show_reports(self._report.values)

    def _make_plot(self) -> AgreementPlot:
        from nnstudio.studio.results.agreement_plot import AgreementPlot  # noqa: PLC0415 - loads pyqtgraph

        return AgreementPlot(self._theme_source.theme)

    def _restyle(self, theme: Theme) -> None:
        if self.plot.content is not None:
            self.plot.content.set_theme(theme)
