"""What an edit costs with inference and doctor, and how long the search for repairs takes.

    python -m tests.benchmarks.doctor

Printed, never asserted (goal: an edit under 16 ms, so that no frame is lost).
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.document import Document
from nnstudio.network.inference import Inference, infer
from tests.network.descriptions import SPECIES, described
from tests.network.networks import chain

SIZES = (100, 300, 1000)
ROUNDS = 15
PICTURE = (16, 16, 3)
DATA = described(SPECIES, input=PICTURE)


def deep_network(nodes: int) -> Document:
    """Convolutions and normalizations in one long line, and an output for three classes."""
    pairs = (
        (Conv2D(filters=8, kernel_size=(3, 3), padding="same", activation=Relu()), BatchNormalization())
        for _ in range(nodes // 2 - 2)
    )
    return chain(Input(shape=PICTURE), *(layer for pair in pairs for layer in pair), Flatten(), Dense(units=3))


def main() -> None:
    """One line for each size."""
    for size in SIZES:
        sound = deep_network(size)
        broken = apply(sound, edits.insert_on_edge(sound, sound.network.edges[size // 2], Flatten(), (0, 0)))
        case = Case(broken, infer(broken.network), DATA)
        problem = check(broken, DATA, case.inference)[0]
        known = infer(sound.network)
        edit = _milliseconds(lambda number, sound=sound, known=known: _edit(sound, known, number))
        search = _milliseconds(lambda _, case=case, problem=problem: repairs(case, problem))
        print(f"{size:5} nodes: an edit {edit:6.1f} ms, the search for repairs {search:6.1f} ms")


def _edit(document: Document, known: Inference, number: int) -> None:
    """Set the filters of a convolution near the Input, as a session does it."""
    after = apply(document, edits.set_fields(document, [document.network.nodes[1].id], filters=9 + number))
    check(after, DATA, infer(after.network, known))


def _milliseconds(work: Callable[[int], object]) -> float:
    times = []
    for number in range(ROUNDS):
        begun = perf_counter()
        work(number)
        times.append(perf_counter() - begun)
    return 1000 * median(times)


if __name__ == "__main__":
    main()
