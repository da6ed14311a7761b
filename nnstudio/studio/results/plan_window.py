"""What the network computes for every batch, step by step, and where the time of its training goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.layers.base import shape_text
from nnstudio.data.memory import as_size
from nnstudio.engine.report import PlanReport, StepReport
from nnstudio.engine.snapshot import Snapshot
from nnstudio.engine.work import magnitude
from nnstudio.studio.foresight.forecaster import Forecaster
from nnstudio.studio.language import told
from nnstudio.studio.results.captions import Note
from nnstudio.studio.results.share_bar import ShareBars
from nnstudio.studio.results.table import Cell, Table, number
from nnstudio.studio.theme import Role, ThemeSource, set_role
from nnstudio.studio.theme.spacing import GRID, LARGE, SMALL
from nnstudio.studio.training.training_controller import TrainingController

_SIZE: Final = QSize(880, 640)
_STEP, _TIME, _SHARE = 1, 6, 7
_SHARE_WIDTH: Final = 40 * GRID


class PlanWindow(QDialog):
    """Stands beside the main window. While it is open, a training is timed step by step."""

    def __init__(
        self, training: TrainingController, forecaster: Forecaster, theme_source: ThemeSource, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plan")
        self.setWindowTitle(self.tr("Plan"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._training, self._forecaster = training, forecaster
        self.heading = QLabel()
        set_role(self.heading, Role.TITLE)
        self.table = Table(theme_source, self.tr("Steps of a batch"))
        self.table.setObjectName("plan.steps")
        self._bars = ShareBars(theme_source, self.table)
        self.note = Note()
        self.note.setObjectName("plan.note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(SMALL)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        forecaster.changed.connect(self._show_forecast)
        training.snapshot_changed.connect(self._show_snapshot)
        training.set_profiling(True)
        self._show_forecast()

    @classmethod
    def show_for(
        cls, window: QWidget, training: TrainingController, forecaster: Forecaster, theme_source: ThemeSource
    ) -> PlanWindow:
        """Show the plan of a window, which has it once."""
        found = window.findChild(cls) or cls(training, forecaster, theme_source, window)
        found.show()
        found.raise_()
        found.activateWindow()
        return found

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Let the training go on without being timed."""
        self._training.set_profiling(False)
        super().closeEvent(event)

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.plan is not None:
            self._show(snapshot.plan)

    def _show_forecast(self) -> None:
        """Before a training, and where the document is ahead of the one that goes on, show what it would do."""
        if self._training.active and self._training.snapshot.plan is not None:
            return
        report = self._forecaster.report
        if report is not None:
            self._show(report)
            if self._forecaster.refusal:
                self.note.say(self._forecaster.refusal, Role.ERROR)
        elif not self.table.cells.rowCount():
            self.heading.setText(self.tr("What a batch takes"))
            self.note.say(self.tr("There is a plan as soon as the network has data and no problems."), Role.SECOND)

    def _show(self, report: PlanReport) -> None:
        self.heading.setText(self._title(report))
        had_columns = self.table.cells.columnCount()
        self.table.cells.show_rows(self._header(), list(self._rows(report)))
        self._bars.show_shares([_share(step, report) for step in report.steps])
        if not had_columns:
            self._arrange_columns()
        for column in (_TIME, _SHARE):
            self.table.setColumnHidden(column, report.timing is None)
        self.note.say(self._summary(report), Role.SECOND)

    def _arrange_columns(self) -> None:
        header = self.table.horizontalHeader()
        self.table.stretch_column(_STEP)
        self.table.setItemDelegateForColumn(_SHARE, self._bars)
        header.setSectionResizeMode(_SHARE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(_SHARE, _SHARE_WIDTH)

    def _header(self) -> list[Cell]:
        return [
            Cell(self.tr("Stage")),
            Cell(self.tr("Step")),
            Cell(self.tr("Kernel"), tip=self.tr("How it is computed: plainly, or by a faster way.")),
            Cell(self.tr("Result")),
            number(self.tr("FLOPs"), self.tr("Multiplications and additions of its products, for a batch.")),
            number(self.tr("Bytes"), self.tr("The size of all that it reads and writes, for a batch.")),
            number(self.tr("ms"), self.tr("Milliseconds that it adds to the time of a batch.")),
            number(self.tr("Share"), self.tr("Its part of the time of a batch.")),
        ]

    def _rows(self, report: PlanReport) -> Iterator[list[Cell]]:
        before = ""
        for step in report.steps:
            work = [number(magnitude(value) if value else "") for value in (step.work.operations, step.work.bytes)]
            timed = report.timing is not None and step.seconds is not None
            yield [
                Cell("" if step.stage == before else self._stage(step.stage), color="third"),
                Cell(told(step.title), tip=told(step.title)),
                Cell(told(step.kernel), color="second"),
                Cell("" if step.output is None else shape_text(step.output), color="second"),
                *work,
                number(f"{1e3 * (step.seconds or 0):.3f}" if timed else ""),
                number(f"{_share(step, report):.1%}" if timed else ""),
            ]
            before = step.stage

    def _stage(self, stage: str) -> str:
        return {
            "input": self.tr("input"),
            "forward": self.tr("forward"),
            "loss": self.tr("loss"),
            "metrics": self.tr("metrics"),
            "backward": self.tr("backward"),
            "update": self.tr("update"),
            "rest": self.tr("rest"),
        }[stage]

    def _title(self, report: PlanReport) -> str:
        size = self.tr("A batch of 1 sample") if report.batch == 1 else self.tr("A batch of {0} samples")
        text = size.format(f"{report.batch:,}")
        if report.slices > 1:
            text += self.tr(", cut into {0} slices").format(report.slices)
        return text

    def _summary(self, report: PlanReport) -> str:
        size, largest = told(as_size(report.memory.total)), f"“{report.memory.largest}”"
        parts = [
            self.tr("{0}FLOP a batch").format(magnitude(report.work.operations)),
            self.tr("about {0} of memory, {1} the most").format(size, largest),
        ]
        if report.timing is not None:
            speed = magnitude(report.work.operations / report.timing.total)
            parts.insert(0, self.tr("{0} ms a batch").format(f"{1e3 * report.timing.total:.3f}"))
            parts.insert(1, self.tr("{0}FLOP/s").format(speed))
        return " · ".join(parts)


def _share(step: StepReport, report: PlanReport) -> float:
    """The step's part of the time of a batch."""
    return 0.0 if report.timing is None or step.seconds is None else step.seconds / report.timing.total
