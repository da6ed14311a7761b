"""Trainings to try: rows made up on the spot, and documents that train on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnstudio.catalog.activations import Relu, Softmax
from nnstudio.catalog.callbacks import EarlyStopping
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import AutoAccuracy
from nnstudio.catalog.optimizers import Adam
from nnstudio.catalog.regularizers import L2
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import DataDescription, PreparedData, Samples
from nnstudio.data.reference import ONLY
from nnstudio.data.target import describe_target
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Document, Training
from tests.network.networks import chain

PICTURES = chain(
    Input(shape=(6, 6, 1)),
    Conv2D(filters=3, kernel_size=(3, 3), padding="same", activation=Relu()),
    BatchNormalization(),
    MaxPooling2D(),
    Flatten(),
    Dropout(rate=0.4),
    Dense(units=3, activation=Softmax(), kernel_regularizer=L2(l2=0.001)),
    training=Training(
        loss=SparseCategoricalCrossentropy(),
        optimizer=Adam(learning_rate=0.01),
        metrics=(AutoAccuracy(),),
        epochs=4,
        batch_size=8,
        seed=5,
        callbacks=(EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True),),
    ),
)
"""Everything that a training has a state of: moving statistics, dropout, slots, shuffling, best weights."""

LINE = chain(Input(shape=(1,)), Dense(units=1), training=Training(epochs=3, batch_size=4))


def prepared(inputs: Mapping[str, Any], target: Any, *, validation: int = 0) -> PreparedData:
    """Arrays as a document's data; the last rows validate."""
    arrays = {name: np.asarray(values, np.float32) for name, values in inputs.items()}
    target = np.asarray(target)
    kind = "classes" if target.ndim == 1 else "values"
    target = target.astype(np.int64 if kind == "classes" else np.float32)
    classes = tuple(str(number) for number in range(int(target.max()) + 1)) if kind == "classes" else ()
    described = describe_target(("y",), target, kind, classes)
    rows = len(target) - validation
    return PreparedData(
        train=_part(arrays, target, slice(0, rows)),
        validation=_part(arrays, target, slice(rows, None)) if validation else None,
        test=None,
        description=DataDescription(
            name="rows",
            rows=len(target),
            train_rows=rows,
            validation_rows=validation,
            test_rows=0,
            input_shapes={name: values.shape[1:] for name, values in arrays.items()},
            columns={name: (name,) for name in arrays},
            ranges={name: (float(values.min()), float(values.max())) for name, values in arrays.items()},
            targets={ONLY: described},
        ),
        fitted=FittedPreprocessing(),
    )


def _part(inputs: Mapping[str, np.ndarray], target: np.ndarray, rows: slice) -> Samples:
    return Samples({name: values[rows] for name, values in inputs.items()}, {ONLY: target[rows]})


def pictures(count: int = 44, validation: int = 12) -> PreparedData:
    """Three kinds of stripes with noise, one sample more than whole batches hold."""
    random = np.random.default_rng(3)
    labels = random.integers(0, 3, count + 1)
    stripes = np.stack([np.tile(np.arange(6) % (kind + 2) == 0, (6, 1)) for kind in range(3)])
    x = stripes[labels] + random.normal(0, 0.3, (count + 1, 6, 6))
    return prepared({"input": x[..., None]}, labels, validation=validation)


def line(count: int = 10, validation: int = 0) -> PreparedData:
    """y = 3 x - 1."""
    x = np.linspace(-1, 1, count)[:, None]
    return prepared({"input": x}, 3 * x - 1, validation=validation)


def with_training(document: Document, **changes: Any) -> Document:
    return Document(network=document.network, data=document.data, training=document.training.replace(**changes))


def trained(trainer: Trainer) -> Trainer:
    while not trainer.finished:
        trainer.advance()
    trainer.finish()
    return trainer


def weights_of(trainer: Trainer) -> dict[str, bytes]:
    """Every bit of every weight."""
    return {name: array.tobytes() for name, array in trainer.model.store.named().items()}


def advanced(trainer: Trainer, steps: int) -> Trainer:
    for _ in range(steps):
        trainer.advance()
    return trainer


def curves_of(trainer: Trainer) -> dict[str, bytes]:
    """Every bit of every figure but the speed."""
    columns = trainer.history.columns()
    return {name: column.tobytes() for name, column in columns.items() if name not in ("seconds", "samples_per_second")}
