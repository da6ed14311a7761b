"""The main job without a display: opens the first example in the real window, trains it, and leaves what came of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from nnstudio.engine.snapshot import RunState
from nnstudio.errors import InputError, JobError, NNStudioError
from nnstudio.exchange import export
from nnstudio.project.atomic import why_not
from nnstudio.studio.app import build_window
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.main_window import MainWindow

_PATIENCE_SECONDS = 120.0
_SETTLING_SECONDS = 1.0
"""After which the plots have drawn everything."""


def main(arguments: list[str]) -> int:
    """`python -m nnstudio.studio.demo FOLDER` leaves square.nnstudio, square.safetensors and square.png there."""
    folder = Path(arguments[0] if arguments else "nnstudio-demo")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        _make(folder)
        _show(folder)
    except NNStudioError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return error.exit_status
    names = ", ".join(f"square.{suffix}" for suffix in ("nnstudio", "safetensors", "png"))
    sys.stdout.write(f"Trained the first example. {names} are in {folder.resolve()}.\n")
    return 0


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"The folder {folder} cannot be made: a file is in the way. Name another one.") from None
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be made: {why_not(error)}. Name another one.") from None


def _show(folder: Path) -> None:
    """Do the main job in a window that nobody sees."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    window = build_window()
    if not isinstance(window, MainWindow):
        raise TypeError("build_window gives a MainWindow.")
    window.show()
    try:
        _train(window)
        _leave_results(window, folder)
    finally:
        window.close()
        app.processEvents()


def _train(window: MainWindow) -> None:
    """Press the first template and wait, with the window alive, until its training has ended."""
    window.open_template(TEMPLATES[0])
    window.actions_by_name["train.watch"].setChecked(False)  # nobody watches
    deadline = monotonic() + _PATIENCE_SECONDS
    while window.training.active and monotonic() < deadline:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    settled = monotonic() + _SETTLING_SECONDS
    while monotonic() < settled:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    snapshot = window.training.snapshot
    if snapshot.state is not RunState.FINISHED:
        raise JobError(snapshot.reason or "The first example was not trained in time.")


def _leave_results(window: MainWindow, folder: Path) -> None:
    failures: list[str] = []
    window.files.not_saved.connect(failures.append)
    if not window.files.save_as(folder / "square.nnstudio"):
        raise JobError(*failures)
    trained = window.files.runs.trained()
    if trained is None:
        raise JobError("The first example left no trained weights.")
    export(trained, folder / "square.safetensors", verify=True)
    QCoreApplication.processEvents()
    if not window.grab().save(str(folder / "square.png")):
        raise JobError(f"The picture cannot be saved in {folder.resolve()}.")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
