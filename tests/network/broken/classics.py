"""Networks as people build them first: every usual kind of layer, data and question, all of them sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnstudio.catalog.activations import Relu, Sigmoid, Softmax, Tanh
from nnstudio.catalog.callbacks import EarlyStopping, ReduceLROnPlateau
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.activation import Activation
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D, Conv2DTranspose, DepthwiseConv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.merging.arithmetic import Add, Subtract
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.merging.dot import Dot
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.pooling import AveragePooling2D, MaxPooling1D, MaxPooling2D
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling1D, GlobalAveragePooling2D
from nnstudio.catalog.layers.position_embedding import PositionEmbedding
from nnstudio.catalog.layers.recurrent.bidirectional import Bidirectional
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten, RepeatVector, Reshape, UpSampling2D
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Huber,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nnstudio.catalog.metrics import AutoAccuracy, MeanAbsoluteError, R2Score
from nnstudio.catalog.optimizers import SGD, Adam
from nnstudio.data.dataset import Dataset
from nnstudio.data.preprocessing import Standardize
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document, Training
from tests.network.blocks import RESIDUAL, with_residual
from tests.network.broken.patient import Patient
from tests.network.networks import chain, wired

_ROWS = 24
_KINDS = ("ape", "bear", "cat")
_LABELS = np.arange(_ROWS) % 3
_YES_NO = (np.arange(_ROWS) % 2).astype(np.float32)
_REFERENCE = DataReference(source="rows.npz", validation_split=0.25)


def _values(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).standard_normal((_ROWS, *shape)).astype(np.float32)


def _words(length: int, known: int = 20) -> Any:
    return np.random.default_rng(1).integers(0, known, (_ROWS, length))


def _rows(target: Any, classes: tuple[str, ...] = (), **inputs: Any) -> Dataset:
    known = {"y": classes} if classes else {}
    return Dataset("rows.npz", {**inputs, "y": np.asarray(target)}, known, inputs=tuple(inputs), target="y")


def _trained_for(loss: Any, *metrics: Any, **further: Any) -> Training:
    return Training(**{"loss": loss, "metrics": metrics, "optimizer": Adam(), "epochs": 2, "batch_size": 8, **further})


_NUMBERS = _trained_for(MeanSquaredError(), MeanAbsoluteError())
_CLASSES = _trained_for(SparseCategoricalCrossentropy(), AutoAccuracy())
_LOGIC = _trained_for(BinaryCrossentropy(), AutoAccuracy())
_THREE, _ONE = Dense(units=3, activation=Softmax()), Dense(units=1)
_YES = Dense(units=1, activation=Sigmoid())


def _relu(units: int) -> Dense:
    return Dense(units=units, activation=Relu())


def _conv(filters: int, **settings: Any) -> Conv2D:
    return Conv2D(**{"filters": filters, "kernel_size": (3, 3), "activation": Relu(), **settings})


def _chain(training: Training, *layers: Any, reference: DataReference = _REFERENCE) -> Document:
    return chain(*layers, training=training, data=reference)


def _wired(training: Training, layers: dict[str, Any], *edges: str, reference: DataReference = _REFERENCE) -> Document:
    return wired(layers, *edges, training=training, data=reference)


def _table() -> Patient:
    training = _trained_for(MeanSquaredError(), MeanAbsoluteError(), R2Score(), callbacks=(EarlyStopping(patience=1),))
    reference = _REFERENCE.replace(preprocessing=(Standardize(),))
    document = _chain(training, Input(shape=(5,)), _relu(16), Dropout(rate=0.1), _relu(8), _ONE, reference=reference)
    return Patient(document, _rows(_values(1), x=100 * _values(5)))


def _species() -> Patient:
    return Patient(
        _chain(_CLASSES, Input(shape=(4,)), _relu(8), _relu(8), _THREE), _rows(_LABELS, _KINDS, x=_values(4))
    )


def _logits() -> Patient:
    loss = SparseCategoricalCrossentropy(from_logits=True)
    training = _trained_for(loss, optimizer=SGD(), callbacks=(ReduceLROnPlateau(monitor="loss", patience=1),))
    document = _chain(training, Input(shape=(4,)), Dense(units=6, activation=Tanh()), Dense(units=3))
    return Patient(document, _rows(_LABELS, _KINDS, x=_values(4)))


def _one_hot() -> Patient:
    training = _trained_for(CategoricalCrossentropy(label_smoothing=0.1), AutoAccuracy())
    target = np.eye(3, dtype=np.float32)[_LABELS]
    return Patient(_chain(training, Input(shape=(4,)), _relu(6), _THREE), _rows(target, x=_values(4)))


def _ill() -> Patient:
    return Patient(_chain(_LOGIC, Input(shape=(6,)), _relu(8), _YES), _rows(_YES_NO, x=_values(6)))


def _labels() -> Patient:
    """Several questions of yes or no."""
    target = (_values(4) > 0).astype(np.float32)
    layers = Input(shape=(6,)), _relu(8), Dense(units=4, activation=Sigmoid())
    return Patient(_chain(_trained_for(BinaryCrossentropy()), *layers), _rows(target, x=_values(6)))


def _small_pictures() -> Patient:
    layers = Input(shape=(8, 8, 1)), _conv(4), MaxPooling2D(), _conv(6, kernel_size=(2, 2)), Flatten(), _relu(8), _THREE
    return Patient(_chain(_CLASSES, *layers), _rows(_LABELS, _KINDS, x=_values(8, 8, 1)))


def _colored_pictures() -> Patient:
    layers = (
        *(Input(shape=(12, 12, 3)), _conv(4, padding="same"), BatchNormalization()),
        *(
            AveragePooling2D(pool_size=(2, 2)),
            DepthwiseConv2D(kernel_size=(3, 3), activation=Relu()),
            GlobalAveragePooling2D(),
        ),
        *(Dropout(rate=0.2), _THREE),
    )
    return Patient(_chain(_CLASSES, *layers), _rows(_LABELS, _KINDS, x=_values(12, 12, 3)))


def _residual_pictures() -> Patient:
    layers = {
        "picture": Input(shape=(8, 8, 2)),
        "stem": _conv(4, padding="same"),
        "a": _conv(4, padding="same"),
        "b": Conv2D(filters=4, kernel_size=(3, 3), padding="same"),
        "sum": Add(),
        "relu": Activation(activation=Relu()),
        "pool": GlobalAveragePooling2D(),
        "kind": _THREE,
    }
    edges = "picture > stem", "stem > a", "a > b", "b > sum", "stem > sum:1", "sum > relu", "relu > pool", "pool > kind"
    return Patient(_wired(_CLASSES, layers, *edges), _rows(_LABELS, _KINDS, x=_values(8, 8, 2)))


def _clean_pictures() -> Patient:
    """An autoencoder: pictures in, the same pictures out."""
    layers = (
        *(Input(shape=(8, 8, 1)), _conv(4, strides=(2, 2), padding="same"), _conv(2, padding="same")),
        Conv2DTranspose(filters=4, kernel_size=(3, 3), strides=(2, 2), padding="same", activation=Relu()),
        Conv2D(filters=1, kernel_size=(3, 3), padding="same"),
    )
    return Patient(_chain(_trained_for(MeanSquaredError()), *layers), _rows(_values(8, 8, 1), x=_values(8, 8, 1)))


def _masks() -> Patient:
    """A small U: what is yes and what no, for every pixel."""
    layers = {
        "picture": Input(shape=(8, 8, 2)),
        "down": _conv(4, padding="same"),
        "pool": MaxPooling2D(),
        "bottom": _conv(6, padding="same"),
        "up": UpSampling2D(),
        "join": Concatenate(),
        "last": _conv(4, padding="same"),
        "mask": Conv2D(filters=1, kernel_size=(1, 1), activation=Sigmoid()),
    }
    edges = (
        *("picture > down", "down > pool", "pool > bottom", "bottom > up", "up > join", "down > join:1"),
        *("join > last", "last > mask"),
    )
    target = (_values(8, 8, 1) > 0).astype(np.float32)
    return Patient(_wired(_trained_for(BinaryCrossentropy()), layers, *edges), _rows(target, x=_values(8, 8, 2)))


def _signal() -> Patient:
    layers = (
        *(Input(shape=(20, 2)), Conv1D(filters=4, kernel_size=(5,), activation=Relu()), MaxPooling1D()),
        *(Conv1D(filters=6, kernel_size=(3,), activation=Relu()), Flatten(), _THREE),
    )
    return Patient(_chain(_CLASSES, *layers), _rows(_LABELS, _KINDS, x=_values(20, 2)))


def _series() -> Patient:
    layers = Input(shape=(10, 3)), GRU(units=6, return_sequences=True), LSTM(units=5), _ONE
    return Patient(_chain(_trained_for(Huber()), *layers), _rows(_values(1), x=_values(10, 3)))


def _steps() -> Patient:
    """A number for every step."""
    layers = Masking(), LSTM(units=5, return_sequences=True), TimeDistributed(layer=Dense(units=1))
    return Patient(_chain(_NUMBERS, Input(shape=(6, 4)), *layers), _rows(_values(6, 1), x=_values(6, 4)))


def _next_steps() -> Patient:
    """From one sequence to another."""
    layers = (
        *(Input(shape=(7, 3)), LSTM(units=6), RepeatVector(n=4), LSTM(units=6, return_sequences=True)),
        Dense(units=2),
    )
    return Patient(_chain(_NUMBERS, *layers), _rows(_values(4, 2), x=_values(7, 3)))


def _reviews() -> Patient:
    layers = (
        *(Input(shape=(9,), dtype="int32"), Embedding(input_dim=20, output_dim=6, mask_zero=True)),
        *(Bidirectional(layer=LSTM(units=4)), _relu(6), _YES),
    )
    return Patient(_chain(_LOGIC, *layers), _rows(_YES_NO, x=_words(9)))


def _transformer() -> Patient:
    layers = {
        "words": Input(shape=(8,), dtype="int32"),
        "vectors": Embedding(input_dim=20, output_dim=6),
        "places": PositionEmbedding(sequence_length=8),
        "sum": Add(),
        "look": MultiHeadAttention(num_heads=2, key_dim=3),
        "around": Add(),
        "norm": LayerNormalization(),
        "think": _relu(12),
        "back": Dense(units=6),
        "again": Add(),
        "mean": GlobalAveragePooling1D(),
        "kind": _THREE,
    }
    edges = (
        *("words > vectors", "vectors > places", "vectors > sum", "places > sum:1", "sum > look", "sum > around"),
        *("look > around:1", "around > norm", "norm > think", "think > back", "back > again", "norm > again:1"),
        *("again > mean", "mean > kind"),
    )
    return Patient(_wired(_CLASSES, layers, *edges), _rows(_LABELS, _KINDS, x=_words(8)))


def _house() -> Patient:
    """A picture and a row of a table lead to a price."""
    layers = {
        "photo": Input(shape=(8, 8, 3)),
        "conv": _conv(4),
        "flat": Flatten(),
        "facts": Input(shape=(5,)),
        "hidden": _relu(6),
        "join": Concatenate(),
        "both": _relu(8),
        "price": _ONE,
    }
    edges = "photo > conv", "conv > flat", "facts > hidden", "flat > join", "hidden > join:1", "join > both"
    document = _wired(_NUMBERS, layers, *edges, "both > price")
    return Patient(document, _rows(_values(1), photo=_values(8, 8, 3), facts=_values(5)))


def _twins() -> Patient:
    """Whether two rows belong together: both go through the same weights."""
    layers = {
        "left": Input(shape=(5,)),
        "right": Input(shape=(5,)),
        "eye": _relu(6),
        "same_eye": _relu(6),
        "difference": Subtract(),
        "alike": Dot(axes=(1, 1), normalize=True),
        "join": Concatenate(),
        "answer": _YES,
    }
    edges = (
        *("left > eye", "right > same_eye", "eye > difference", "same_eye > difference:1", "eye > alike"),
        *("same_eye > alike:1", "difference > join", "alike > join:1", "join > answer"),
    )
    document = _wired(_LOGIC, layers, *edges)
    document = apply(document, edits.share_weights(document, ["same_eye"], "eye"))
    return Patient(document, _rows(_YES_NO, left=_values(5), right=_values(5, seed=1)))


def _face() -> Patient:
    """Two outputs: how old, and who."""
    layers = {
        "picture": Input(shape=(8, 8, 1)),
        "conv": _conv(4),
        "flat": Flatten(),
        "hidden": _relu(8),
        "age": _ONE,
        "who": _THREE,
    }
    training = Training(
        loss=FrozenMapping({"age": MeanSquaredError(), "who": SparseCategoricalCrossentropy()}),
        metrics=FrozenMapping({"who": (AutoAccuracy(),)}),
        optimizer=Adam(),
        epochs=2,
        batch_size=8,
    )
    target = FrozenMapping({"age": ("age",), "who": ("who",)})
    reference = _REFERENCE.replace(target=target, inputs=FrozenMapping({"picture": ("picture",)}))
    edges = "picture > conv", "conv > flat", "flat > hidden", "hidden > age", "hidden > who"
    rows = {"picture": _values(8, 8, 1), "age": _values(), "who": _LABELS}
    return Patient(_wired(training, layers, *edges, reference=reference), Dataset("faces.npz", rows, {"who": _KINDS}))


def _blocks() -> Patient:
    document = with_residual(training=_NUMBERS, data=_REFERENCE)
    return Patient(document, _rows(_values(2), x=_values(4)))


def _linked_blocks() -> Patient:
    document = with_residual(definition="residual", training=_NUMBERS, data=_REFERENCE)
    assert document.definitions["residual"] == RESIDUAL
    return Patient(document, _rows(_values(2), x=_values(4)))


def _reshaped() -> Patient:
    layers = Input(shape=(36,)), Reshape(target_shape=(6, 6, 1)), _conv(3), GlobalAveragePooling2D(), _THREE
    return Patient(_chain(_CLASSES, *layers), _rows(_LABELS, _KINDS, x=_values(36)))


CLASSICS: Mapping[str, Callable[[], Patient]] = {
    "table": _table,
    "species": _species,
    "logits": _logits,
    "one-hot": _one_hot,
    "ill": _ill,
    "labels": _labels,
    "small pictures": _small_pictures,
    "colored pictures": _colored_pictures,
    "residual pictures": _residual_pictures,
    "clean pictures": _clean_pictures,
    "masks": _masks,
    "signal": _signal,
    "series": _series,
    "steps": _steps,
    "next steps": _next_steps,
    "reviews": _reviews,
    "transformer": _transformer,
    "house": _house,
    "twins": _twins,
    "face": _face,
    "blocks": _blocks,
    "linked blocks": _linked_blocks,
    "reshaped": _reshaped,
}
