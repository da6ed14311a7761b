"""The window can be closed at any moment: its process ends well, and without a word on standard error."""

from __future__ import annotations

import signal

import pytest
import safetensors.numpy

from nnstudio.project.project import Project

OPEN = """
from msgspec import structs
from nnstudio.studio.welcome.templates import TEMPLATES

def endless(template):
    document = template.read()
    return structs.replace(document, training=document.training.replace(epochs=1_000_000))

window = build_window()
window.show()
window.files.new(endless(TEMPLATES[int(sys.argv[1])]))
"""

TRAINING = """
window.training.train()
when(lambda: window.training.snapshot.epoch > 2, window.close)
raise SystemExit(app.exec())
"""

PREPARING = """
window.training.train()
window.close()
raise SystemExit(app.exec() if window.isVisible() else 0)
"""

PAUSED = """
window.training.train()
when(lambda: window.training.snapshot.epoch > 2, window.training.pause)
when(lambda: window.training.paused, window.close)
raise SystemExit(app.exec())
"""

LOADING = """
import time
import nnstudio.studio.session.data_loading as loading

read = loading.load

def slowly(*arguments):
    time.sleep(0.5)
    return read(*arguments)

loading.load = slowly
window.workspace.loader.reload()
when(lambda: window.workspace.loader.busy, window.close)
raise SystemExit(app.exec())
"""

EXPORTING = """
import time
import nnstudio.studio.files.exporting as exporting

write = exporting.export

def slowly(*arguments, **named):
    time.sleep(0.5)
    return write(*arguments, **named)

exporting.export = slowly

def leave():
    window.workspace.exporting.write(window.files.runs.trained(), Path("weights.safetensors"))
    window.close()

window.training.train()
when(lambda: window.training.snapshot.epoch > 2, window.training.stop)
when(lambda: window.training.weights, leave)
raise SystemExit(app.exec())
"""

EVALUATING = """
window.docks.show("evaluate")
window.training.train()
when(lambda: window.training.snapshot.epoch > 0, window.training.stop)
when(lambda: window.panels.evaluate._background.busy, window.close)
raise SystemExit(app.exec())
"""

ANNOUNCED = """
from PySide6.QtCore import QTimer
from nnstudio.studio import app
from nnstudio.studio.window.last_windows import LastWindows

start = LastWindows.start

def announced(last, path):
    start(last, path)
    QTimer.singleShot(0, last, lambda: print("open", flush=True))

LastWindows.start = announced
raise SystemExit(app.main())
"""


@pytest.mark.parametrize("template", [0, 4], ids=["square", "digits-cnn"])
@pytest.mark.parametrize(
    "program",
    [TRAINING, PREPARING, PAUSED, LOADING, EVALUATING],
    ids=["training", "preparing", "paused", "loading", "evaluating"],
)
def test_closing_ends_the_process_well(start_studio, end_of, program, template):
    assert end_of(start_studio(OPEN + program, template)) == (0, [])


def test_an_export_is_completed_before_the_window_goes(start_studio, end_of, tmp_path):
    assert end_of(start_studio(OPEN + EXPORTING, 0)) == (0, [])
    assert safetensors.numpy.load_file(tmp_path / "weights.safetensors")


def test_what_was_trained_is_there_after_closing(start_studio, end_of, open_window):
    assert end_of(start_studio(OPEN + TRAINING, 0)) == (0, [])
    window = open_window()
    (draft,) = window.files.recent()
    (run,) = Project.open(draft).runs()
    assert run.state == "stopped"
    assert run.epochs > 2
    window.open(draft)
    assert window.training.snapshot.epoch == run.epochs


def test_ctrl_c_in_the_terminal_closes_the_window(start_studio, end_of):
    process = start_studio(ANNOUNCED, prelude="")
    assert process.stdout.readline() == "open\n"
    process.send_signal(signal.SIGINT)
    assert end_of(process) == (0, [])
