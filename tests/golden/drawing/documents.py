"""Whole documents with their rows and their initial weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.kernels import Array, Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.network.inference import infer
from nnstudio.network.json_format import document_from_json
from tests.golden.drawing.callbacks import drawn_callbacks
from tests.golden.drawing.networks import COMPUTING, NoFitError, Sketch, drawn_body
from tests.golden.drawing.outputs import Output, drawn_outputs, training_of
from tests.golden.drawing.tables import Rng, one_of
from tests.golden.drawing.values import chosen, drawable

DOCUMENT, ROWS, INITIAL = "document.json", "data.npz", "initial.safetensors"
WEIGHTS = "sample_weights"
"""The array that tells how much each row counts."""
CLIPPING = ("clipnorm", "clipvalue", "global_clipnorm")


@dataclass(frozen=True)
class Drawn:
    """A training to compare: a document, its rows, and the weights that it begins with."""

    document: dict[str, Any]
    rows: Mapping[str, Array]
    initial: Mapping[str, Array]

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DOCUMENT).write_text(json.dumps(self.document, indent=1) + "\n", encoding="utf-8")
        np.savez(folder / ROWS, **self.rows)
        safetensors.numpy.save_file(dict(self.initial), folder / INITIAL)


def drawn(seed: int, number: int) -> Drawn:
    """The training of this number: every type of the catalog gets its turn."""
    rng = np.random.default_rng([seed, number])
    layer, activation, loss, metric, optimizer = (
        _turn(types, seed, number)
        for types in (COMPUTING, *map(drawable, (ActivationFunction, Loss, Metric, Optimizer)))
    )
    sketch, outputs = _with_outputs(layer, activation, loss, metric, rng)
    _freeze_some(sketch, outputs, rng)
    if rng.random() < 0.2:
        sketch.enclose({output.node for output in outputs})
    document = _document(sketch, outputs, _optimizer(optimizer, rng), rng)
    return Drawn(document, _rows(sketch, outputs, document["data"], rng), _initial_weights(document, rng))


def _with_outputs(
    layer: type[Layer], activation: type[ActivationFunction], loss: type[Loss], metric: type[Metric], rng: Rng
) -> tuple[Sketch, list[Output]]:
    """A network that can be brought to its outputs."""
    while True:
        try:
            sketch = drawn_body(layer, activation, rng)
            return sketch, drawn_outputs(sketch, loss, metric, rng)
        except NoFitError:
            continue


def _turn(types: Sequence[type[Any]], seed: int, number: int) -> type[Any]:
    """Round after round through all types, each round in an order of its own."""
    turn, place = divmod(number, len(types))
    return types[int(np.random.default_rng([seed, turn, len(types)]).permutation(len(types))[place])]


def _optimizer(optimizer: type[Optimizer], rng: Rng) -> dict[str, Any]:
    """An optimizer with a config; Keras takes one way of clipping at a time."""
    written = chosen(optimizer, rng)
    given = [name for name in CLIPPING if name in written["config"]]
    for name in given[1:]:
        del written["config"][name]
    return written


def _freeze_some(sketch: Sketch, outputs: Sequence[Output], rng: Rng) -> None:
    fixed = {output.node for output in outputs} | set(sketch.inputs)
    for node in sketch.nodes:
        if node["id"] not in fixed and "shared_with" not in node and rng.random() < 0.08:
            node["trainable"] = False


def _document(sketch: Sketch, outputs: Sequence[Output], optimizer: dict[str, Any], rng: Rng) -> dict[str, Any]:
    training = training_of(outputs, rng)
    validates = bool(rng.random() < 0.5)
    split = {"validation_split": 0.25, "shuffle_split": False} if validates else {}
    counts = {"sample_weight": WEIGHTS} if "class_weight" not in training and rng.random() < 0.2 else {}
    targets: Any = {output.node: output.column for output in outputs}
    if len(outputs) == 1:
        targets = outputs[0].column
    elif counts:
        counts = {"sample_weight": dict.fromkeys(targets, WEIGHTS)}
    return {
        "format": "nnstudio",
        "version": 1,
        "network": {"nodes": sketch.nodes, "edges": sketch.edges},
        "data": {
            "source": ROWS,
            "inputs": {name: [name] for name in sketch.inputs},
            "target": targets,
            **counts,
            **split,
        },
        "training": {
            **training,
            "optimizer": optimizer,
            "callbacks": drawn_callbacks(optimizer, rng, validates=validates),
            "epochs": int(rng.integers(1, 5)),
            "batch_size": one_of(4, 8, 12)(rng),
            "shuffle": False,
        },
    }


def _rows(sketch: Sketch, outputs: Sequence[Output], data: dict[str, Any], rng: Rng) -> dict[str, Array]:
    count = one_of(24, 32, 29)(rng)
    rows = {name: _inputs(sketch, name, (count, *shape), rng) for name, shape in sketch.inputs.items()}
    targets = {output.column: output.question.target(rng, (count, *sketch.shapes[output.node])) for output in outputs}
    weights = {WEIGHTS: rng.choice(np.float32([0, 0.5, 1, 2]), count)} if "sample_weight" in data else {}
    return rows | targets | weights


def _inputs(sketch: Sketch, name: str, shape: tuple[int, ...], rng: Rng) -> Array:
    if sketch.types[name] == "int32":
        return rng.integers(0, sketch.largest_index + 1, shape, np.int32)
    rows = rng.normal(size=shape).astype(np.float32)
    if len(shape) > 2 and rng.random() < 0.4:
        rows[rng.random(shape[:2]) < 0.3] = 0  # steps that Masking hides
    return rows


def _initial_weights(document: dict[str, Any], rng: Rng) -> dict[str, Array]:
    """Weights of the size that good initializers give, none of them zero."""
    inference = infer(document_from_json(document).network)
    return {
        f"{node}/{name}": _weight(name, spec.shape, rng)
        for node, specs in inference.weights.items()
        for name, spec in specs.items()
    }


def _weight(name: str, shape: Shape, rng: Rng) -> Array:
    if name.endswith("variance"):
        return rng.uniform(0.5, 2.0, shape).astype(np.float32)
    if name.endswith("count"):
        return np.zeros(shape, np.float32)
    if name.endswith("gamma"):
        return rng.normal(1.0, 0.2, shape).astype(np.float32)
    scale = 1 / math.sqrt(max(1, math.prod(shape[:-1]))) if len(shape) > 1 else 0.2
    return np.asarray(rng.normal(size=shape) * scale, np.float32)
