"""What trainings were predicted to take of memory, and what they took; printed, never asserted.

    python -m tests.benchmarks.memory [NAME ...]

Goal: within 25 %. Each training runs in a process of its own, as `nnstudio train` would run it. What counts is by how
much the process grows at most (Linux tells), from the moment at which its data are there.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from nnstudio.cli.recorders import Memory
from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.engine.run import Run
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource
from tests.benchmarks.workloads import WORKLOADS

_TEMPLATES = ("square", "spiral", "iris", "diabetes", "waves", "tide", "digits-mlp", "digits-cnn")
_EPOCHS = 2
_CHILD = "--child"


def main(names: list[str]) -> None:
    """Run every training, or those of these names."""
    print(f"{'MB':<12} {'weights':>8} {'plans':>8} {'predicted':>9} {'took':>8} {'ratio':>6}")
    for name in names or [*_TEMPLATES, *(workload.name for workload in WORKLOADS)]:
        command = [sys.executable, "-m", "tests.benchmarks.memory", _CHILD, name]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        sizes = [found[key] / 1e6 for key in ("weights", "plans", "predicted", "took")]
        ratio = found["predicted"] / max(found["took"], 1)
        print(f"{name:<12} " + " ".join(f"{size:8.1f}" for size in sizes) + f"  {ratio:6.2f}", flush=True)


def _child(name: str) -> None:
    """Train, and print what was predicted and what it took."""
    with TemporaryDirectory() as folder:
        document, data = _training(name, Path(folder))
    trainers: list[Trainer] = []

    def make() -> tuple[Trainer, Memory]:
        trainers.append(Trainer(document, data))
        return trainers[0], Memory()

    ctypes.CDLL(None).malloc_trim(0)  # what preparing the data has freed is not to hide what the training takes
    before = _forget_peak()
    run = Run(make)
    run.start()
    while run.snapshot.epoch < _EPOCHS and not run.join(0):
        sleep(0.01)
    run.stop()
    run.join()
    need = trainers[0].memory
    found = {"weights": need.weights, "plans": need.plans, "predicted": need.total, "took": _status("VmHWM") - before}
    print(json.dumps(found))


def _training(name: str, folder: Path) -> tuple[Document, PreparedData]:
    for workload in WORKLOADS:
        if workload.name == name:
            return workload.prepared(folder)
    document = read_document_file(resource(f"templates/{name}.json"))
    return document, prepare(document.data, None, tuple(node.id for node in document.network.inputs))


def _forget_peak() -> int:
    """Let the peak begin anew; returns what the process takes now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


if __name__ == "__main__":
    if sys.argv[1:2] == [_CHILD]:
        _child(sys.argv[2])
    else:
        main(sys.argv[1:])
