"""The curves of a run, and of others beside it, with the row of controls below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.engine.snapshot import Snapshot
from nnstudio.insight.figures import VALIDATION, best, columns_of, higher_is_better, leading, quantities
from nnstudio.sentence import listed
from nnstudio.studio.language import told
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.markers import Marker, MarkerKind
from nnstudio.studio.plots.series import SeriesRole
from nnstudio.studio.results.deferred import Deferred
from nnstudio.studio.results.metric_chooser import MetricChooser
from nnstudio.studio.results.run_record import RunRecord
from nnstudio.studio.results.sliding_row import SlidingRow
from nnstudio.studio.theme import Role, Theme, ThemeSource, set_role
from nnstudio.studio.theme.spacing import SMALL
from nnstudio.studio.training.figure_names import figure_name

if TYPE_CHECKING:
    from nnstudio.studio.plots.curves import CurvesPlot


class CurvesPanel(QWidget):
    """Draws what `show_run` and `compare` are given, once the plot is loaded and as long as it is visible."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._snapshot = Snapshot()
        self._compared: tuple[RunRecord, ...] = ()
        self._names: list[str] = []
        self._drawn: tuple[object, ...] = ()
        self.chooser = MetricChooser(theme_source)
        self.chooser.changed.connect(self._draw)
        self._plot: CurvesPlot | None = None
        self._scale: QPushButton | None = None
        self._scale_is_chosen = False
        self._place = Deferred(self._make_plot)
        self._comparison = QLabel()
        set_role(self._comparison, Role.SECOND)
        self._stop_comparing = QPushButton(self.tr("Stop comparing"))
        set_role(self._stop_comparing, Role.LINK)
        self._stop_comparing.clicked.connect(lambda: self.compare(()))
        self._controls = SlidingRow()
        self._lay_out()
        theme_source.changed.connect(self._restyle)

    @property
    def plot(self) -> CurvesPlot:
        """The plot, loaded now if need be."""
        self._place.require()
        if self._plot is None:
            raise AssertionError("The place makes the plot.")
        return self._plot

    def show_run(self, snapshot: Snapshot) -> None:
        """Draw the curves of this run; without any epoch, say how to get some."""
        self._snapshot = snapshot
        self._draw()

    def compare(self, records: Sequence[RunRecord]) -> None:
        """Draw the curves of other runs as well."""
        self._compared = tuple(records)
        names = told(listed(record.name for record in records))
        self._comparison.setText(self.tr("Compared with {0}.").format(names))
        for widget in (self._comparison, self._stop_comparing):
            widget.setVisible(bool(records))
        self._draw()

    def _make_plot(self) -> QWidget:
        from nnstudio.studio.plots.controls import CurveControls  # noqa: PLC0415 - loads pyqtgraph after the first frame
        from nnstudio.studio.plots.curves import CurvesPlot  # noqa: PLC0415 - see above

        self._plot = CurvesPlot(self._theme_source.theme)
        self._plot.setObjectName("curves.plot")
        self._plot.set_labels(self.tr("epoch"), "")
        self._plot.set_empty_text(
            EmptyText(self.tr("No curves yet"), self.tr("Press Train, and the loss is drawn here while it falls."))
        )
        controls = CurveControls(self._plot)
        controls.log.clicked.connect(self._keep_scale)
        self._scale = controls.log
        self._controls.add(controls)
        return self._plot

    def _lay_out(self) -> None:
        comparison = QHBoxLayout()
        comparison.setSpacing(SMALL)
        comparison.addWidget(self._comparison)
        comparison.addWidget(self._stop_comparing)
        comparison.addStretch(1)
        self._controls.add(self.chooser)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(comparison)
        layout.addWidget(self._place, 1)
        layout.addWidget(self._controls)
        self._place.made.connect(self._draw)
        self.compare(())

    def _draw(self) -> None:
        """Hand to the plot what it does not show yet."""
        histories = [self._snapshot.history, *(record.history for record in self._compared)]
        self.chooser.offer(dict.fromkeys(name for history in histories for name in quantities(history)))
        if self._plot is None:
            return
        wanted = dict(self._series())
        lengths = [(name, len(values)) for name, values in wanted.items()]
        state = (lengths, self._snapshot.state, self._snapshot.rate_changes, self._compared)
        if state == self._drawn:
            return
        self._drawn = state
        if list(wanted) != self._names:
            self._names = list(wanted)
            self._plot.clear()
        self._choose_scale(wanted)
        for name, values in wanted.items():
            role = SeriesRole.VALIDATION if name.startswith(VALIDATION) else SeriesRole.TRAINING
            self._plot.set_series(name, np.arange(1.0, len(values) + 1), values, role)
        self._plot.set_markers(tuple(self._markers()))
        self._plot.set_live(self._snapshot.state.active)
        self._plot.set_end(self._snapshot.epochs if self._snapshot.state.active else None)

    def _choose_scale(self, wanted: Mapping[str, Array]) -> None:
        """What falls, such as a loss, is drawn on a logarithmic scale, until somebody chooses another one."""
        if self._scale is not None and wanted and not self._scale_is_chosen:
            falls = not any(higher_is_better(quantity) for quantity in self.chooser.chosen)
            self._scale.setChecked(falls and all(_is_positive(values) for values in wanted.values()))

    def _keep_scale(self) -> None:
        self._scale_is_chosen = True

    def _series(self) -> Iterator[tuple[str, Array]]:
        for quantity in self.chooser.chosen:
            for column in columns_of(quantity, self._snapshot.history):
                if len(self._snapshot.history[column]):
                    yield column, self._snapshot.history[column]
        for record in self._compared:
            for quantity in self.chooser.chosen:
                for column in columns_of(quantity, record.history)[-1:]:  # the most telling one, lest it be a thicket
                    yield f"{figure_name(column)} · {told(record.name)}", record.history[column]

    def _markers(self) -> Iterator[Marker]:
        for change in self._snapshot.rate_changes:
            rates = (f"{change.before:.3g}", f"{change.after:.3g}")
            yield Marker(change.epoch, self.tr("lr {0} → {1}").format(*rates))
        history = self._snapshot.history
        shown = {name: history[name] for quantity in self.chooser.chosen for name in columns_of(quantity, history)}
        name = leading(shown)
        if name is not None and _differ(shown[name]):
            found = best(name, shown)
            if found is not None:
                yield Marker(found.epoch, self.tr("best"), MarkerKind.BEST)

    def _restyle(self, theme: Theme) -> None:
        if self._plot is not None:
            self._plot.set_theme(theme)


def _is_positive(values: Array) -> bool:
    return bool(np.all(values[np.isfinite(values)] > 0))


def _differ(values: Array) -> bool:
    """Whether one of the values can be the best."""
    finite = values[np.isfinite(values)]
    return bool(len(finite)) and bool(finite.min() < finite.max())
