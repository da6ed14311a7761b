"""The table of what is promised beside other libraries; then every other benchmark.

    python -m tests.benchmarks [ROW ...] [--save]

A row goes by its key, such as W3 or "W3 busy"; without any, all rows are measured and the other benchmarks follow, each
in a process of its own. With --save the rows are kept in resources/benchmarks, as JSON and as the picture that
README.md shows, beside those of the same computer that were measured before. Peers come with the extra `bench`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks import first_step, peers, prediction, processes
from tests.benchmarks.chart import write_chart
from tests.benchmarks.heading import heading, machine
from tests.benchmarks.peer_process import PeerProcess
from tests.benchmarks.peer_process import peers as started_peers
from tests.benchmarks.table import FILE, HEADER, Row, store
from tests.benchmarks.workloads import WORKLOADS

KEYS = [
    *(workload.name for workload in WORKLOADS),
    *peers.BUSY.values(),
    *first_step.KEYS.values(),
    processes.TIME,
    prediction.KEY,
    processes.MEMORY,
]
_OTHERS = ("gathering", "scaling", "layers", "steps", "compile", "memory", "window", "canvas", "doctor", "editing")


def main(arguments: list[str]) -> None:
    """Measure, print, and keep what is to be kept."""
    keys = [argument for argument in arguments if argument != "--save"]
    unknown = set(keys) - set(KEYS)
    if unknown:
        sys.exit(f"There is no row {min(unknown)!r}. The rows are {', '.join(KEYS)}.")
    with started_peers() as started:
        found = machine({library: version for peer in started for library, version in peer.versions.items()})
        print(heading(found), HEADER, sep="\n", flush=True)
        measured = []
        for row in _rows(keys or KEYS, started):
            print(row.line(), flush=True)
            measured.append(row)
    if "--save" in arguments:
        write_chart(FILE.with_name("table.svg"), store(found, measured, KEYS), heading({**found, "peers": {}}))
    if not keys:
        for name in _OTHERS:
            print(f"\n{name}", flush=True)
            subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False)


def _rows(keys: list[str], started: list[PeerProcess]) -> Iterator[Row]:
    yield from peers.rows(keys, started)
    yield from first_step.rows(keys)
    yield from processes.rows(keys)
    yield from prediction.rows(keys, started)


if __name__ == "__main__":
    main(sys.argv[1:])
