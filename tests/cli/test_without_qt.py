"""Everything but the studio works where Qt cannot even be imported."""

import subprocess
import sys

import numpy as np
import pytest

STORY = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} is not to be had here")

sys.meta_path.insert(0, NoQt())
from nnstudio.cli import main

for line in sys.argv[1:]:
    status = main(line.split())
    if status:
        sys.exit(f"{line}: {status}")
assert not [name for name in sys.modules if name.startswith(("PySide6", "pyqtgraph", "nnstudio.studio"))]
"""


@pytest.mark.usefixtures("square")
def test_a_network_is_trained_exported_and_predicts_without_qt(folder):
    (folder / "new.csv").write_text("x,y\n0.5,0.25\n")
    story = [
        "check square.json",
        "train square.json --save square.nnstudio",
        "evaluate square.nnstudio",
        "predict square.nnstudio --data new.csv --out out.npy",
        "export square.nnstudio --to w.npz --verify",
        "export square.nnstudio --to w.py --verify",
        "samples",
        "layers Dense",
    ]
    ended = subprocess.run(
        [sys.executable, "-c", STORY, *story], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert np.load(folder / "out.npy").shape == (1, 1)
    with np.load(folder / "w.npz") as weights:
        assert "hidden/kernel" in weights


def test_the_studio_says_that_qt_is_missing(folder):
    ended = subprocess.run(
        [sys.executable, "-c", STORY, ""],
        cwd=folder,
        env={"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("The studio cannot start, because Qt (PySide6) cannot be loaded")
    assert "Traceback" not in ended.stderr
