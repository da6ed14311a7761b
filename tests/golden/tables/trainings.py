"""The whole trainings to record: a document in our own format, and how its rows are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    data: dict[str, Any] = field(default_factory=lambda: {"target": "y"})

    def document(self) -> dict[str, Any]:
        """The document that trains on the recorded arrays, row after row as they stand."""
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
                **self.data,
                "validation_split": self.validation_split,
                "shuffle_split": False,
            },
            "training": {**self.training, "shuffle": False},
        }


def node(id: str, type: str, **config: Any) -> dict[str, Any]:  # noqa: A002 (the document's own keys)
    return {"id": id, "type": type, "config": config}


def marked(entry: dict[str, Any], **marks: Any) -> dict[str, Any]:
    """A node with what stands beside its config: whether it is trainable, and whose weights it shares."""
    return {**entry, **marks}


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

LIMITED = [
    node("input", "Input", shape=[5]),
    node("first", "Dense", units=8, activation="tanh", kernel_constraint=thing("MaxNorm", max_value=0.9)),
    node("normalize", "BatchNormalization", gamma_constraint=thing("NonNeg"), beta_constraint=thing("MaxNorm")),
    node("second", "Dense", units=6, activation="elu", kernel_constraint="unit_norm", bias_constraint="non_neg"),
    node("output", "Dense", units=2),
]

GATHERED = [
    node("input", "Input", shape=[2]),
    node(
        "first",
        "Dense",
        units=8,
        activation="tanh",
        kernel_constraint=thing("MinMaxNorm", min_value=0.4, max_value=0.8, rate=0.5, axis=1),
    ),
    node("normalize", "LayerNormalization", gamma_constraint=thing("MinMaxNorm", min_value=0.5, max_value=2.0)),
    node("output", "Dense", units=1, activation="sigmoid"),
]

SENTENCES = [
    node("words", "Input", shape=[7], dtype="int32"),
    node("vectors", "Embedding", input_dim=12, output_dim=4, mask_zero=True),
    node("memory", "LSTM", units=6),
    node("output", "Dense", units=3, activation="softmax"),
]

TAGS = [
    node("words", "Input", shape=[6], dtype="int32"),
    node("vectors", "Embedding", input_dim=12, output_dim=3, mask_zero=True),
    node("steps", "GRU", units=5, return_sequences=True),
    node("normalize", "BatchNormalization"),
    node("output", "Dense", units=2),
]

ACTIVITY = [
    node("input", "Input", shape=[5]),
    node("first", "Dense", units=8, activation="tanh", activity_regularizer=thing("L1", l1=0.02)),
    node("penalty", "ActivityRegularization", l1=0.01, l2=0.03),
    node("spread", "SpectralNormalization", layer=thing("Dense", units=4, activation="relu"), power_iterations=2),
    node("output", "Dense", units=2, activity_regularizer=thing("L2", l2=0.05)),
]

TWO_OUTPUTS = [
    node("table", "Input", shape=[4]),
    node("series", "Input", shape=[6]),
    node("both", "Concatenate"),
    node("hidden", "Dense", units=8, activation="tanh", kernel_regularizer=thing("L2", l2=0.01)),
    node("kind", "Dense", units=3, activation="softmax"),
    node("size", "Dense", units=2),
]

TWO_OUTPUT_EDGES = [
    ("table", "both", 0),
    ("series", "both", 1),
    ("both", "hidden", 0),
    ("hidden", "kind", 0),
    ("hidden", "size", 0),
]

SEQUENCE = [
    node("input", "Input", shape=[5, 4]),
    node("hidden", "Dense", units=6, activation="relu"),
    node("output", "Dense", units=3, activation="softmax"),
]

TWINS = [
    node("left", "Input", shape=[4]),
    node("right", "Input", shape=[4]),
    node("eye", "Dense", units=5, activation="tanh"),
    marked(node("other_eye", "Dense", units=5, activation="tanh"), shared_with="eye"),
    marked(node("normalize", "BatchNormalization"), trainable=False),
    marked(node("frozen", "Dense", units=5), trainable=False),
    node("difference", "Subtract"),
    node("output", "Dense", units=1),
]

SQUEEZING = {"units": 5, "activation": "tanh", "activity_regularizer": thing("L2", l2=0.1)}
PENALIZED = [
    node("input", "Input", shape=[5]),
    node("squeezed", "Dense", **SQUEEZING),
    marked(node("squeezed_again", "Dense", **SQUEEZING), shared_with="squeezed"),
    node("output", "Dense", units=2),
]

TWIN_EDGES = [
    ("left", "eye", 0),
    ("right", "other_eye", 0),
    ("eye", "difference", 0),
    ("other_eye", "difference", 1),
    ("difference", "normalize", 0),
    ("normalize", "frozen", 0),
    ("frozen", "output", 0),
]

SPECTRAL = [
    node("input", "Input", shape=[2]),
    node("learned", "SpectralNormalization", layer=thing("Dense", units=6, activation="tanh")),
    marked(node("kept", "SpectralNormalization", layer=thing("Dense", units=5)), trainable=False),
    node("output", "Dense", units=1, activation="sigmoid"),
]

LOOKED_UP = [
    *SENTENCES[:2],
    node("heads", "MultiHeadAttention", num_heads=2, key_dim=3),
    node("sum", "Add"),
    node("normalize", "LayerNormalization"),
    node("mean", "GlobalAveragePooling1D"),
    node("output", "Dense", units=3, activation="softmax"),
]

LOOKED_UP_EDGES = [
    ("words", "vectors", 0),
    ("vectors", "heads", 0),
    ("vectors", "sum", 0),
    ("heads", "sum", 1),
    ("sum", "normalize", 0),
    ("normalize", "mean", 0),
    ("mean", "output", 0),
]

BOTH_WAYS = [
    *TAGS[:2],
    node("both", "Bidirectional", layer=thing("LSTM", units=3, return_sequences=True)),
    node("heads", "MultiHeadAttention", num_heads=1, key_dim=3),
    node("output", "TimeDistributed", layer=thing("Dense", units=2)),
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
        name="spectral",
        rows="rings",
        nodes=SPECTRAL,
        edges=chain(SPECTRAL),
        validation_split=0.25,
        training={
            "loss": thing("BinaryCrossentropy"),
            "optimizer": thing("SGD", learning_rate=0.2),
            "metrics": ["accuracy"],
            "epochs": 4,
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
    TrainingCase(
        name="scheduled, limited and averaged",
        rows="mixtures",
        nodes=LIMITED,
        edges=chain(LIMITED),
        validation_split=0.2,
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing(
                "Adam",
                learning_rate=thing(
                    "CosineDecay", initial_learning_rate=0.0, decay_steps=40, warmup_target=0.02, warmup_steps=9
                ),
                weight_decay=0.01,
                use_ema=True,
                ema_momentum=0.8,
                ema_overwrite_frequency=7,
            ),
            "metrics": [thing("MeanAbsoluteError")],
            "epochs": 10,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="gathered",
        rows="rings",
        nodes=GATHERED,
        edges=chain(GATHERED),
        validation_split=0.25,
        training={
            "loss": thing("BinaryCrossentropy"),
            "optimizer": thing(
                "SGD",
                learning_rate=thing("PiecewiseConstantDecay", boundaries=[20, 41], values=[0.5, 0.2, 0.05]),
                momentum=0.8,
                nesterov=True,
                clipnorm=0.3,
                use_ema=True,
                ema_momentum=0.9,
                gradient_accumulation_steps=3,
            ),
            "metrics": ["accuracy"],
            "epochs": 10,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="plateau",
        rows="noisy_classes",
        nodes=OVERFIT,
        edges=chain(OVERFIT),
        validation_split=0.4,
        training={
            "loss": thing("CategoricalCrossentropy"),
            "optimizer": thing(
                "RMSprop", learning_rate=0.02, use_ema=True, ema_momentum=0.7, ema_overwrite_frequency=4
            ),
            "metrics": [],
            "epochs": 25,
            "batch_size": 10,
            "callbacks": [
                thing("ReduceLROnPlateau", monitor="val_loss", factor=0.5, patience=2, cooldown=1, min_lr=0.004),
                thing("EarlyStopping", monitor="val_loss", patience=20, restore_best_weights=True),
            ],
        },
    ),
    TrainingCase(
        name="sentences",
        rows="sentences",
        nodes=SENTENCES,
        edges=chain(SENTENCES),
        validation_split=0.2,
        training={
            "loss": thing("SparseCategoricalCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": ["accuracy"],
            "epochs": 8,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="tagged sentences",
        rows="tagged_sentences",
        nodes=TAGS,
        edges=chain(TAGS),
        validation_split=0.2,
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": [],
            "epochs": 5,
            "batch_size": 12,
        },
    ),
    TrainingCase(
        name="activity",
        rows="mixtures",
        nodes=ACTIVITY,
        edges=chain(ACTIVITY),
        validation_split=0.2,
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": [],
            "epochs": 6,
            "batch_size": 12,
        },
    ),
    TrainingCase(
        name="two outputs",
        rows="kinds_and_sizes",
        nodes=TWO_OUTPUTS,
        edges=TWO_OUTPUT_EDGES,
        validation_split=0.25,
        data={
            "target": {"kind": "kind_label", "size": ["sizes"]},
            "sample_weight": {"kind": "kind_weight", "size": "size_weight"},
        },
        training={
            "loss": {"kind": thing("SparseCategoricalCrossentropy"), "size": thing("MeanSquaredError")},
            "loss_weights": {"kind": 0.5, "size": 2.0},
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": {"kind": ["accuracy"], "size": [thing("MeanAbsoluteError"), thing("RootMeanSquaredError")]},
            "weighted_metrics": {"kind": ["accuracy"], "size": [thing("R2Score")]},
            "epochs": 10,
            "batch_size": 8,
        },
    ),
    TrainingCase(
        name="two outputs alike",
        rows="kinds_and_sizes",
        nodes=TWO_OUTPUTS,
        edges=TWO_OUTPUT_EDGES,
        validation_split=0.2,
        data={"target": {"kind": "kind_row", "size": "sizes"}, "sample_weight": "kind_weight"},
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("SGD", learning_rate=0.1),
            "metrics": {"size": [thing("MeanAbsoluteError"), thing("MeanAbsoluteError")]},
            "epochs": 6,
            "batch_size": 12,
        },
    ),
    TrainingCase(
        name="class weights",
        rows="pictures",
        nodes=PICTURES,
        edges=chain(PICTURES),
        validation_split=0.2,
        training={
            "loss": thing("SparseCategoricalCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.005),
            "metrics": ["accuracy"],
            "weighted_metrics": ["accuracy", thing("SparseCategoricalCrossentropy")],
            "class_weight": {"0": 2.0, "3": 0.25, "7": 0.0},
            "epochs": 3,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="class weights of rows",
        rows="noisy_classes",
        nodes=OVERFIT,
        edges=chain(OVERFIT),
        training={
            "loss": thing("CategoricalCrossentropy"),
            "optimizer": thing("SGD", learning_rate=0.1),
            "metrics": [],
            "weighted_metrics": [thing("CategoricalAccuracy"), thing("AUC")],
            "class_weight": {"0": 1.0, "1": 3.0, "2": 0.5},
            "epochs": 8,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="class weights of yes and no",
        rows="rings",
        nodes=RINGS,
        edges=chain(RINGS),
        validation_split=0.25,
        training={
            "loss": thing("BinaryCrossentropy"),
            "loss_weights": {"output": 3.0},
            "optimizer": thing("SGD", learning_rate=0.05),
            "metrics": [],
            "class_weight": {"1": 4.0},
            "epochs": 5,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="weights of steps",
        rows="sequences",
        nodes=SEQUENCE,
        edges=chain(SEQUENCE),
        validation_split=0.25,
        data={"target": "y", "sample_weight": "weight"},
        training={
            "loss": thing("SparseCategoricalCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": ["accuracy"],
            "weighted_metrics": [thing("SparseTopKCategoricalAccuracy", k=2)],
            "epochs": 5,
            "batch_size": 8,
        },
    ),
    TrainingCase(
        name="twins",
        rows="pairs",
        nodes=TWINS,
        edges=TWIN_EDGES,
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("RMSprop", learning_rate=0.01),
            "metrics": [],
            "epochs": 8,
            "batch_size": 10,
        },
    ),
    TrainingCase(
        name="sentences looked up",
        rows="sentences",
        nodes=LOOKED_UP,
        edges=LOOKED_UP_EDGES,
        validation_split=0.2,
        training={
            "loss": thing("SparseCategoricalCrossentropy"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": ["accuracy"],
            "epochs": 4,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="sentences both ways",
        rows="tagged_sentences",
        nodes=BOTH_WAYS,
        edges=chain(BOTH_WAYS),
        validation_split=0.2,
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("Adam", learning_rate=0.01),
            "metrics": [],
            "epochs": 3,
            "batch_size": 16,
        },
    ),
    TrainingCase(
        name="penalized where it appears last",
        rows="mixtures",
        nodes=PENALIZED,
        edges=chain(PENALIZED),
        training={
            "loss": thing("MeanSquaredError"),
            "optimizer": thing("SGD", learning_rate=0.05),
            "metrics": [],
            "epochs": 4,
            "batch_size": 12,
        },
    ),
]
