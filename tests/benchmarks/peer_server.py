"""A peer in a process of its own, which does what it is told: one request a line, one answer a line, both JSON.

    python -m tests.benchmarks.peer_server torch_peer

A process of its own, so that the threads of one library do not disturb another's, and that each finds the
environment that it wants.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.entrants import Entrant
from tests.benchmarks.workloads import WORKLOADS


def serve(name: str) -> None:
    """Answer until nothing is asked any more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    for answer in _answers(import_module(f"tests.benchmarks.{name}")):
        print(json.dumps(answer), file=answers, flush=True)


def _answers(peer: Any) -> Iterator[Any]:
    yield {library: version(library) for library in peer.LIBRARIES}
    entrants: dict[str, Entrant] = {}
    workloads = {workload.name: workload for workload in WORKLOADS}
    with TemporaryDirectory() as folder:
        for line in sys.stdin:
            wish, name, *arguments = json.loads(line)
            if wish == "open":
                entrants = peer.entrants(workloads[name], Path(folder))
                yield list(entrants)
            else:
                yield getattr(entrants[name], wish)(*arguments)


if __name__ == "__main__":
    serve(sys.argv[1])
