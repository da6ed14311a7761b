"""How much memory is free, and refusing what would not fit in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted

_SHARE = 0.8
"""Beyond this share of what is free the computer would begin to swap."""


def available_memory() -> int | None:
    """Bytes that can be used without taking them from other programs; None where the system does not say."""
    if sys.platform == "win32":
        return _available_on_windows()
    if sys.platform == "darwin":
        return _available_on_mac()
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return _physical()


def require_memory(needed: int, name: str) -> None:
    """Raise DataError if what `name` needs does not fit comfortably into the free memory."""
    available = available_memory()
    if available is not None and needed > _SHARE * available:
        raise DataError(
            Sentence(
                "{name} needs {needed} of memory, and {available} are free. Close other programs or use fewer rows.",
                name=name,
                needed=as_size(needed),
                available=as_size(available),
            )
        )


def pages_to_spare(told: str) -> int:
    """The bytes that are free, or could be at once, as `vm_stat` tells of them."""
    size = int(re.findall(r"page size of (\d+) bytes", told)[0])
    counts = {name: int(count) for name, count in re.findall(r"Pages (\w+): +(\d+)\.", told)}
    return size * sum(counts.get(name, 0) for name in ("free", "inactive", "speculative", "purgeable"))


def _available_on_mac() -> int | None:
    try:
        found = subprocess.run(["/usr/bin/vm_stat"], capture_output=True, text=True, check=True, timeout=5)
        return pages_to_spare(found.stdout)
    except (OSError, subprocess.SubprocessError, LookupError):
        return _physical()


def _physical() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None


def as_size(count: int) -> str:
    """A number of bytes as people read it."""
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB", "PB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return counted(count, "{count} byte", "{count:,} bytes") if unit == "bytes" else f"{size:,.1f} {unit}"


if sys.platform == "win32":
    import ctypes

    class _MemoryStatus(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total_physical", ctypes.c_ulonglong),
            ("available_physical", ctypes.c_ulonglong),
            ("total_page_file", ctypes.c_ulonglong),
            ("available_page_file", ctypes.c_ulonglong),
            ("total_virtual", ctypes.c_ulonglong),
            ("available_virtual", ctypes.c_ulonglong),
            ("available_extended_virtual", ctypes.c_ulonglong),
        )

    def _available_on_windows() -> int | None:
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return None
        return int(status.available_physical)
