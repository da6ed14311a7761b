"""Every benchmark, one after the other, each in a process of its own.

python -m tests.benchmarks
"""

from __future__ import annotations

import subprocess
import sys

for name in ("window", "canvas", "doctor", "steps", "peers", "layers", "compile", "memory"):
    subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False)
