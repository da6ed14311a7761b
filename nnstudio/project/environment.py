"""What a run ran on, so that a result can be understood, or repeated, later."""

from __future__ import annotations

import os
import platform

import numpy as np

from nnstudio import __version__


def describe_environment() -> dict[str, str | int]:
    """Versions and machine, by name."""
    return {
        "nnstudio": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "cores": os.cpu_count() or 1,
    }
