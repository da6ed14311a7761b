"""Somebody who does in a window what comes into the mind."""

from __future__ import annotations

import random
import time

from PySide6.QtWidgets import QApplication

from tests.studio.random_use import in_panels, in_window, on_canvas, with_annotations
from tests.studio.random_use.hands import Hands

HABITS = {**on_canvas.HABITS, **with_annotations.HABITS, **in_panels.HABITS, **in_window.HABITS}
PATIENT = (in_window.wait, in_window.train)
"""Habits whose time says nothing of the window."""


class Monkey:
    """Sits before the window; `trail` remembers what was done, and `slowest` what took longest, with its seconds."""

    def __init__(self, window, seed):
        self._chance = random.Random(seed)
        self._hands = Hands(window, self._chance)
        self.trail: list[str] = []
        self.slowest = (0.0, "nothing")

    def step(self):
        """Do one thing."""
        (habit,) = self._chance.choices(list(HABITS), list(HABITS.values()))
        self.trail.append(habit.__name__)
        begun = time.perf_counter()
        done = habit(self._hands)
        QApplication.processEvents()
        seconds = time.perf_counter() - begun
        self.trail[-1] = f"{habit.__name__}: {done}" if done else habit.__name__
        if habit not in PATIENT:
            self.slowest = max(self.slowest, (seconds, self.trail[-1]))
