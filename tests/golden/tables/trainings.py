"""The whole trainings to record: a document in our own format, and how its rows are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class TrainingCase:
    name: str
    rows: str  # a function of recorders/samples.py
    nodes: list[dict[str, Any]]
    edges: list[tuple[str, str, int]]
    training: dict[str, Any]
    validation_split: float = 0.0

    def document(self) -> dict[str, Any]:
        """The document that trains on the recorded arrays x and y, row after row as they stand."""
        return {
            "format": "nnstudio",
            "version": 1,
            "name": self.name,
            "network": {
                "nodes": self.nodes,
                "edges": [{"source": source, "target": target, "port": port} for source, target, port in self.edges],
            },
            "data": {
                "source": "data.npz",
                "target": "y",
                "validation_split": self.validation_split,
                "shuffle_split": False,
            },
            "training": {**self.training, "shuffle": False},
        }


def node(id: str, type: str, **config: Any) -> dict[str, Any]:  # noqa: A002 (the document's own keys)
    return {"id": id, "type": type, "config": config}


def thing(type: str, **config: Any) -> dict[str, Any]:  # noqa: A002 (the document's own key)
    return {"type": type, "config": config}


def chain(nodes: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    ids = [entry["id"] for entry in nodes]
    return [(source, target, 0) for source, target in pairwise(ids)]


SQUARE = [
    node("input", "Input", shape=[1]),
    node("hidden", "Dense", units=8, activation="relu"),
    node("output", "Dense", units=1),
]

RINGS = [
    node("input", "Input", shape=[2]),
    node("first", "Dense", units=8, activation="tanh", kernel_regularizer=thing("L2", l2=0.005)),
    node("second", "Dense", units=8, activation="tanh"),
    node("output", "Dense", units=1, activation="sigmoid"),
]

PICTURES = [
    node("input", "Input", shape=[8, 8, 1]),
    node("conv", "Conv2D", filters=4, kernel_size=3, padding="same", activation="relu"),
    node("normalize", "BatchNormalization"),
    node("pool", "MaxPooling2D"),
    node("flatten", "Flatten"),
    node("output", "Dense", units=10, activation="softmax"),
]

BRANCHES = [
    node("input", "Input", shape=[5]),
    node("left", "Dense", units=6, activation="tanh"),
    node("right", "Dense", units=6, activation="gelu"),
    node("normalize", "LayerNormalization"),
    node("sum", "Add"),
    node("both", "Concatenate"),
    node("output", "Dense", units=2),
]

BRANCH_EDGES = [
    ("input", "left", 0),
    ("input", "right", 0),
    ("right", "normalize", 0),
    ("left", "sum", 0),
    ("normalize", "sum", 1),
    ("sum", "both", 0),
    ("input", "both", 1),
    ("both", "output", 0),
]

OVERFIT = [
    node("input", "Input", shape=[4]),
    node("first", "Dense", units=24, activation="tanh"),
    node("second", "Dense", units=24, activation="tanh"),
    node("output", "Dense", units=3, activation="softmax"),
]

TRAININGS = [
    TrainingCase(
        name="square",
        rows="squares",
        nodes=SQUARE,
        edges=chain(SQUARE),
        validation_split=0.2,
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("SGD", learning_rate=0.1),
            "metrics": [thing("MeanAbsoluteError")],
            "epochs": 30,
            "batch_size": 32,
        },
    ),
    TrainingCase(
        name="rings",
        rows="rings",
        nodes=RINGS,
        edges=chain(RINGS),
        validation_split=0.25,
        training={
            "loss": thing("BinaryCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": ["accuracy", thing("BinaryAccuracy", threshold=0.4)],
            "epochs": 20,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="pictures",
        rows="pictures",
        nodes=PICTURES,
        edges=chain(PICTURES),
        validation_split=0.2,
        training={
            "loss": thing("SparseCategoricalCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.005),
            "metrics": [thing("SparseCategoricalAccuracy")],
            "epochs": 3,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="branches",
        rows="mixtures",
        nodes=BRANCHES,
        edges=BRANCH_EDGES,
        training={
            "loss": thing("Huber"),
            "optimizer": thing("RMSprop", learning_rate=0.005, momentum=0.5),
            "metrics": [thing("RootMeanSquaredError"), thing("R2Score")],
            "epochs": 15,
            "batch_size": 12,
        },
    ),
    TrainingCase(
        name="overfit",
        rows="noisy_classes",
        nodes=OVERFIT,
        edges=chain(OVERFIT),
        validation_split=0.4,
        training={
            "loss": thing("CategoricalCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.005),
            "metrics": [thing("CategoricalAccuracy")],
            "epochs": 60,
            "batch_size": 10,
            "callbacks": [thing("EarlyStopping", monitor="val_loss", patience=6, restore_best_weights=True)],
        },
    ),
]
