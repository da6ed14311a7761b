"""A session with a controller, and views of them that are really shown and really train."""

from __future__ import annotations

import pytest

from nnstudio.network import edits
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource
from nnstudio.studio.results import CurvesView, EvaluateView, InspectView, RunLog, RunsView
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.training.training_controller import TrainingController

SIZE = (912, 236)
"""The room that a panel at the bottom of the window has at first."""


class Studio:
    """What a window is around the panels."""

    def __init__(self, qtbot, theme_source: ThemeSource) -> None:
        self.qtbot, self.theme_source = qtbot, theme_source
        self.session = Session()
        self.controller = TrainingController(self.session)
        self.log = RunLog(self.controller)
        self.views = []

    def open(self, template: str, **training) -> None:
        """Open a template with other training settings; few epochs unless told otherwise."""
        self.session.replace(read_document_file(resource(f"templates/{template}.json")))
        self.set(**{"epochs": 4, **training})

    def set(self, **training) -> None:
        self.session.do(edits.set_training(self.session.document, **training))

    def show(self, view_class):
        view = (
            RunsView(self.log, self.theme_source)
            if view_class is RunsView
            else view_class(self.session, self.controller, self.theme_source)
        )
        self.qtbot.addWidget(view)
        view.resize(*SIZE)
        view.show()
        self.qtbot.waitExposed(view)
        self.views.append(view)
        return view

    def train(self) -> None:
        """Train to the end."""
        with self.qtbot.waitSignal(self.controller.ended, timeout=20_000):
            self.controller.train()

    def pause_after_an_epoch(self) -> None:
        self.controller.step_epoch()
        self.until(lambda: self.controller.paused and self.controller.snapshot.epoch)

    def until(self, condition) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def close(self) -> None:
        self.controller.close()
        for view in self.views:
            view.close()


@pytest.fixture
def theme_source(qapp):
    return ThemeSource(qapp, Mode.DARK)


@pytest.fixture
def studio(qtbot, theme_source):
    studio = Studio(qtbot, theme_source)
    yield studio
    studio.close()


@pytest.fixture
def curves(studio):
    return studio.show(CurvesView)


@pytest.fixture
def evaluate(studio):
    return studio.show(EvaluateView)


@pytest.fixture
def inspect(studio):
    return studio.show(InspectView)


@pytest.fixture
def runs(studio):
    return studio.show(RunsView)
