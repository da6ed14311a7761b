"""The system libraries that Qt loads: found missing by starting Qt, and provided."""

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence

import system_packages
from steps import PATIENCE, ask

# Each library with the Debian package that holds it. A wheel of PySide6 brings everything but these.
FOR_QT = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
}
FOR_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

START_QT = "from PySide6.QtWidgets import QApplication; QApplication([])"
NAME_MISSING = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
"""


def complaint_of_qt(python: str, environ: Mapping[str, str]) -> str | None:
    """What Qt says when it cannot start, or None if it can. It may abort its process, so a child tries."""
    try:
        trial = subprocess.run(
            [python, "-c", START_QT],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"Qt did not start within {PATIENCE} seconds."
    if trial.returncode == 0:
        return None
    return trial.stderr.decode(errors="replace").strip() or f"Qt ended with status {trial.returncode}."


def missing(python: str, libraries: Iterable[str]) -> list[str]:
    """Those of the libraries that cannot be loaded."""
    return (ask([python, "-c", NAME_MISSING, *libraries]) or "").split()


def install(absent: Sequence[str]) -> None:
    """Install the packages of libraries that are missing, or stop with the line that does it."""
    packages = sorted({(FOR_QT | FOR_X11)[name] for name in absent})
    system_packages.install(packages, f"Qt, which draws the window, needs {', '.join(absent)}.")


def make_qt_start(python: str, libraries: Iterable[str], environ: Mapping[str, str]) -> str | None:
    """Install those of the libraries that keep Qt from starting, and return what Qt complains of all the same."""
    complaint = complaint_of_qt(python, environ)
    if complaint is None:
        return None
    absent = missing(python, libraries)
    if not absent:
        return complaint
    install(absent)
    return complaint_of_qt(python, environ)


def need(complaint: str) -> str:
    """The sentences for a complaint of Qt that the libraries known here do not settle."""
    library = re.search(r"(\S+\.so\S*): cannot open shared object file", complaint)
    if library:
        return f"Qt, which draws the window, needs {library[1]}. Install the package that holds it, and run this again."
    return f"Qt, which draws the window, cannot start. It says:\n{complaint}"
