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
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.network.inference import infer
from nnstudio.network.json_format import document_from_json
from tests.golden.drawing.callbacks import drawn_callbacks
from tests.golden.drawing.networks import COMPUTING, Sketch, drawn_body
from tests.golden.drawing.objectives import LABELS, Question, drawn_loss, drawn_metrics
from tests.golden.drawing.tables import Rng, one_of
from tests.golden.drawing.values import chosen, drawable

DOCUMENT, ROWS, INITIAL = "document.json", "data.npz", "initial.safetensors"
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
    layer, activation, loss_type, metric, optimizer_type = (
        _turn(types, seed, number)
        for types in (COMPUTING, *map(drawable, (ActivationFunction, Loss, Metric, Optimizer)))
    )
    sketch = drawn_body(layer, activation, rng)
    loss, question = drawn_loss(loss_type, rng)
    output = _head(sketch, question, rng)
    metrics = drawn_metrics(metric, loss, sketch.shapes[output], rng)
    optimizer = _optimizer(optimizer_type, rng)
    _freeze_some(sketch, rng)
    if rng.random() < 0.2:
        sketch.enclose()
    document = _document(sketch, loss, metrics, optimizer, rng)
    return Drawn(document, _rows(sketch, question, output, rng), _initial_weights(document, rng))


def _turn(types: Sequence[type[Any]], seed: int, number: int) -> type[Any]:
    """Round after round through all types, each round in an order of its own."""
    turn, place = divmod(number, len(types))
    return types[int(np.random.default_rng([seed, turn, len(types)]).permutation(len(types))[place])]


def _head(sketch: Sketch, question: Question, rng: Rng) -> str:
    """Join all that is loose, and answer the question."""
    loose = sketch.loose
    is_sequence = len(loose) == 1 and len(sketch.shapes[loose[0]]) == 2
    keeps_axes = is_sequence and question.target is not LABELS.target and rng.random() < 0.5
    flat = loose if keeps_axes else [_flattened(sketch, name) for name in loose]
    body = flat[0] if len(flat) == 1 else sketch.place("Concatenate", {}, flat)
    units = int(rng.integers(question.least_units, question.most_units + 1))
    return sketch.place("Dense", {"units": units, "activation": question.activation}, [body])


def _flattened(sketch: Sketch, name: str) -> str:
    return name if len(sketch.shapes[name]) == 1 else sketch.place("Flatten", {}, [name])


def _optimizer(optimizer: type[Optimizer], rng: Rng) -> dict[str, Any]:
    """An optimizer with a config; Keras takes one way of clipping at a time."""
    written = chosen(optimizer, rng)
    given = [name for name in CLIPPING if name in written["config"]]
    for name in given[1:]:
        del written["config"][name]
    return written


def _freeze_some(sketch: Sketch, rng: Rng) -> None:
    for node in sketch.nodes[:-1]:
        if node["type"] != "Input" and "shared_with" not in node and rng.random() < 0.08:
            node["trainable"] = False


def _document(
    sketch: Sketch, loss: dict[str, Any], metrics: list[Any], optimizer: dict[str, Any], rng: Rng
) -> dict[str, Any]:
    validates = bool(rng.random() < 0.5)
    split = {"validation_split": 0.25, "shuffle_split": False} if validates else {}
    return {
        "format": "nnstudio",
        "version": 1,
        "network": {"nodes": sketch.nodes, "edges": sketch.edges},
        "data": {"source": ROWS, "inputs": {name: [name] for name in sketch.inputs}, "target": "y", **split},
        "training": {
            "loss": loss,
            "optimizer": optimizer,
            "metrics": metrics,
            "callbacks": drawn_callbacks(optimizer, rng, validates=validates),
            "epochs": int(rng.integers(1, 5)),
            "batch_size": one_of(4, 8, 12)(rng),
            "shuffle": False,
        },
    }


def _rows(sketch: Sketch, question: Question, output: str, rng: Rng) -> dict[str, Array]:
    count = one_of(24, 32, 29)(rng)
    rows = {name: _inputs(sketch, name, (count, *shape), rng) for name, shape in sketch.inputs.items()}
    return rows | {"y": question.target(rng, (count, *sketch.shapes[output]))}


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
