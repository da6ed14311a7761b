"""Takes the pictures of the window that README.md shows, and those that are looked at before a release.

    .venv/bin/python packaging/screenshots.py [FOLDER]

The real window is opened offscreen in each language and theme, on a screen of 1280x800 and on one of 2560x1440 whose
scale is 2, with settings of its own. Without a FOLDER they go to `resources/screenshots`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = ROOT / "resources" / "screenshots"
SCREEN: Final = "--screen"
LANGUAGES: Final = {"en": "en_US", "zh_CN": "zh_CN"}
THEMES: Final = ("dark", "light")
LARGEST_BYTES: Final = 6_000_000
"""All pictures that are kept, together."""


@dataclass(frozen=True)
class Screen:
    """A screen by its size in points and its scale; `mark` ends the names of its pictures, as Qt has it."""

    size: tuple[int, int]
    scale: int
    mark: str


SCREENS: Final = (Screen((1280, 800), 1, ""), Screen((1280, 720), 2, "@2x"))


def main(arguments: list[str]) -> int:
    """Take all pictures, those of each screen in a process of its own: Qt reads the scale once, when it starts."""
    if SCREEN in arguments:
        take_all(SCREENS[int(arguments[-1])], Path(arguments[0]))
        return 0
    folder = Path(arguments[0]) if arguments else KEPT
    for number, screen in enumerate(SCREENS):
        with tempfile.TemporaryDirectory(prefix="nnstudio-screenshots-") as settings:
            alone = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": settings, "QT_SCALE_FACTOR": str(screen.scale)}
            command = [sys.executable, __file__, str(folder), SCREEN, str(number)]
            subprocess.run(command, env=os.environ | alone, check=True)
    size = sum(path.stat().st_size for path in folder.rglob("*.png"))
    sys.stdout.write(f"{size / 1e6:.1f} MB\n")
    return int(folder == KEPT and size > LARGEST_BYTES)


def take_all(screen: Screen, folder: Path) -> None:
    """Write `<language>/<scene>-<theme>.png` for every scene, in a new window for each."""
    from PySide6.QtCore import QSettings  # noqa: PLC0415 - Qt reads the environment when it loads
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - see above
    from scenes import EDITING, TRAINING, wait  # noqa: PLC0415 - see above

    from nnstudio.project.settings import settings_folder  # noqa: PLC0415 - see above
    from nnstudio.studio.app import build_window  # noqa: PLC0415 - see above
    from nnstudio.studio.theme import Mode  # noqa: PLC0415 - see above
    from nnstudio.studio.window.main_window import MainWindow  # noqa: PLC0415 - see above

    _app = QApplication(sys.argv[:1])
    for language, locale in LANGUAGES.items():
        for scene in (*EDITING, *(TRAINING if screen.scale == 1 else ())):
            for theme in THEMES:
                name = f"{scene.__name__.replace('_', '-')}-{theme}{screen.mark}.png"
                rmtree(settings_folder(), ignore_errors=True)  # what was open before is nothing to remember
                settings = QSettings("nnstudio", "studio")
                settings.clear()
                settings.setValue("language", locale)
                window = build_window()
                if not isinstance(window, MainWindow):
                    raise TypeError("build_window gives a MainWindow.")
                window.theme_source.set_mode(Mode(theme))
                window.resize(*screen.size)
                window.show()
                wait()
                write(scene(window), folder / language / name)
                window.training.stop()
                window.close()
                window.deleteLater()


def write(picture: QPixmap, path: Path) -> None:
    """Write a picture with a palette of its own, which makes it a third as large."""
    from palette_image import with_palette  # noqa: PLC0415 - Qt reads the environment when it loads
    from PySide6.QtGui import QImageWriter  # noqa: PLC0415 - see above

    path.parent.mkdir(parents=True, exist_ok=True)
    writer = QImageWriter(str(path))
    writer.setQuality(0)  # of a PNG: packed as hard as can be
    if not writer.write(with_palette(picture.toImage())):
        raise OSError(f"{path} cannot be written.")
    sys.stdout.write(f"{path.parent.name}/{path.name}: {path.stat().st_size // 1000} kB\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
