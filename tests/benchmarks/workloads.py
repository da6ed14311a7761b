"""The networks whose steps are timed against other frameworks: documents, rows and first weights, drawn from one seed.

They are those that people build here, from a straight line to a transformer block. The rows are random: a step takes
as long as with real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json

Node = dict[str, Any]
ADAM = {"type": "Adam", "config": {"learning_rate": 0.001}}
CLASSES = 10


@dataclass(frozen=True)
class Workload:
    """A training to be timed: `make` gives its nodes, and rows of data with their targets."""

    name: str
    what: str
    goal: float
    batch: int
    steps: int
    make: Callable[[np.random.Generator, int], tuple[list[Node], np.ndarray, np.ndarray]]
    loss: str = "SparseCategoricalCrossentropy"
    optimizer: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """The document as JSON values; its data lies beside it in rows.npz."""
        nodes, _, _ = self._made()
        edges = [
            {"source": source, "target": node["id"], "port": port}
            for node in nodes
            for port, source in enumerate(node.pop("from"))
        ]
        config = {} if self.loss == "MeanSquaredError" else {"from_logits": True}
        return {
            "format": "nnstudio",
            "version": 1,
            "name": self.name,
            "network": {"nodes": nodes, "edges": edges},
            "data": {"source": "rows.npz", "validation_split": 0.0},
            "training": {
                "loss": {"type": self.loss, "config": config},
                "optimizer": self.optimizer or ADAM,
                "metrics": [],
                "epochs": 1_000_000,
                "batch_size": self.batch,
                "shuffle": False,
            },
        }

    def rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets of an epoch."""
        _, x, y = self._made()
        return x, y

    def prepared(self, folder: Path) -> tuple[Document, PreparedData]:
        """The document and its data, by way of a file, as everybody's data comes."""
        self.write(folder)
        return self.read(folder)

    def write(self, folder: Path) -> None:
        """The file of its rows."""
        x, y = self.rows()
        np.savez(folder / "rows.npz", x=x, y=y)

    def read(self, folder: Path) -> tuple[Document, PreparedData]:
        """The document and its data, whose file lies in the folder."""
        document = document_from_json(self.document())
        return document, prepare(document.data, folder, tuple(node.id for node in document.network.inputs))

    def _made(self) -> tuple[list[Node], np.ndarray, np.ndarray]:
        return self.make(np.random.default_rng(7), self.batch * self.steps)


def _node(name: str, kind: str, *sources: str, **config: Any) -> Node:
    return {"id": name, "type": kind, "config": config, "from": list(sources)}


def chain(shape: tuple[int, ...], *layers: tuple[str, dict[str, Any]]) -> list[Node]:
    """Layers one after the other, each with its fields."""
    nodes = [_node("input", "Input", shape=list(shape))]
    for number, (kind, config) in enumerate(layers, 1):
        nodes.append(_node(f"{kind.lower()}_{number}", kind, nodes[-1]["id"], **config))
    return nodes


def _dense(units: int, activation: str = "linear") -> tuple[str, dict[str, Any]]:
    return "Dense", {"units": units, "activation": activation}


def _convolution(filters: int, size: int, **config: Any) -> tuple[str, dict[str, Any]]:
    return "Conv2D", {"filters": filters, "kernel_size": [size, size], "activation": "relu", **config}


def _square(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    x = rng.random((count, 1), np.float32)
    return chain((1,), _dense(1)), x, x * x


def _spiral(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    turn = np.linspace(0.25, 4 * np.pi, count // 2)
    arm = np.stack([turn * np.cos(turn), turn * np.sin(turn)], 1) / 12
    x = np.concatenate([arm, -arm]) + rng.normal(0, 0.01, (count, 2))
    y = np.repeat([0.0, 1.0], count // 2)[:, None]
    order = rng.permutation(count)
    return (
        chain((2,), _dense(8, "tanh"), _dense(8, "tanh"), _dense(1)),
        x[order].astype(np.float32),
        y[order].astype(np.float32),
    )


def _classified(nodes: list[Node], rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    """Random rows for a network that tells classes apart."""
    x = rng.random((count, *nodes[0]["config"]["shape"]), np.float32)
    return nodes, x, rng.integers(0, CLASSES, count)


def _mlp(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    return _classified(chain((784,), _dense(512, "relu"), _dense(256, "relu"), _dense(CLASSES)), rng, count)


def _lenet(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    pool = ("MaxPooling2D", {})
    layers = [
        *(_convolution(6, 5, padding="same"), pool, _convolution(16, 5), pool),
        *(("Flatten", {}), _dense(120, "relu"), _dense(84, "relu"), _dense(CLASSES)),
    ]
    return _classified(chain((28, 28, 1), *layers), rng, count)


def _vgg(rng: np.random.Generator, count: int, *, normalized: bool = False) -> Any:
    def convolution(filters: int) -> list[tuple[str, dict[str, Any]]]:
        if not normalized:
            return [_convolution(filters, 3, padding="same")]
        plain = _convolution(filters, 3, padding="same")
        plain[1]["activation"] = "linear"
        return [plain, ("BatchNormalization", {}), ("ReLU", {})]

    pool = ("MaxPooling2D", {})
    layers = [
        *(*convolution(32), *convolution(32), pool, *convolution(64), *convolution(64), pool),
        *(("Flatten", {}), _dense(128, "relu"), _dense(CLASSES)),
    ]
    return _classified(chain((32, 32, 3), *layers), rng, count)


def _vgg_normalized(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    nodes: tuple[list[Node], np.ndarray, np.ndarray] = _vgg(rng, count, normalized=True)
    return nodes


def _lstm(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    return _classified(chain((50, 16), ("LSTM", {"units": 64}), _dense(CLASSES)), rng, count)


def _transformer(rng: np.random.Generator, count: int) -> tuple[list[Node], np.ndarray, np.ndarray]:
    nodes = [
        _node("input", "Input", shape=[32, 64]),
        _node("attention", "MultiHeadAttention", "input", num_heads=4, key_dim=16),
        _node("add_1", "Add", "input", "attention"),
        _node("norm_1", "LayerNormalization", "add_1"),
        _node("wide", "Dense", "norm_1", units=128, activation="relu"),
        _node("narrow", "Dense", "wide", units=64),
        _node("add_2", "Add", "norm_1", "narrow"),
        _node("norm_2", "LayerNormalization", "add_2"),
        _node("mean", "GlobalAveragePooling1D", "norm_2"),
        _node("output", "Dense", "mean", units=CLASSES),
    ]
    return _classified(nodes, rng, count)


SGD = {"type": "SGD", "config": {"learning_rate": 0.01}}
MOMENTUM = {"type": "SGD", "config": {"learning_rate": 0.01, "momentum": 0.9}}
FAST_ADAM = {"type": "Adam", "config": {"learning_rate": 0.01}}
WORKLOADS = (
    Workload("W1", "y = x², Dense(1), batch 100, SGD", 12, 100, 1, _square, "MeanSquaredError", SGD),
    Workload("W2", "spiral 2-8-8-1, batch 10, Adam", 10, 10, 50, _spiral, "BinaryCrossentropy", FAST_ADAM),
    Workload("W3", "MLP 784-512-256-10, batch 128, Adam", 1.1, 128, 40, _mlp),
    Workload("W4", "LeNet, batch 64, momentum", 2, 64, 20, _lenet, optimizer=MOMENTUM),
    Workload("W5", "small VGG, batch 64, Adam", 1.4, 64, 4, _vgg),
    Workload("W5bn", "the same with BatchNormalization", 1.3, 64, 4, _vgg_normalized),
    Workload("W6", "LSTM(64) over 50 steps, batch 64, Adam", 1.05, 64, 10, _lstm),
    Workload("W7", "transformer block, batch 64, Adam", 1.5, 64, 10, _transformer),
)
