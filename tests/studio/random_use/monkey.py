"""Somebody who does in a window what comes into the mind."""

from __future__ import annotations

import random
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.studio.random_use import in_panels, in_window, on_canvas, with_annotations, with_files
from tests.studio.random_use.hands import Hands

HABITS = {
    **on_canvas.HABITS,
    **with_annotations.HABITS,
    **in_panels.HABITS,
    **in_window.HABITS,
    **with_files.HABITS,
}
PATIENT = (in_window.wait, in_window.train)
"""Habits whose time says nothing of the window."""
MOST_WINDOWS = 2


class Monkey:
    """Sits before some windows; `trail` remembers what was done, and `slowest` what took longest, with its seconds."""

    def __init__(self, windows, seed, folder):
        self._windows, self._chance, self._folder = windows, random.Random(seed), folder
        self.trail: list[str] = []
        self.slowest = (0.0, "nothing")

    def step(self):
        """Do one thing in one of the windows."""
        window = self._window()
        (habit,) = self._chance.choices(list(HABITS), list(HABITS.values()))
        self.trail.append(habit.__name__)
        begun = time.perf_counter()
        done = habit(Hands(window, self._chance, self._folder))
        QApplication.processEvents()
        seconds = time.perf_counter() - begun
        self.trail[-1] = f"{habit.__name__}: {done}" if done else habit.__name__
        if habit not in PATIENT:
            self.slowest = max(self.slowest, (seconds, self.trail[-1]))

    def _window(self):
        """The newest as a rule; another if none is left, and one less if there are many."""
        if len(self._windows.all) > MOST_WINDOWS:
            self._windows.all[0].close()
        if not self._windows.all:
            open_window(self._windows)
        return self._chance.choice([*self._windows.all, self._windows.all[-1]])


def open_window(windows):
    """A window that is gone once it is closed, as the program opens them."""
    window = windows.add()
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    return window
