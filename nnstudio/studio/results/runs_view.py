"""The Runs panel: every training of this window, what it came to, and what was different before it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QStackedLayout, QWidget

from nnstudio.engine.snapshot import RunState
from nnstudio.insight.figures import LEARNING_RATE, best, columns_of, quantities, short_name
from nnstudio.studio.language import told
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.results.run_log import RunLog
from nnstudio.studio.results.run_record import RunRecord
from nnstudio.studio.results.table import Cell, Table, number
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import LARGE, MEDIUM
from nnstudio.studio.training.figure_names import figure_name

_MINUTE: Final = 60.0
_NAMES_SHOWN: Final = 2
_COLORS = {RunState.FAILED: "error", RunState.FINISHED: "good", RunState.STOPPED: "second"}


class RunsView(QWidget):
    """One row for each run. The selected ones are compared with the current one."""

    compare = Signal(list)
    """The runs (`RunRecord`) to be drawn beside the current one."""
    moment_chosen = Signal(object, object)
    """The network of this run (`RunRecord`) at this moment (`KeptMoment`) is to be used."""

    def __init__(self, log: RunLog, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._compared: list[RunRecord] = []
        self._keeps = False
        self.table = Table(theme_source, self.tr("Runs"))
        self.table.setObjectName("runs.table")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        hint = self.tr("Press Train. Every run is kept here, with what was changed before it.")
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self._empty = EmptyPlace(theme_source, EmptyText(self.tr("No runs yet"), hint))
        self._list = QWidget()
        row = QHBoxLayout(self._list)
        row.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        row.addWidget(self.table)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        log.added.connect(self._show_all)
        log.reset.connect(self._show_all)
        log.updated.connect(self._show_all)
        self._show_all()

    def _show_all(self) -> None:
        """Hand to the table what it does not show yet; rows that are the same cost nothing."""
        records = self._log.records
        self._keeps = any(record.kept for record in records)
        self._pages.setCurrentWidget(self._list if records else self._empty)
        names = list(dict.fromkeys(name for record in records for name in _judged(record)))
        self.table.cells.show_rows(self._header(names), [self._row(place, names) for place in range(len(records))])
        self._choose()

    def _choose(self) -> None:
        records, current = self._log.records, self._log.current
        chosen = [records[row] for row in self.table.selected_rows if row != current and row < len(records)]
        if chosen != self._compared:
            self._compared = chosen
            self.compare.emit(chosen)

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu_of(self.table.indexAt(place).row())
        if menu is not None:
            menu.popup(self.table.viewport().mapToGlobal(place))

    def menu_of(self, row: int) -> QMenu | None:
        """What can be done with the moments of a run that have a name; None where there are none."""
        record = self._log.records[row] if 0 <= row < len(self._log.records) else None
        if record is None or not record.kept:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for moment in record.kept:
            action = menu.addAction(self.tr("Use “{0}” of epoch {1}").format(moment.name, moment.epoch))
            action.triggered.connect(lambda _=False, chosen=moment: self.moment_chosen.emit(record, chosen))
        return menu

    def _header(self, names: list[str]) -> list[Cell]:
        return [
            Cell(self.tr("Run")),
            Cell(self.tr("Started")),
            Cell(self.tr("State")),
            number(self.tr("Epochs")),
            *(number(_short(name), self.tr("The best {0} of all epochs").format(figure_name(name))) for name in names),
            number(self.tr("Time")),
            *(
                [Cell(self.tr("Kept"), tip=self.tr("Moments with a name; the menu of a run uses one"))]
                if self._keeps
                else []
            ),
            Cell(self.tr("Changed since the run before")),
        ]

    def _row(self, place: int, names: list[str]) -> list[Cell]:
        record = self._log.records[place]
        changes = [told(change) for change in self._log.changes(place)]
        tip = "\n".join(changes)
        return [
            Cell(told(record.name), tip=tip),
            Cell(f"{record.started:%H:%M:%S}", tip=f"{record.started:%Y-%m-%d %H:%M:%S}"),
            Cell(self._state(record.state), tip=told(record.reason), color=_COLORS.get(record.state, "link")),
            number(f"{record.epochs:,}"),
            *(self._best(record, name) for name in names),
            number(_duration(record.seconds)),
            *([self._kept(record)] if self._keeps else []),
            Cell(" · ".join(changes), tip=tip, color="second"),
        ]

    def _kept(self, record: RunRecord) -> Cell:
        lines = [self.tr("{0}: epoch {1}").format(moment.name, moment.epoch) for moment in record.kept]
        few = [moment.name for moment in record.kept[-_NAMES_SHOWN:]]
        more = "… " if len(record.kept) > _NAMES_SHOWN else ""
        return Cell(more + " · ".join(few), tip="\n".join(lines))

    def _best(self, record: RunRecord, name: str) -> Cell:
        found = best(name, record.history)
        if found is None:
            return number("–")
        return number(value_text(found.value), self.tr("in epoch {0}").format(found.epoch))

    def _state(self, state: RunState) -> str:
        return {
            RunState.PREPARING: self.tr("preparing"),
            RunState.RUNNING: self.tr("running"),
            RunState.PAUSED: self.tr("paused"),
            RunState.FINISHED: self.tr("finished"),
            RunState.STOPPED: self.tr("stopped"),
            RunState.FAILED: self.tr("failed"),
        }[state]


def _judged(record: RunRecord) -> Iterator[str]:
    """The figures by which a run is judged: those of validation, or of training where nothing was held back."""
    for name in quantities(record.history):
        if name != LEARNING_RATE:
            yield columns_of(name, record.history)[-1]


def _short(name: str) -> str:
    prefix = "val_" if name.startswith("val_") else ""
    return figure_name(prefix + short_name(name).removeprefix(prefix))


def _duration(seconds: float) -> str:
    """A time as 4.2 s, 1:07 or 1:02:03."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(math.floor(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
