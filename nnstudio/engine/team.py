"""Threads that do the parts of a step at the same time.

A step's work is cut into parts in a fixed way, however many threads there are: what one member does alone, several do
sooner, with the same result bit for bit. NumPy lets other threads work while it computes, so the parts of large
networks run truly side by side; those of small ones are not worth a thread.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable

import numpy as np

from nnstudio.engine.arithmetic import arithmetic_context
from nnstudio.engine.plan import Part, Phase, run

_WARM_ROWS, _WARM_SIZE = 128, 784


class Team:
    """The caller and `size - 1` helping threads, which wait between two pieces of work and end with the team."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._helpers = [_Helper(number) for number in range(1, size)]
        self.close = weakref.finalize(self, _send_home, self._helpers)
        """Let the threads end; the team cannot be used any more."""
        for helper in self._helpers:
            helper.start()
        if self._helpers:
            self._run_parts(((_touch_packing_memory,),) * size)

    def run(self, phases: tuple[Phase, ...]) -> None:
        """One phase after the other, the parts of each at the same time. Raises what went wrong in any of them."""
        for phase in phases:
            if len(phase) == 1 or not self._helpers:
                for part in phase:
                    run(part)
            else:
                self._run_parts(phase)

    def _run_parts(self, phase: Phase) -> None:
        for helper in self._helpers:
            helper.begin(phase[helper.number :: self.size])
        try:
            for part in phase[:: self.size]:
                run(part)
        finally:
            errors = [error for helper in self._helpers if (error := helper.finish()) is not None]
        if errors:
            raise errors[0]


class _Helper:
    """A thread that waits for parts, does them, and waits again."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._parts: tuple[Part, ...] | None = None
        self._error: BaseException | None = None
        self._to_do, self._done = threading.Lock(), threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"training-{number + 1}", daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._to_do.acquire()
        self._done.acquire()
        self._thread.start()

    def begin(self, parts: tuple[Part, ...]) -> None:
        """Do these parts now."""
        self._parts = parts
        self._to_do.release()

    def finish(self) -> BaseException | None:
        """Wait until they are done; returns what went wrong."""
        self._done.acquire()
        error, self._error = self._error, None
        return error

    def end(self) -> None:
        """Let the thread go home."""
        self._parts = None
        self._to_do.release()
        self._thread.join()

    def _work(self) -> None:
        arithmetic = arithmetic_context()
        while True:
            self._to_do.acquire()
            if self._parts is None:
                return
            arithmetic.run(self._do, self._parts)
            self._done.release()

    def _do(self, parts: tuple[Part, ...]) -> None:
        try:
            for part in parts:
                run(part)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
            self._error = error


def _send_home(helpers: Iterable[_Helper]) -> None:
    for helper in helpers:
        helper.end()


def _touch_packing_memory() -> None:
    """The first products of a thread in OpenBLAS are up to three times slower, until it has touched its memory."""
    np.dot(np.zeros((_WARM_ROWS, _WARM_SIZE), np.float32), np.zeros((_WARM_SIZE, _WARM_SIZE), np.float32))
