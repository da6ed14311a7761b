"""What a benchmark ran on: processor, NumPy and the kernel of its BLAS. Without these, figures mean nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.engine.blas import blas_name


def machine(versions: dict[str, str] | None = None) -> dict[str, Any]:
    """The computer and its libraries; `versions` are those of the peers."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": blas_name(),
        "peers": dict(sorted((versions or {}).items())),
    }


def heading(found: dict[str, Any]) -> str:
    """The same in a sentence."""
    peers = ", ".join(f"{name} {version}" for name, version in found["peers"].items())
    return (
        f"{found['processor']}, {found['cores']} cores, Python {found['python']}, NumPy {found['numpy']} on "
        f"{found['blas']}{f'; {peers}' if peers else ''}"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
