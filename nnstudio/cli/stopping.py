"""Ctrl+C, and the system's own way to ask for an end: the training stops after its batch instead of dying in it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from nnstudio.engine.run import Run


@contextmanager
def stopping(run: Run) -> Iterator[list[int]]:
    """While the block lasts, a signal stops the run and is added to the list; a second Ctrl+C does not wait for it."""
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        if received and number == signal.SIGINT:
            raise KeyboardInterrupt
        received.append(number)
        run.stop()

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
