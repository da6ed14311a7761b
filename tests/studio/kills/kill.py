"""Kills editing sessions at random moments."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

LONGEST_SECONDS = 3.0


def kill_editing(seed: int, folder: Path, settings: Path, kind: str, longest: float = LONGEST_SECONDS) -> float:
    """Let a session edit for a while and kill it; returns when."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(settings),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parents[3]), *sys.path])),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.studio.kills.editing", str(seed), str(folder), kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        time.sleep(random.Random(seed).uniform(0, longest))
        assert process.poll() is None, process.communicate()[1]
    finally:
        process.kill()
        killed_at = time.time()
        process.communicate()
    return killed_at
