"""The installed Qt and Python get along: some pairs of them abort after a few hundred signals."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rung = Signal(bool, object)

app = QCoreApplication([])
bell, heard = Bell(), 0

def hear(_loud, _what):
    global heard
    heard += 1

bell.rung.connect(hear)
for _ in range(5_000):
    bell.rung.emit(True, None)
for _ in range(20_000):
    bell.setObjectName("bell")
assert heard == 5_000
"""


def test_thousands_of_signals_and_calls_without_a_result_end_well():
    # PySide6 6.12 drops a reference to True with every emit and one to None with every such call on Python 3.11.
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
