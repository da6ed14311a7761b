"""The main job without a display: opens the first example in the real window, trains it, and leaves what came of it."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from nnstudio.errors import NNStudioError
from nnstudio.exchange import export
from nnstudio.studio.app import build_window
from nnstudio.studio.templates import TEMPLATES
from nnstudio.studio.window import MainWindow

_PATIENCE_SECONDS = 120.0


def main(arguments: list[str]) -> int:
    """`python -m nnstudio.studio.demo FOLDER` leaves square.nnstudio, square.safetensors and square.png there."""
    folder = Path(arguments[0] if arguments else "nnstudio-demo")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    window = build_window()
    if not isinstance(window, MainWindow):
        raise TypeError("build_window gives a MainWindow.")
    window.show()
    try:
        _train(window)
        _leave_results(window, folder)
    except NNStudioError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return error.exit_status
    finally:
        window.close()
        app.processEvents()
    names = ", ".join(f"square.{suffix}" for suffix in ("nnstudio", "safetensors", "png"))
    sys.stdout.write(f"Trained the first example. {names} are in {folder.resolve()}.\n")
    return 0


def _train(window: MainWindow) -> None:
    """Press the first template and wait, with the window alive, until its training has ended."""
    window.open_template(TEMPLATES[0])
    deadline = monotonic() + _PATIENCE_SECONDS
    while window.training.active and monotonic() < deadline:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    settled = monotonic() + 1.0
    while monotonic() < settled:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _leave_results(window: MainWindow, folder: Path) -> None:
    if not window.files.save_as(folder / "square.nnstudio"):
        raise NNStudioError(f"The project cannot be saved in {folder.resolve()}.")
    trained = window.files.trained()
    if trained is None:
        raise NNStudioError("The first example was not trained in time.")
    export(trained, folder / "square.safetensors", verify=True)
    QCoreApplication.processEvents()
    if not window.grab().save(str(folder / "square.png")):
        raise NNStudioError(f"The picture cannot be saved in {folder.resolve()}.")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
