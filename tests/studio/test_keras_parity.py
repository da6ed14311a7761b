"""The seed example trains as in Keras from the same weights, on the command line and through the window."""

from __future__ import annotations

import json

import numpy as np
import pytest
import safetensors.numpy
from PySide6.QtGui import QAction

from nnstudio.cli import main
from nnstudio.studio.app import build_window
from tests.golden.golden import cases


@pytest.fixture
def square(tmp_path):
    """The recorded training, with its document, data and first weights as files."""
    (case,) = (case for case in cases("trainings") if case.name == "square")
    np.savez(tmp_path / "data.npz", **case.under("data"))
    safetensors.numpy.save_file(dict(case.under("initial")), tmp_path / "initial.safetensors")
    (tmp_path / "square.json").write_text(json.dumps(case.config))
    return case


def test_the_command_line_has_the_history_of_keras(square, tmp_path):
    arguments = ["--init", tmp_path / "initial.safetensors", "--history", tmp_path / "history.jsonl", "--quiet"]
    assert main(["train", *map(str, [tmp_path / "square.json", *arguments])]) == 0
    rows = [json.loads(line) for line in (tmp_path / "history.jsonl").read_text().splitlines()]
    for name, expected in square.under("history").items():
        np.testing.assert_allclose([row[name] for row in rows], expected, rtol=1e-4, err_msg=name)


def test_the_window_has_the_history_of_keras(square, tmp_path, qtbot):
    window = build_window(tmp_path / "square.json")
    qtbot.addWidget(window)
    window.show()
    window.workspace.begin_with(tmp_path / "initial.safetensors")
    qtbot.waitUntil(window.findChild(QAction, "train.start").isEnabled, timeout=10_000)
    with qtbot.waitSignal(window.training.ended, timeout=30_000):
        window.findChild(QAction, "train.start").trigger()
    history = window.training.snapshot.history
    for name, expected in square.under("history").items():
        np.testing.assert_allclose(history[name], expected, rtol=1e-4, err_msg=name)
    for name, expected in square.under("final").items():
        np.testing.assert_allclose(window.training.weights[name], expected, rtol=1e-4, atol=1e-6, err_msg=name)
