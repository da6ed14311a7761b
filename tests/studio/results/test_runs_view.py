"""The Runs panel and the log behind it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.catalog.optimizers import Adam
from nnstudio.engine.snapshot import RunState
from nnstudio.network import edits
from nnstudio.sentence import Sentence
from nnstudio.studio.results import RunRecord
from nnstudio.studio.results.runs_view import _duration


def rows(view):
    cells = view.table.cells
    return [[cells.text(row, column) for column in range(cells.columnCount())] for row in range(cells.rowCount())]


def header(view):
    model = view.table.cells
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def click(studio, view, row, modifier=Qt.KeyboardModifier.NoModifier):
    place = view.table.visualRect(view.table.cells.index(row, 0)).center()
    studio.qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


@pytest.fixture
def three(studio, runs):
    """Three runs of the iris template, each with another number of units, and what is compared."""
    studio.open("iris")
    for units in (16, 8, 4):
        studio.session.do(edits.set_fields(studio.session.document, ["hidden"], units=units))
        studio.train()
    compared = []
    runs.compare.connect(lambda records: compared.append([record.name for record in records]))
    return compared


def test_before_any_run_it_says_how_to_get_one(runs):
    assert runs._pages.currentWidget() is runs._empty
    assert "Press Train" in runs._empty.text.hint


@pytest.mark.usefixtures("three")
def test_every_run_is_listed_with_what_it_came_to(studio, runs):
    assert header(runs)[3:7] == ["Epochs", "val_loss", "val_accuracy", "Time"]
    listed = rows(runs)
    assert [row[0] for row in listed] == ["run 1", "run 2", "run 3"]
    assert {row[2] for row in listed} == {"finished"}
    assert {row[3] for row in listed} == {"4"}
    best = studio.log.records[0].history["val_loss"].min()
    assert listed[0][4] == f"{best:.4g}"


@pytest.mark.usefixtures("three")
def test_a_run_tells_what_was_changed_before_it(runs):
    assert [row[-1] for row in rows(runs)] == ["", "hidden: Units 16 → 8", "hidden: Units 8 → 4"]
    assert runs.table.cells.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "hidden: Units 16 → 8"


def test_selected_runs_are_compared_with_the_current_one(studio, runs, three):
    click(studio, runs, 0)
    click(studio, runs, 2, Qt.KeyboardModifier.ControlModifier)
    assert three[-1] == ["run 1"]
    click(studio, runs, 1, Qt.KeyboardModifier.ControlModifier)
    assert three[-1] == ["run 1", "run 2"]
    click(studio, runs, 2)
    assert three[-1] == []


def test_runs_are_chosen_with_the_keyboard(studio, runs, three):
    runs.table.setFocus()
    click(studio, runs, 2)
    studio.qtbot.keyClick(runs.table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert three[-1] == ["run 2"]


def test_the_current_run_becomes_one_to_compare_with_when_another_begins(studio, runs, three):
    click(studio, runs, 2)
    assert three == []
    studio.set(epochs=2)
    studio.train()
    assert three[-1] == ["run 3"]


def test_a_run_that_goes_on_is_followed(studio, runs):
    studio.open("iris")
    studio.pause_after_an_epoch()
    studio.until(lambda: rows(runs)[0][2] == "paused")
    assert rows(runs)[0][3] == "1"
    studio.controller.stop()
    studio.until(lambda: rows(runs)[0][2] == "stopped")
    tip = runs.table.cells.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Stopped in epoch 2."


def test_a_failed_run_tells_why(studio, runs):
    studio.open("diabetes", epochs=60, optimizer=Adam(learning_rate=1e30))
    studio.train()
    assert rows(runs)[0][2] == "failed"
    tip = runs.table.cells.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "not finite" in tip


def test_the_log_keeps_the_weights_of_every_run(studio):
    studio.open("iris")
    studio.train()
    weights = studio.controller.weights
    studio.train()
    first, second = studio.log.records
    assert first.weights() is weights
    assert second.weights() is studio.controller.weights
    np.testing.assert_array_equal(first.weights()["hidden/kernel"], second.weights()["hidden/kernel"])


def test_runs_of_an_opened_project_stand_in_front(studio, runs):
    studio.open("iris")
    history = {"loss": np.array([2.0, 1.0])}
    stored = RunRecord(
        Sentence("run {number}", number=1),
        studio.session.document,
        datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),
        RunState.FINISHED,
        "",
        2,
        history,
        65.0,
    )
    studio.log.show_stored([stored])
    assert rows(runs) == [["run 1", "03:02:01", "finished", "2", "1", "1:05", ""]]
    studio.train()
    assert [row[0] for row in rows(runs)] == ["run 1", "run 2"]
    studio.log.show_stored([])
    assert runs._pages.currentWidget() is runs._empty


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (59.9, "59.9 s"), (60, "1:00"), (3599.9, "59:59"), (3723, "1:02:03")]
)
def test_times_are_short(seconds, text):
    assert _duration(seconds) == text
