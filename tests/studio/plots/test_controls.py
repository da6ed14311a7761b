"""The row under the curves."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnstudio.studio.plots.controls import CurveControls
from nnstudio.studio.plots.curves import CurvesPlot
from nnstudio.studio.plots.series import Display, SeriesRole


@pytest.fixture
def plot(theme, show):
    plot = show(CurvesPlot(theme))
    plot.set_series("loss", np.arange(1.0, 9.0), np.arange(8.0), SeriesRole.TRAINING)
    return plot


@pytest.fixture
def controls(plot, show):
    return show(CurveControls(plot), 600, 28)


def test_log_scale_and_smoothing_reach_the_plot(controls, plot, qtbot):
    qtbot.mouseClick(controls.log, Qt.MouseButton.LeftButton)
    controls.smoothing.setValue(60)
    assert plot._display == Display(log=True, smoothing=0.6)
    assert controls._smoothing_value.text() == "0.60"


def test_show_all_follows_the_data_again(controls, plot, qtbot):
    plot._following = False
    qtbot.mouseClick(controls.fit, Qt.MouseButton.LeftButton)
    assert plot._following


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.csv", b"x,loss")])
def test_the_ending_of_the_name_says_what_is_saved(controls, tmp_path, monkeypatch, name, start, qtbot):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    qtbot.mouseClick(controls.save, Qt.MouseButton.LeftButton)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_name_without_an_ending_becomes_a_picture(controls, tmp_path):
    controls.save_to(tmp_path / "run.3")
    assert (tmp_path / "run.3.png").exists()


def test_closing_the_dialog_saves_nothing(controls, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    qtbot.mouseClick(controls.save, Qt.MouseButton.LeftButton)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(controls, monkeypatch, tmp_path, qtbot):
    told = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "a.png"), ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: told.append(arguments[-1]))
    qtbot.mouseClick(controls.save, Qt.MouseButton.LeftButton)
    assert "could not be written" in told[0]
