"""How soon the window stands and how smooth it stays; printed, never asserted.

    python -m tests.benchmarks.window

First frame: from the start of the process to the first painted window, plots loaded after it (goal 0.7 s on 2 cores).
Event-loop gap: how late a 5-ms timer fires while the digits CNN trains in the whole window (goal: 99 % under 50 ms).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import numpy as np

_RUNS = 5
_TICK_SECONDS = 0.005

_FIRST_FRAME = """
import sys, time
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from nnstudio.studio.app import build_window

class Watch(QObject):
    painted = False
    def eventFilter(self, watched, event):
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False

app = QApplication([])
window = build_window()
watch = Watch()
window.installEventFilter(watch)
window.show()
while not watch.painted:
    app.processEvents()
first = time.time() - float(sys.argv[1])
while "pyqtgraph" not in sys.modules:
    app.processEvents()
print(first, time.time() - float(sys.argv[1]))
window.close()
app.processEvents()
"""


def first_frame() -> None:
    """Start the window in fresh processes."""
    times = []
    for _ in range(_RUNS):
        command = [sys.executable, "-c", _FIRST_FRAME, str(time.time())]
        times.append([float(word) for word in subprocess.check_output(command, text=True).split()])
    painted, plots = np.median(times, axis=0)
    print(f"first frame {painted:.2f} s, plots loaded {plots:.2f} s (median of {_RUNS})")


def event_loop_gaps(template: str = "digits-cnn") -> None:
    """Train a template in the window and note how late a timer is."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from nnstudio.studio.app import build_window
    from nnstudio.studio.welcome.templates import TEMPLATES

    app = QApplication.instance() or QApplication([])
    window = build_window()
    window.show()
    window.open_template(next(found for found in TEMPLATES if found.name == template))
    window.actions_by_name["train.watch"].setChecked(False)
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(round(_TICK_SECONDS * 1000))
    deadline = time.perf_counter() + 60
    while window.training.active and time.perf_counter() < deadline:
        app.processEvents()
    timer.stop()
    window.close()
    app.processEvents()
    late = np.array(gaps[20:]) * 1000
    middle, high, highest = np.percentile(late, [50, 99, 100])
    print(f"{template}: event-loop gap median {middle:.0f} ms, 99 % {high:.0f} ms, longest {highest:.0f} ms")


def main() -> None:
    """Both figures, away from the user's settings."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        first_frame()
        event_loop_gaps()


if __name__ == "__main__":
    main()
