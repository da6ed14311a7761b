"""Takes the pictures of the window that README.md shows: `.venv/bin/python packaging/screenshots.py [FOLDER]`.

The real window is opened offscreen, in both themes, with settings of its own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent

os.environ["QT_QPA_PLATFORM"] = "offscreen"
SETTINGS: Final = tempfile.TemporaryDirectory(prefix="nnstudio-screenshots-")
os.environ["XDG_CONFIG_HOME"] = SETTINGS.name

from PySide6.QtTest import QTest  # noqa: E402 - Qt reads the environment when it loads
from PySide6.QtWidgets import QApplication  # noqa: E402 - see above

from nnstudio.network import edits  # noqa: E402 - see above
from nnstudio.network.change import apply  # noqa: E402 - see above
from nnstudio.network.layout import arrange  # noqa: E402 - see above
from nnstudio.studio.app import build_window  # noqa: E402 - see above
from nnstudio.studio.templates import TEMPLATES, Template  # noqa: E402 - see above
from nnstudio.studio.theme import Mode  # noqa: E402 - see above
from nnstudio.studio.window import MainWindow  # noqa: E402 - see above

SIZE: Final = (1440, 900)
BEST_PACKED: Final = 0
"""What Qt calls the quality of a PNG: it only says how hard it is packed."""
SETTLING_MILLISECONDS: Final = 1000
GLANCE_MILLISECONDS: Final = 50

Scene = Callable[[MainWindow], None]


def main(arguments: list[str]) -> int:
    """Write `<scene>-<theme>.png` for every scene and theme; returns the exit status."""
    folder = Path(arguments[0]) if arguments else ROOT / "resources" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    _app = QApplication(sys.argv[:1])
    for scene in (welcome, square, digits_cnn, editing):
        for mode in (Mode.DARK, Mode.LIGHT):
            path = folder / f"{scene.__name__.replace('_', '-')}-{mode}.png"
            take(path, mode, scene)
            sys.stdout.write(f"{path.name}: {path.stat().st_size // 1000} kB\n")
    return 0


def take(path: Path, mode: Mode, scene: Scene) -> None:
    """Write a picture of a new window in this theme, after something was done in it."""
    window = build_window()
    if not isinstance(window, MainWindow):
        raise TypeError("build_window gives a MainWindow.")
    window.theme_source.set_mode(mode)
    window.resize(*SIZE)
    window.show()
    QTest.qWait(SETTLING_MILLISECONDS)
    scene(window)
    if not window.grab().save(str(path), "PNG", BEST_PACKED):
        raise OSError(f"{path} cannot be written.")
    window.close()


def welcome(_: MainWindow) -> None:
    """The first page, as it is when the program starts."""


def square(window: MainWindow) -> None:
    """The first example while it learns, with a look into its hidden layer."""
    train(window, "square", epoch=400)


def digits_cnn(window: MainWindow) -> None:
    """Pictures going through filters."""
    train(window, "digits-cnn", epoch=28)


def editing(window: MainWindow) -> None:
    """A network that lacks the layer that makes pictures flat, with the repairs beside the one that complains."""
    document = template("digits-cnn").read()
    names = [node.id for node in document.network.nodes]
    flatten = next(node.id for node in document.network.nodes if node.type_name == "Flatten")
    document = apply(document, edits.remove(document, names[names.index(flatten) : -1]))
    last_kept = document.network.nodes[-2].id
    document = apply(document, edits.connect(document, last_kept, names[-1]))
    window.files.new(apply(document, edits.move(document, arrange(document.network))))
    window.welcome.hide()
    window.canvas.fit()
    window.docks.show("problems")
    window.session.select(names[-1:])
    QTest.qWait(SETTLING_MILLISECONDS)


def train(window: MainWindow, name: str, epoch: int) -> None:
    """Open a template and look on until this epoch."""
    window.open_template(template(name))
    window.session.select(["hidden"])
    while window.training.snapshot.epoch < epoch and window.training.active:
        QTest.qWait(GLANCE_MILLISECONDS)


def template(name: str) -> Template:
    """A template of the welcome page."""
    return next(one for one in TEMPLATES if one.name == name)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
