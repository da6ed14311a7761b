"""Trained networks to export, and a Python that has nothing but NumPy to read them with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import DataDescription, PreparedData
from nnstudio.data.target import TargetDescription
from nnstudio.engine.fitting import fitted_to
from nnstudio.engine.model import Model
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Document
from nnstudio.network.graph import Network
from nnstudio.network.index_checks import looked_up
from nnstudio.network.json_format import read_document_file
from nnstudio.network.preparing import prepare_data
from nnstudio.paths import resource
from nnstudio.project.trained import TrainedModel

_STRANGER = """
    import builtins, runpy, sys

    allowed = {*sys.stdlib_module_names, "numpy"}

    class OnlyNumPy:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] not in allowed:
                raise ImportError(f"{name} is not there")

    sys.meta_path.insert(0, OnlyNumPy())
    import numpy as np

    module, function, rows, results = sys.argv[1:]
    with np.load(rows) as arrays:
        predictions = runpy.run_path(module)[function](*(arrays[name] for name in arrays))
    np.save(results, predictions)
"""


def predicted_elsewhere(module: Path, inputs: Mapping[str, Array], function: str = "predict") -> Array:
    """What the module predicts in a Python of its own, in which only NumPy can be imported."""
    rows, results = module.with_name("rows.npz"), module.with_name("results.npy")
    np.savez(rows, **inputs)
    command = [sys.executable, "-I", "-W", "error", "-c", dedent(_STRANGER), module, function, rows, results]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return np.load(results)


def with_random_weights(network: Network, seed: int = 0) -> TrainedModel:
    """A network as if it were trained, on data that needed no preparation."""
    model = Model(network)
    random = np.random.default_rng(seed)
    for slot in model.store.slots:
        slot.value[...] = random.normal(0, 0.5, slot.value.shape)
        if slot.name.endswith("variance"):
            slot.value[...] = random.uniform(0.5, 2, slot.value.shape)
    description = DataDescription(
        name="rows",
        rows=10,
        train_rows=10,
        validation_rows=0,
        test_rows=0,
        input_shapes={node.id: model.inference.shapes[node.id] for node in network.inputs},
        columns={node.id: (f"x {node.id}",) for node in network.inputs},
        ranges={node.id: (-2.0, 2.0) for node in network.inputs},
        targets={
            output: TargetDescription(names=("y",), kind="values", shape=shape)
            for output, shape in model.prediction_shapes.items()
        },
    )
    return TrainedModel(Document(name="random", network=network), model, FittedPreprocessing(), description)


def random_rows(trained: TrainedModel, count: int = 7) -> dict[str, Array]:
    random = np.random.default_rng(1)
    shapes, known = trained.description.input_shapes, looked_up(trained.document.network)
    rows = {name: random.normal(0, 1.5, (count, *shape)).astype(np.float32) for name, shape in shapes.items()}
    for name, node in known.items():
        rows[name] = random.integers(0, node.layer.largest_index + 1, rows[name].shape, np.int32)
    return rows


def template(name: str) -> Document:
    return read_document_file(resource(f"templates/{name}.json"))


def trained_on(document: Document, folder: Path | None = None, steps: int = 30) -> tuple[TrainedModel, PreparedData]:
    """A document after a few steps on its own data."""
    data = prepare_data(document, folder)
    trainer = Trainer(document, data)
    data = fitted_to(document, trainer.model, data)
    for _ in range(steps):
        trainer.advance()
    return TrainedModel(document, trainer.model, data.fitted, data.description), data
