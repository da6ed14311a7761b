"""The demonstration does the main job without a display, and leaves its files or says why not."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import safetensors.numpy
from PySide6.QtGui import QImage

from nnstudio.engine.model import Model
from nnstudio.project.project import Project
from nnstudio.project.trained import trained


@pytest.fixture
def demonstrate(tmp_path):
    """Runs the demonstration in a process of its own."""

    def demonstrate(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "nnstudio.studio.demo", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return demonstrate


def test_it_leaves_a_trained_project_its_weights_and_a_picture(demonstrate, tmp_path):
    folder = tmp_path / "below" / "demo"
    done = demonstrate(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"Trained the first example. square.nnstudio, square.safetensors, square.png are in {folder}.\n"
    )
    assert sorted(path.name for path in folder.iterdir()) == ["square.nnstudio", "square.png", "square.safetensors"]
    _is_trained(folder)
    _holds_the_same_weights(folder)
    _shows_a_window(folder)


def _is_trained(folder):
    (run,) = Project.open(folder / "square.nnstudio").runs()
    assert run.state == "finished"
    assert run.last["val_loss"] < 1e-3
    x = np.linspace(0.05, 0.95, 50, dtype=np.float32)[:, None]
    predictions = trained(folder / "square.nnstudio").predict({"input": x})
    assert np.abs(predictions - x**2).max() < 0.05


def _holds_the_same_weights(folder):
    model = trained(folder / "square.nnstudio")
    again = Model(model.document.network)
    again.store.load(safetensors.numpy.load_file(folder / "square.safetensors"))
    assert all(np.array_equal(again.store.named()[name], value) for name, value in model.weights.items())


def _shows_a_window(folder):
    picture = QImage(str(folder / "square.png"))
    assert picture.width() >= 1024
    assert picture.height() >= 640
    colors = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 9) for y in range(0, 640, 9)}
    assert len(colors) > 20


@pytest.mark.parametrize("folder", ["file", "file/demo"])
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(demonstrate, tmp_path, folder):
    (tmp_path / "file").write_text("in the way")
    done = demonstrate(folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"The folder {folder} cannot be made: a file is in the way. Name another one.\n"


def test_a_file_in_the_way_is_told_in_a_sentence(demonstrate, tmp_path):
    (tmp_path / "demo" / "square.nnstudio").mkdir(parents=True)
    done = demonstrate("demo")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "demo/square.nnstudio cannot be written: there is a folder of that name.\n"
