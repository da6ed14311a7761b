"""The installed peers, each in a process of its own that waits for its turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A peer: the module that serves it, what must be installed, and the environment that it wants."""

    module: str
    needs: tuple[str, ...]
    environment: dict[str, str]


KINDS = {
    "torch": Kind("torch_peer", ("torch",), {}),
    "jax": Kind("keras_peer", ("keras", "jax"), {"KERAS_BACKEND": "jax"}),
    "tensorflow": Kind("keras_peer", ("keras", "tensorflow"), {"KERAS_BACKEND": "tensorflow"}),
    "keras-torch": Kind("keras_peer", ("keras", "torch"), {"KERAS_BACKEND": "torch"}),
    "scikit-learn": Kind("sklearn_peer", ("sklearn", "threadpoolctl"), {}),
}
_INTERPRETER = "NNSTUDIO_PEER_{}"
"""An environment variable that names the Python of a peer which lives elsewhere, such as NNSTUDIO_PEER_TENSORFLOW."""


class PeerProcess:
    """One peer; it sleeps while others have their turn."""

    def __init__(self, name: str) -> None:
        kind = KINDS[name]
        environment = {**os.environ, **kind.environment, "OPENBLAS_NUM_THREADS": str(os.cpu_count() or 1)}
        command = [_interpreter(name), "-m", "tests.benchmarks.peer_server", kind.module]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        self.name = name
        self.versions: dict[str, str] = self._answer()

    def open(self, workload: str) -> list[str]:
        """Get ready for a workload; returns the names of its entrants."""
        names: list[str] = self._ask("open", workload)
        return names

    def losses(self, entrant: str, count: int) -> list[float]:
        """Of an entrant's first batches."""
        found: list[float] = self._ask("losses", entrant, count)
        return found

    def step_seconds(self, entrant: str) -> float:
        """A round of steps."""
        return float(self._ask("step_seconds", entrant))

    def predict_seconds(self, entrant: str) -> float:
        """A round of predictions."""
        return float(self._ask("predict_seconds", entrant))

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, *request: Any) -> Any:
        assert self._process.stdin is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended; run tests.benchmarks.peer_server by hand to see why.")
        return json.loads(line)


@contextmanager
def peers(names: tuple[str, ...] = tuple(KINDS)) -> Iterator[list[PeerProcess]]:
    """Those of these peers that are installed, until the end of the block."""
    with ExitStack() as stack:
        started = [PeerProcess(name) for name in names if is_installed(name)]
        for peer in started:
            stack.callback(peer.close)
        yield started


def is_installed(name: str) -> bool:
    """Whether all that a peer needs is there."""
    return _interpreter(name) != sys.executable or all(find_spec(library) for library in KINDS[name].needs)


def _interpreter(name: str) -> str:
    return os.environ.get(_INTERPRETER.format(name.upper().replace("-", "_")), sys.executable)
