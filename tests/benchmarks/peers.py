"""How long a step takes beside PyTorch and Keras, interleaved in one run; printed, never asserted.

    python -m tests.benchmarks.peers [W1 W2 ...]

Every peer trains the same network from the same weights on the same batches. Rounds of ours and of theirs take turns,
so that what else the computer does meets all. The best peer counts. Peers come with the extra `bench`; those that are
not installed are left out. The losses of the first steps are compared, so that all do compute the same.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from nnstudio.data.preparation import Samples
from nnstudio.engine.fitting import fitted_to
from nnstudio.engine.trainer import Trainer
from tests.benchmarks.workloads import WORKLOADS, Workload

_ROUNDS = 7
_ROUND_SECONDS = 0.4
_COMPARED = 3
Step = Callable[[int], float]
"""Trains on a batch by its number and returns its loss."""


def main(names: list[str]) -> None:
    """Time the workloads of these names, or all."""
    print(f"{'ms a step':<44}{'NN Studio':>10}  {'best peer':<22}{'ratio':>6} {'goal':>5}  losses differ by")
    for workload in WORKLOADS:
        if not names or workload.name in names:
            _report(workload)


def _report(workload: Workload) -> None:
    with TemporaryDirectory() as folder:
        steps = _steps(workload, Path(folder))
        losses = {name: [step(number % workload.steps) for number in range(_COMPARED)] for name, step in steps.items()}
        times = _interleaved(steps, workload.steps)
    ours, peers = times.pop("NN Studio"), times
    title = f"{workload.name} {workload.what}"
    if not peers:
        print(f"{title:<44}{ours:>10.3f}  no peer is installed: pip install -e .[bench]")
        return
    best = min(peers, key=lambda name: peers[name])
    apart = max(np.max(np.abs(np.subtract(losses["NN Studio"], losses[name]))) for name in peers)
    ratio = peers[best] / ours
    print(f"{title:<44}{ours:>10.3f}  {best:<12}{peers[best]:>10.3f}{ratio:>6.2f}x {workload.goal:>4}x  {apart:.0e}")
    print(json.dumps({"workload": workload.name, "ours": ours, **peers}), file=sys.stderr)


def _steps(workload: Workload, folder: Path) -> dict[str, Step]:
    document, data = workload.prepared(folder)
    trainer = Trainer(document, data)
    samples = fitted_to(document, trainer.model, data).train
    steps: dict[str, Step] = {"NN Studio": lambda _: (trainer.advance(), trainer.batch_loss)[1]}
    if find_spec("torch") is not None:
        steps |= _torch_steps(trainer, samples, workload.batch)
    if find_spec("keras") is not None:
        steps |= _keras_steps(workload, trainer)
    return steps


def _torch_steps(trainer: Trainer, samples: Samples, batch: int) -> dict[str, Step]:
    import torch

    from tests.benchmarks.torch_peer import TorchPeer

    layouts = {"": torch.contiguous_format}
    if next(iter(samples.inputs.values())).ndim == 4:
        layouts[" last"] = torch.channels_last
    found: dict[str, Step] = {}
    for threads in range(1, (os.cpu_count() or 1) + 1):
        for suffix, layout in layouts.items():
            peer = TorchPeer(trainer, samples, layout)

            def step(number: int, peer: TorchPeer = peer, threads: int = threads) -> float:
                torch.set_num_threads(threads)
                return peer.step(np.arange(number * batch, (number + 1) * batch))

            found[f"torch {threads}{suffix}"] = step
    return found


def _keras_steps(workload: Workload, trainer: Trainer) -> dict[str, Step]:
    """A step of Keras' own loop: `fit` over an epoch, of which each step is a part."""
    import keras

    from tests.golden.recorders import document_model

    model = document_model.model(workload.document())
    weights = trainer.model.store.named()
    for layer in model.layers:
        for variable in layer.weights:
            variable.assign(weights[f"{layer.name}/{document_model.weight_name(variable)}"])
    x, y = workload.rows()
    size = workload.batch

    def step(number: int) -> float:
        batch = slice(number * size, (number + 1) * size)
        return float(np.asarray(model.train_on_batch(x[batch], y[batch])).reshape(-1)[0])

    return {f"Keras {keras.backend.backend()}": step}


def _interleaved(steps: dict[str, Step], count: int) -> dict[str, float]:
    """The median time of a step in milliseconds, of the rounds' medians."""
    medians: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(_ROUNDS):
        for name, step in steps.items():
            medians[name].append(_median_of_round(step, count))
    return {name: 1e3 * float(np.median(found)) for name, found in medians.items()}


def _median_of_round(step: Step, count: int) -> float:
    times: list[float] = []
    end = perf_counter() + _ROUND_SECONDS
    while perf_counter() < end or len(times) < _COMPARED:
        started = perf_counter()
        step(len(times) % count)
        times.append(perf_counter() - started)
    return float(np.median(times))


if __name__ == "__main__":
    main(sys.argv[1:])
