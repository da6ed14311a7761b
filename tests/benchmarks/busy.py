"""A computer that has something else to do, such as drawing a window: another process that keeps one core busy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_WORK = "import sys\nprint(flush=True)\nwhile True: pass"


@contextmanager
def one_core_busy() -> Iterator[None]:
    """One core is busy until the end of the block."""
    with subprocess.Popen([sys.executable, "-c", _WORK], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()
