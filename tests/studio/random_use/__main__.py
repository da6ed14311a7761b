"""Random use of the window, at length.

    python -m tests.studio.random_use [--actions 1000] [--seeds 20] [--first 1]

Every seed is a window of its own, in a process of its own. Prints how each ended, how much memory it
took on the way, and what took longest; the exit status is 1 if something broke.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

TEST = Path(__file__).parents[1] / "test_random_use.py"
SECONDS_AN_ACTION = 5


def main() -> int:
    """What the command does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    chosen = parser.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    broken = [seed for seed in seeds if not use(seed, chosen.actions)]
    print(f"{chosen.seeds} x {chosen.actions} actions: {f'broken with {broken}' if broken else 'nothing broke'}")
    return min(len(broken), 1)


def use(seed: int, actions: int) -> bool:
    """Whether one window stood it."""
    environment = os.environ | {
        "NNSTUDIO_RANDOM_ACTIONS": str(actions),
        "NNSTUDIO_RANDOM_FIRST": str(seed),
        "NNSTUDIO_RANDOM_SEEDS": "1",
    }
    timeout = f"--timeout={SECONDS_AN_ACTION * actions}"
    # What is told comes with "-rP": with "-s", pytest-qt would hear no warning of Qt's, and none would have its action.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-rP", timeout, str(TEST), "-k", "breaks"]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = [line for line in found.stdout.splitlines() if line.startswith("seed ")]
    print("\n".join(told) if found.returncode == 0 else found.stdout + found.stderr, flush=True)
    return found.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
