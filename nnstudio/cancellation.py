"""Long work that asks now and then whether anyone still wants its result, and ends with CancelledError if not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TypeAlias

Cancelled: TypeAlias = Callable[[], bool]
"""Whether the one who asked has lost interest."""


def never() -> bool:
    """For work that nobody cancels."""
    return False


def stop_if(cancelled: Cancelled) -> None:
    """End here if nobody wants the result any more."""
    if cancelled():
        raise CancelledError
