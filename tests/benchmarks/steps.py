"""How long a step of a training takes, beside PyTorch; printed, never asserted.

    python -m tests.benchmarks.steps

A step is a batch, from choosing its rows to the changed weights. Ours also gathers the metrics. PyTorch (the extra
`bench`) trains the same network from the same weights on batches of the same rows, with one thread and with two; the
faster of the two counts. Without PyTorch only our own times are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from time import perf_counter

import numpy as np

from nnstudio.data.preparation import Samples, prepare
from nnstudio.engine.batches import spans
from nnstudio.engine.fitting import fitted_to
from nnstudio.engine.trainer import Trainer
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource

TEMPLATES = ("square", "spiral", "digits-mlp", "digits-cnn")
_ROUNDS = 7
_STEPS = 200
"""Steps of a round; rounds of ours and of PyTorch take turns, so that what else the computer does meets both."""


def main() -> None:
    """Time every template."""
    print(f"median µs a step   {'NN Studio':>9} {'PyTorch':>9} {'ratio':>6}  largest difference of first predictions")
    for name in TEMPLATES:
        document = read_document_file(resource(f"templates/{name}.json"))
        data = prepare(document.data, None, tuple(node.id for node in document.network.inputs))
        trainer = Trainer(document, data)
        rounds: dict[str, Callable[[], list[float]]] = {"ours": lambda trainer=trainer: _ours(trainer)}
        difference = None
        if find_spec("torch") is not None:
            samples = fitted_to(document, trainer.model, data).train
            difference = _add_torch(rounds, trainer, samples)
        times: dict[str, list[float]] = {key: [] for key in rounds}
        for _ in range(_ROUNDS):
            for key, measure in rounds.items():
                times[key].append(float(np.median(measure())))
        _report(name, {key: 1e6 * float(np.median(found)) for key, found in times.items()}, difference)


def _report(name: str, medians: dict[str, float], difference: float | None) -> None:
    ours = medians.pop("ours")
    if difference is None:
        print(f"{name:<18} {ours:>9.0f}           PyTorch is not installed: pip install -e .[bench]")
        return
    theirs = min(medians.values())
    print(f"{name:<18} {ours:>9.0f} {theirs:>9.0f} {theirs / ours:>5.1f}x  {difference:.0e}")


def _ours(trainer: Trainer) -> list[float]:
    """The times of steps that end no epoch."""
    times: list[float] = []
    while len(times) < _STEPS:
        started = perf_counter()
        row = trainer.advance()
        if row is None:
            times.append(perf_counter() - started)
    return times


def _add_torch(rounds: dict[str, Callable[[], list[float]]], trainer: Trainer, samples: Samples) -> float:
    """Add rounds of PyTorch with one thread and with two; returns how far its first predictions lie from ours."""
    import torch

    from tests.benchmarks.torch_peer import TorchPeer, probabilities

    first = np.arange(min(32, len(samples)))
    inputs = {name: values[first] for name, values in samples.inputs.items()}
    peers = {threads: TorchPeer(trainer, samples) for threads in (1, 2)}
    theirs = probabilities(trainer, peers[1].predict(first))

    def measure(threads: int) -> list[float]:
        torch.set_num_threads(threads)
        rows = _batches(trainer, len(samples))
        times: list[float] = []
        while len(times) < _STEPS:
            started = perf_counter()
            peers[threads].step(next(rows))
            times.append(perf_counter() - started)
        return times

    for threads in peers:
        rounds[f"torch {threads}"] = lambda threads=threads: measure(threads)
    return float(np.abs(theirs - trainer.model.predict(inputs)).max())


def _batches(trainer: Trainer, count: int) -> Iterator[np.ndarray]:
    """Rows of whole batches in ever new orders."""
    random = np.random.default_rng(0)
    size = trainer.document.training.batch_size
    while True:
        order = random.permutation(count)
        yield from (order[start : start + size] for start, taken in spans(count, size) if taken == size)


if __name__ == "__main__":
    main()
