"""Predictions for the rows of a file."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from nnstudio.data.preparation import prepare
from nnstudio.engine.trainer import Trainer
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource
from nnstudio.studio.results.prediction_window import PredictionWindow
from nnstudio.studio.theme import Role


@pytest.fixture(scope="module")
def trainer():
    document = read_document_file(resource("templates/square.json"))
    trainer = Trainer(document, prepare(document.data, None, ("input",)))
    while trainer.epoch < 20:
        trainer.advance()
    return trainer


@pytest.fixture
def window(theme_source, trainer):
    document = trainer.document
    window = PredictionWindow(
        document,
        trainer.model.store.named(),
        lambda: prepare(document.data, None, ("input",)),
        theme_source,
    )
    window.show()
    yield window
    if isValid(window):  # it deletes itself when it is closed
        window.close()


def predict(qtbot, window, path, text=None):
    if text is not None:
        path.write_text(text)
    with qtbot.waitSignal(window._background.finished):
        window.predict(path)


def test_rows_are_predicted_and_saved(qtbot, window, trainer, tmp_path, monkeypatch):
    predict(qtbot, window, tmp_path / "new.csv", "x\n0.25\n0.75\n")
    expected = trainer.model.predict({"input": np.array([[0.25], [0.75]], np.float32)})
    assert window.heading.text() == "new.csv"
    assert window.note.text() == "2 rows"
    assert [window.table.cells.text(row, 1) for row in range(2)] == [f"{value:.4g}" for value in expected.ravel()]
    out = tmp_path / "out"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    qtbot.mouseClick(window.save, Qt.MouseButton.LeftButton)
    saved = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    np.testing.assert_allclose([float(row["y"]) for row in saved], expected.ravel())
    assert window.note.text() == "Saved out.csv."


def test_right_answers_in_the_file_give_figures(qtbot, window, tmp_path):
    predict(qtbot, window, tmp_path / "new.csv", "x,y\n0.5,0.25\n")
    assert window.note.text().startswith("1 row · loss ")
    assert "mean_absolute_error" in window.note.text()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.csv", "z\n1\n", "a.csv lacks 'x', which the network was trained with."),
        ("a.csv", "x\none\n", "holds words; the network was trained with numbers."),
        ("a.csv", "", "a.csv is empty."),
        ("a.txt", "x\n1\n", "NN Studio cannot read"),
        ("gone.csv", None, "There is no file 'gone.csv'"),
    ],
)
def test_what_cannot_be_predicted_is_told_in_a_sentence(qtbot, window, tmp_path, name, text, sentence):
    predict(qtbot, window, tmp_path / name, text)
    assert sentence in window.note.text()
    assert window.note.property("role") == Role.ERROR
    assert not window.save.isEnabled()


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_lost(qtbot, window, tmp_path):
    predict(qtbot, window, tmp_path / "new.csv", "x\n0.5\n")
    window.save_to(tmp_path / "nowhere" / "out.csv")
    assert "cannot be written: there is no such folder. Choose another place." in window.note.text()
    assert window.save.isEnabled()


def test_of_many_rows_the_first_are_shown_and_all_are_saved(qtbot, window, tmp_path):
    predict(qtbot, window, tmp_path / "new.csv", "x\n" + "0.5\n" * 1200)
    assert window.note.text() == "1,200 rows · the first 1,000 are shown"
    assert window.table.cells.rowCount() == 1000
    window.save_to(tmp_path / "out.csv")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 1201


def test_nothing_is_written_before_anything_was_predicted(window, tmp_path):
    window.save_to(tmp_path / "out.csv")
    assert list(tmp_path.glob("out.csv")) == []


def test_escape_closes_the_window(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
