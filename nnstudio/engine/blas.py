"""The library that multiplies matrices for NumPy: which it is, and how many threads it takes.

By itself it takes all processors for every product and waits for all of them: on a computer that has anything else to
do, such as drawing the window, networks then train many times slower. Plans share their work themselves, over slices
of the batch. So as long as any plan is in use, products are computed by the thread that asks for them; afterwards the
library is as it was. The setting is one for the whole process: what other threads multiply meanwhile takes one
processor as well.
"""

from __future__ import annotations

import threading
import weakref
from types import TracebackType
from typing import Any, Final

import numpy as np  # loads the library
from threadpoolctl import ThreadpoolController

from nnstudio.sentence import Sentence


class _OneThread:
    """Holds products to the thread that asks for them, from the first who enters to the last who leaves."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # an owner may be found dead by the thread that holds it
        self._inside = 0
        self._libraries: list[Any] | None = None
        self._before: list[int] = []

    def enter(self) -> None:
        """Begin; takes microseconds, so that it may be done for a single prediction, but not for every step."""
        with self._lock:
            if not self._inside:
                self._limit()
            self._inside += 1

    def leave(self) -> None:
        """Let the library have back what it had, unless others are still inside."""
        with self._lock:
            self._inside -= 1
            if not self._inside:
                for library, threads in zip(self._libraries or (), self._before, strict=True):
                    library.set_num_threads(threads)

    def while_alive(self, owner: object) -> weakref.finalize[..., object]:
        """Enter for an owner; leaves when the result is called or, at the latest, when the owner is gone."""
        self.enter()
        return weakref.finalize(owner, self.leave)

    def __enter__(self) -> None:
        self.enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def _limit(self) -> None:
        if self._libraries is None:
            self._libraries = _libraries()
        self._before = [library.get_num_threads() for library in self._libraries]
        for library in self._libraries:
            library.set_num_threads(1)


ONE_THREAD: Final = _OneThread()
"""The one for this process, since the libraries are those of the process."""


def numpy_name() -> str:
    """NumPy with its version and that of the library."""
    return Sentence("NumPy {version} with {library}", version=np.__version__, library=blas_name())


def blas_name() -> str:
    """The library with its version, and for which processors it was made, such as OpenBLAS 0.3.31 (Haswell)."""
    for library in _libraries():
        found = library.info()
        name = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS"}.get(found["internal_api"], found["internal_api"])
        version = ".".join((found["version"] or "").split(".")[:3])
        kernels = found.get("architecture")
        return " ".join(filter(None, (name, version, f"({kernels})" if kernels else "")))
    return Sentence("an unknown library")


def _libraries() -> list[Any]:
    return ThreadpoolController().select(user_api="blas").lib_controllers  # type: ignore[no-any-return]  # untyped
