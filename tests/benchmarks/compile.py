"""How the time from Train to the first step grows with the number of nodes; printed, never asserted.

    python -m tests.benchmarks.compile

Goal: 1,000 nodes in under a second. A deep network is one chain of Dense layers; a residual one adds what every third
layer gives to what it got. Times are the best of three: shapes inferred, problems looked for, a plan for training
compiled, and all of a trainer, which holds them all.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from time import perf_counter

import numpy as np

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.engine.trainer import Trainer
from nnstudio.network.checks import check
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import infer
from tests.engine.trainings import prepared

_COUNTS = (125, 250, 500, 1000, 2000)
_WIDTH = 8
_ROWS = 64
_ROUNDS = 3


def main() -> None:
    """Time both kinds of networks."""
    print(f"{'ms':<10} {'nodes':>6} {'infer':>8} {'check':>8} {'compile':>8} {'trainer':>8}")
    for name, make in (("deep", _deep), ("residual", _residual)):
        for count in _COUNTS:
            print(f"{name:<10} {count:>6} " + " ".join(f"{1e3 * seconds:8.1f}" for seconds in _times(make(count))))


def _deep(count: int) -> Network:
    names = ["input", *(f"dense_{number}" for number in range(count - 1))]
    nodes = [Node(id="input", layer=Input(shape=(_WIDTH,)))]
    nodes += [Node(id=name, layer=Dense(units=_WIDTH)) for name in names[1:]]
    return Network(tuple(nodes), tuple(map(Edge, names, names[1:])))


def _residual(count: int) -> Network:
    nodes, edges = [Node(id="input", layer=Input(shape=(_WIDTH,)))], []
    while len(nodes) < count - 1:
        before, first, second, added = nodes[-1].id, *(f"{kind}_{len(nodes)}" for kind in ("first", "second", "add"))
        nodes += [Node(id=first, layer=Dense(units=_WIDTH)), Node(id=second, layer=Dense(units=_WIDTH))]
        nodes += [Node(id=added, layer=Add())]
        edges += [Edge(before, first), Edge(first, second), Edge(before, added, 0), Edge(second, added, 1)]
    return Network(tuple(nodes), tuple(edges))


def _times(network: Network) -> list[float]:
    rows = np.zeros((_ROWS, _WIDTH))
    document, data = Document(network=network), prepared({"input": rows}, rows)
    with closing(Trainer(document, data)) as trainer:
        tasks: list[Callable[[], object]] = [
            lambda: infer(Network(network.nodes, network.edges)),
            lambda: check(document, data.description),
            lambda: trainer._plans.compile(trainer.plan.batch),
            lambda: Trainer(document, data).close(),
        ]
        return [min(map(_seconds, [task] * _ROUNDS)) for task in tasks]


def _seconds(task: Callable[[], object]) -> float:
    started = perf_counter()
    task()
    return perf_counter() - started


if __name__ == "__main__":
    main()
