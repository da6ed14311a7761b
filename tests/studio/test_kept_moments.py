"""From a callback that keeps a moment by name to a window that uses it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import Qt

from nnstudio.catalog.callbacks import CSVLogger, ModelCheckpoint
from nnstudio.studio.welcome.templates import TEMPLATES

EVERY = ModelCheckpoint(filepath="epoch {epoch}")


@pytest.fixture
def square():
    document = TEMPLATES[0].read()
    return structs.replace(document, training=document.training.replace(epochs=3, callbacks=(EVERY,)))


@pytest.fixture
def trained(qtbot, window, square):
    """A window in which a run kept its three epochs."""
    window.files.new(square)
    train(qtbot, window)
    return window


def train(qtbot, window):
    with qtbot.waitSignal(window.training.ended, timeout=20_000):
        window.training.train()


def choose(qtbot, window, row, name):
    menu = window.panels.runs.menu_of(row)
    next(action for action in menu.actions() if name in action.text()).trigger()
    menu.close()
    qtbot.waitUntil(lambda: not window.files.runs.weights.busy, timeout=10_000)


def header(window):
    model = window.panels.runs.table.cells
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def test_what_a_run_kept_is_listed_with_it(trained):
    column = header(trained).index("Kept")
    assert trained.panels.runs.table.cells.text(0, column) == "… epoch 2 · epoch 3"
    assert [action.text() for action in trained.panels.runs.menu_of(0).actions()] == [
        f"Use “epoch {number}” of epoch {number}" for number in (1, 2, 3)
    ]


def test_a_run_that_kept_nothing_has_no_menu_and_no_column(qtbot, window, square):
    window.files.new(structs.replace(square, training=square.training.replace(callbacks=())))
    train(qtbot, window)
    assert "Kept" not in header(window)
    assert window.panels.runs.menu_of(0) is None
    assert window.panels.runs.menu_of(7) is None


def test_a_kept_moment_is_shown_and_exported_until_the_next_run(qtbot, trained):
    last = trained.training.weights
    choose(qtbot, trained, 0, "epoch 1")
    first = trained.files.runs.trained().weights
    assert not np.array_equal(first["hidden/kernel"], last["hidden/kernel"])
    np.testing.assert_array_equal(trained.training.weights["hidden/kernel"], first["hidden/kernel"])
    assert trained.training.snapshot.epoch == 1
    assert len(trained.training.snapshot.history["loss"]) == 3
    train(qtbot, trained)
    newest = trained.training.weights["hidden/kernel"]
    np.testing.assert_array_equal(trained.files.runs.trained().weights["hidden/kernel"], newest)


def test_what_was_kept_is_there_when_the_project_is_opened_again(qtbot, trained, open_window, tmp_path):
    assert trained.files.save_as(tmp_path / "square.nnstudio")
    again = open_window(tmp_path / "square.nnstudio")
    choose(qtbot, again, 0, "epoch 2")
    choose(qtbot, trained, 0, "epoch 2")
    expected = trained.training.weights["hidden/kernel"]
    np.testing.assert_array_equal(again.training.weights["hidden/kernel"], expected)


def test_while_the_network_trains_nothing_else_takes_its_place(qtbot, trained):
    told = []
    trained.files.failed.connect(told.append)
    document = trained.session.document
    endless = document.training.replace(epochs=10**6, callbacks=())
    trained.session.replace(structs.replace(document, training=endless))
    trained.training.step_batch()
    qtbot.waitUntil(lambda: trained.training.paused, timeout=10_000)
    choose(qtbot, trained, 0, "epoch 1")
    assert told == ["The network is training. Stop it first, to use what was kept."]


def test_a_file_of_figures_lies_beside_the_saved_document(qtbot, window, square, tmp_path):
    logger = CSVLogger(filename="log.csv")
    told = []
    window.files.failed.connect(told.append)
    window.files.new(structs.replace(square, training=square.training.replace(callbacks=(logger,))))
    train(qtbot, window)
    assert told == ["CSV logger wrote nothing: save the document first, so that it has a folder."]
    assert window.files.save_as(tmp_path / "square.json")
    train(qtbot, window)
    assert len((tmp_path / "log.csv").read_text().splitlines()) == 4
    assert len(told) == 1
