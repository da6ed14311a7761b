"""Sixty-odd networks that do not train as they are, or not as anybody wants, each with data that it is meant for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnstudio.catalog.activations import Relu, Sigmoid, Softmax, Tanh
from nnstudio.catalog.callbacks import EarlyStopping
from nnstudio.catalog.constraints import MaxNorm
from nnstudio.catalog.initializers import Identity
from nnstudio.catalog.layers.activation import PReLU
from nnstudio.catalog.layers.activation import Softmax as SoftmaxLayer
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.attention.look_up import Attention
from nnstudio.catalog.layers.augmentation.crop import RandomCrop
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D, Conv2DTranspose
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.einsum_dense import EinsumDense
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.merging.arithmetic import Add, Multiply
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.merging.dot import Dot
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.group import GroupNormalization
from nnstudio.catalog.layers.normalization.spectral import SpectralNormalization
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling1D, GlobalAveragePooling2D
from nnstudio.catalog.layers.position_embedding import PositionEmbedding
from nnstudio.catalog.layers.recurrent.bidirectional import Bidirectional
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Cropping2D, Flatten, Permute, RepeatVector, Reshape
from nnstudio.catalog.layers.scaling import Normalization, Rescaling
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    KLDivergence,
    MeanSquaredError,
    Poisson,
    SparseCategoricalCrossentropy,
)
from nnstudio.catalog.metrics import AutoAccuracy, Precision, SparseCategoricalAccuracy
from nnstudio.catalog.optimizers import Adam
from nnstudio.data.dataset import Dataset
from nnstudio.data.preprocessing import Standardize
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document, Training
from tests.network.networks import chain, wired

_ROWS = 12


@dataclass(frozen=True)
class Broken:
    """A document with what is wrong with it: the code, and what its sentence has to name."""

    document: Document
    data: Dataset
    code: str
    names: tuple[str, ...]
    """The nodes, settings and axes that the sentence names."""


def _values(*shape: int, scale: float = 1.0) -> Any:
    return (scale * np.random.default_rng(0).standard_normal((_ROWS, *shape))).astype(np.float32)


def _data(target: Any, classes: tuple[str, ...] = (), **inputs: Any) -> Dataset:
    known = {"y": classes} if classes else {}
    return Dataset("rows", {**inputs, "y": np.asarray(target)}, known, inputs=tuple(inputs), target="y")


_LABELS = np.arange(_ROWS) % 3
_NAMES = ("ape", "bear", "cat")
_YES_NO = (np.arange(_ROWS) % 2).astype(np.float32)
NUMBERS = _data(_values(), x=_values(4))
SPECIES = _data(_LABELS, _NAMES, x=_values(4))
ONE_HOT = _data(np.eye(3, dtype=np.float32)[_LABELS], x=_values(4))
ILL = _data(_YES_NO, x=_values(4))
PICTURES = _data(_LABELS, _NAMES, x=_values(8, 8, 2))
GRAYS = _data(_LABELS, _NAMES, x=_values(8, 8))
FLAT = _data(_LABELS, _NAMES, x=_values(64))
SERIES = _data(_values(), x=_values(6, 4))
WORDS = _data(_YES_NO, x=np.random.default_rng(0).integers(0, 20, (_ROWS, 6)))
PAIRS = _data(_values(), a=_values(4), b=_values(6))
SCENES = _data(_LABELS, _NAMES, a=_values(8, 8, 2), b=_values(6))
QUERIES = _data(_values(), a=_values(6, 4), b=_values(5, 3))

MASKS = _data(_values(8, 8, 1), x=_values(8, 8, 2))
STEPS = _data(_values(6, 1), x=_values(6, 4))

_CLASSES = Training(loss=SparseCategoricalCrossentropy(), batch_size=4)
_THREE = Dense(units=3, activation=Softmax())
_LOGIC = Training(loss=BinaryCrossentropy(), batch_size=4)
_ONE = Dense(units=1)
_YES = Dense(units=1, activation=Sigmoid())
_PLAIN = Training(batch_size=4)
_REFERENCE = DataReference(source="rows.npz", validation_split=0)


def _chain(*layers: Any, training: Training = _PLAIN, reference: DataReference = _REFERENCE) -> Document:
    return chain(*layers, training=training, data=reference)


def _wired(layers: dict[str, Any], *edges: str, training: Training = _PLAIN) -> Document:
    return wired(layers, *edges, training=training, data=_REFERENCE)


def _conv(filters: int = 4, size: int = 3, **settings: Any) -> Conv2D:
    return Conv2D(filters=filters, kernel_size=(size, size), activation=Relu(), **settings)


def _relu(units: int) -> Dense:
    return Dense(units=units, activation=Relu())


def _frozen(document: Document) -> Document:
    names = [node.id for node in document.network.nodes]
    return apply(document, edits.set_trainable(document, names, trainable=False))


def _two_inputs(joint: Any, a: Any, b: Any, **further: Any) -> Document:
    layers = {"a": Input(shape=(4,)), "b": Input(shape=(6,)), "left": a, "right": b, "joint": joint, **further}
    edges = ("a > left", "b > right", "left > joint", "right > joint:1", "joint > output")
    return _wired({**layers, "output": _ONE}, *edges)


_PICTURE = Input(shape=(8, 8, 2))
_ROW = Input(shape=(4,))
_SEQUENCE = Input(shape=(6, 4))
_TEXT = Input(shape=(6,), dtype="int32")
_EMBEDDING = Embedding(input_dim=20, output_dim=4)

_WRONG_RANK: Mapping[str, Broken] = {
    "a picture layer behind numbers": Broken(
        _chain(Input(shape=(64,)), _conv(), Flatten(), _THREE, training=_CLASSES),
        FLAT,
        "shape",
        ("“input”", "“conv2d”", "64 features", "height, width, channels"),
    ),
    "a picture without channels": Broken(
        _chain(Input(shape=(8, 8)), _conv(), Flatten(), _THREE, training=_CLASSES),
        GRAYS,
        "shape",
        ("“input”", "“conv2d”", "8×8", "height, width, channels"),
    ),
    "a pool behind Flatten": Broken(
        _chain(_PICTURE, Flatten(), MaxPooling2D(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“flatten”", "“max_pooling2d”", "128 features", "height, width, channels"),
    ),
    "a global pool behind Flatten": Broken(
        _chain(_PICTURE, _conv(), Flatten(), GlobalAveragePooling2D(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“flatten”", "“global_average_pooling2d”", "features", "channels"),
    ),
    "a recurrent layer behind features": Broken(
        _chain(_ROW, LSTM(units=3), _ONE), NUMBERS, "shape", ("“input”", "“lstm”", "4 features", "steps")
    ),
    "a recurrent layer behind a picture": Broken(
        _chain(_PICTURE, GRU(units=3), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“gru”", "height, width, channels", "steps"),
    ),
    "recurrent layers behind each other": Broken(
        _chain(_SEQUENCE, LSTM(units=3), LSTM(units=2), _ONE),
        SERIES,
        "shape",
        ("“lstm”", "“lstm_2”", "3 units", "steps"),
    ),
    "a recurrent layer behind one that reads both ways": Broken(
        _chain(_SEQUENCE, Bidirectional(layer=LSTM(units=3)), Dropout(rate=0.1), GRU(units=2), _ONE),
        SERIES,
        "shape",
        ("“dropout”", "“gru”", "6", "steps"),
    ),
    "a convolution of sequences behind the last step": Broken(
        _chain(_SEQUENCE, GRU(units=3), Conv1D(filters=2, kernel_size=(2,)), GlobalAveragePooling1D(), _ONE),
        SERIES,
        "shape",
        ("“gru”", "“conv1d”", "3 units", "steps, channels"),
    ),
    "words without vectors": Broken(
        _chain(_TEXT, LSTM(units=3), _YES, training=_LOGIC), WORDS, "shape", ("“input”", "“lstm”", "6 steps", "values")
    ),
    "attention over features": Broken(
        _chain(_ROW, MultiHeadAttention(num_heads=2, key_dim=2), Flatten(), _ONE),
        NUMBERS,
        "shape",
        ("“input”", "“multi_head_attention”", "4 features", "positions"),
    ),
    "a layer for every step of no steps": Broken(
        _chain(_ROW, TimeDistributed(layer=Dense(units=2)), Flatten(), _ONE),
        NUMBERS,
        "shape",
        ("“input”", "“time_distributed”", "4 features", "steps"),
    ),
    "a repeated picture": Broken(
        _chain(_PICTURE, RepeatVector(n=2), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“repeat_vector”", "height, width, channels"),
    ),
}

_WRONG_SETTINGS: Mapping[str, Broken] = {
    "a kernel larger than the picture": Broken(
        _chain(_PICTURE, _conv(size=9), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“conv2d”", "height, width, channels", "9×9"),
    ),
    "one pool too many": Broken(
        _chain(_PICTURE, *(MaxPooling2D(),) * 4, Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“max_pooling2d_3”", "“max_pooling2d_4”", "height, width, channels", "2×2"),
    ),
    "a kernel longer than the sequence": Broken(
        _chain(_SEQUENCE, Conv1D(filters=2, kernel_size=(9,)), GlobalAveragePooling1D(), _ONE),
        SERIES,
        "shape",
        ("“input”", "“conv1d”", "steps", "9"),
    ),
    "groups that do not divide the channels": Broken(
        _chain(_PICTURE, _conv(filters=3, groups=3), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“conv2d”", "channels", "3 equal groups"),
    ),
    "groups of a normalization": Broken(
        _chain(_PICTURE, _conv(filters=6), GroupNormalization(groups=4), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“conv2d”", "“group_normalization”", "channels", "4 groups"),
    ),
    "strides and dilation": Broken(
        _chain(_PICTURE, _conv(strides=(2, 2), dilation_rate=(2, 2)), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“conv2d”", "height, width, channels", "strides"),
    ),
    "an output padding beyond the stride": Broken(
        _chain(
            _PICTURE,
            Conv2DTranspose(filters=2, kernel_size=(3, 3), output_padding=(2, 2)),
            Flatten(),
            _THREE,
            training=_CLASSES,
        ),
        PICTURES,
        "shape",
        ("“input”", "“conv2d_transpose”", "height, width, channels", "output padding"),
    ),
    "a crop of everything": Broken(
        _chain(_PICTURE, Cropping2D(cropping=((4, 4), (4, 4))), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“cropping2d”", "height, width, channels"),
    ),
    "a random crop larger than the picture": Broken(
        _chain(_PICTURE, RandomCrop(height=9, width=4), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“random_crop”", "height, width, channels", "9"),
    ),
    "an impossible Reshape": Broken(
        _chain(_PICTURE, Reshape(target_shape=(5, 5, 5)), _conv(), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“reshape”", "height, width, channels", "5×5×5"),
    ),
    "an order of axes that are not there": Broken(
        _chain(_SEQUENCE, Permute(dims=(3, 1, 2)), LSTM(units=2), _ONE),
        SERIES,
        "shape",
        ("“input”", "“permute”", "steps, features"),
    ),
    "a normalization along no axis": Broken(
        _chain(_ROW, BatchNormalization(axis=3), _ONE), NUMBERS, "shape", ("“input”", "“batch_normalization”", "axis 3")
    ),
    "slopes along no axis": Broken(
        _chain(_ROW, _relu(4), PReLU(shared_axes=(2,)), _ONE), NUMBERS, "shape", ("“dense”", "“p_re_lu”", "4 units")
    ),
    "noise of another shape": Broken(
        _chain(_SEQUENCE, Dropout(rate=0.2, noise_shape=(None, 1)), LSTM(units=2), _ONE),
        SERIES,
        "shape",
        ("“input”", "“dropout”", "steps, features", "noise shape"),
    ),
    "too few positions": Broken(
        _chain(_TEXT, _EMBEDDING, PositionEmbedding(sequence_length=4), LSTM(units=2), _YES, training=_LOGIC),
        WORDS,
        "shape",
        ("“embedding”", "“position_embedding”", "steps", "4 positions"),
    ),
    "a scale for other channels": Broken(
        _chain(_PICTURE, Rescaling(scale=(1.0, 2.0, 3.0)), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“rescaling”", "channels", "3 numbers"),
    ),
    "a mean without a variance": Broken(
        _chain(_ROW, Normalization(mean=(0.5,)), _ONE), NUMBERS, "shape", ("“input”", "“normalization”", "variance")
    ),
    "an equation for more axes": Broken(
        _chain(_ROW, EinsumDense(equation="abc,cd->abd", output_shape=(None, 3)), _ONE),
        NUMBERS,
        "shape",
        ("“input”", "“einsum_dense”", "4 features", "abc,cd->abd"),
    ),
    "a matrix that is none": Broken(
        _chain(_PICTURE, _conv(kernel_initializer=Identity()), Flatten(), _THREE, training=_CLASSES),
        PICTURES,
        "shape",
        ("“input”", "“conv2d”", "kernel initializer identity"),
    ),
    "a bound along no axis": Broken(
        _chain(_ROW, Dense(units=2, activation=Relu(), bias_constraint=MaxNorm(axis=(1,))), _ONE),
        NUMBERS,
        "shape",
        ("“input”", "“dense”", "bias constraint"),
    ),
    "a normalized layer without a kernel": Broken(
        _chain(_ROW, SpectralNormalization(layer=Dropout(rate=0.1)), _ONE),
        NUMBERS,
        "shape",
        ("“input”", "“spectral_normalization”", "Dropout"),
    ),
    "a layer read both ways that reads no way": Broken(
        _chain(_SEQUENCE, Bidirectional(layer=Dense(units=3)), _ONE),
        SERIES,
        "shape",
        ("“input”", "“bidirectional”", "steps, features", "Dense"),
    ),
}

_MERGES: Mapping[str, Broken] = {
    "a sum of different units": Broken(
        _two_inputs(Add(), _relu(8), _relu(5)), PAIRS, "shape", ("“left”", "“right”", "“joint”", "8 units", "5 units")
    ),
    "a product of Inputs": Broken(
        _wired(
            {"a": _ROW, "b": Input(shape=(6,)), "joint": Multiply(), "output": _ONE},
            *("a > joint", "b > joint:1", "joint > output"),
        ),
        PAIRS,
        "shape",
        ("“a”", "“b”", "“joint”", "4 features", "6 features"),
    ),
    "a shortcut around a convolution": Broken(
        _wired(
            {"x": _PICTURE, "conv": _conv(2), "sum": Add(), "flat": Flatten(), "output": _THREE},
            *("x > conv", "conv > sum", "x > sum:1", "sum > flat", "flat > output"),
            training=_CLASSES,
        ),
        PICTURES,
        "shape",
        ("“x”", "“conv”", "“sum”", "height and width"),
    ),
    "a shortcut around a convolution with more filters and strides": Broken(
        _wired(
            {"x": _PICTURE, "conv": _conv(4, strides=(2, 2)), "sum": Add(), "flat": Flatten(), "output": _THREE},
            *("x > conv", "conv > sum", "x > sum:1", "sum > flat", "flat > output"),
            training=_CLASSES,
        ),
        PICTURES,
        "shape",
        ("“x”", "“conv”", "“sum”", "height, width and channels"),
    ),
    "pictures of different sizes side by side": Broken(
        _wired(
            {
                "x": _PICTURE,
                "a": _conv(2),
                "b": _conv(2, 5),
                "join": Concatenate(),
                "flat": Flatten(),
                "output": _THREE,
            },
            *("x > a", "x > b", "a > join", "b > join:1", "join > flat", "flat > output"),
            training=_CLASSES,
        ),
        PICTURES,
        "shape",
        ("“a”", "“b”", "“join”", "height and width"),
    ),
    "a picture beside numbers": Broken(
        _wired(
            {"a": _PICTURE, "b": Input(shape=(6,)), "join": Concatenate(), "output": _THREE},
            *("a > join", "b > join:1", "join > output"),
            training=_CLASSES,
        ),
        SCENES,
        "shape",
        ("“a”", "“b”", "“join”", "number of axes"),
    ),
    "a product along axes of different lengths": Broken(
        _two_inputs(Dot(axes=(1, 1)), _relu(3), _relu(2)), PAIRS, "shape", ("“left”", "“right”", "“joint”", "units")
    ),
    "attention between different features": Broken(
        _wired(
            {"a": _SEQUENCE, "b": Input(shape=(5, 3)), "look": Attention(), "flat": Flatten(), "output": _ONE},
            *("a > look", "b > look:1", "look > flat", "flat > output"),
        ),
        QUERIES,
        "shape",
        ("“a”", "“b”", "“look”", "features"),
    ),
}

_WIRING: Mapping[str, Broken] = {
    "a cycle": Broken(
        _wired(
            {"x": _ROW, "a": _relu(4), "sum": Add(), "b": _relu(4), "output": _ONE},
            *("x > sum", "sum > a", "a > b", "b > sum:1", "b > output"),
        ),
        NUMBERS,
        "cycle",
        ("“sum”", "“b”"),
    ),
    "a layer that nothing leads to": Broken(
        _wired({"x": _ROW, "a": _relu(3), "b": _relu(3), "output": _ONE}, "x > a", "b > output"),
        NUMBERS,
        "missing-input",
        ("“b”",),
    ),
    "a layer by itself": Broken(
        _wired({"x": _ROW, "output": _ONE, "lonely": Dense(units=3)}, "x > output"),
        NUMBERS,
        "missing-input",
        ("Dense “lonely”", "no edge"),
    ),
    "an Input that leads nowhere": Broken(
        _wired({"a": _ROW, "b": Input(shape=(6,)), "join": Concatenate(), "output": _ONE}, "a > join", "join > output"),
        PAIRS,
        "unused-input",
        ("Input “b”",),
    ),
    "a sum of one": Broken(
        _wired({"x": _ROW, "a": _relu(4), "sum": Add(), "output": _ONE}, "x > a", "a > sum", "sum > output"),
        NUMBERS,
        "missing-input",
        ("“sum”",),
    ),
    "two edges into one port": Broken(
        _wired(
            {"x": _ROW, "a": _relu(2), "b": _relu(3), "output": _ONE},
            *("x > a", "x > b", "a > output", "b > output:1"),
        ),
        NUMBERS,
        "surplus-input",
        ("“output”",),
    ),
    "ports with a gap": Broken(
        _wired(
            {"x": _ROW, "a": _relu(2), "join": Concatenate(), "output": _ONE},
            *("x > a", "a > join", "x > join:3", "join > output"),
        ),
        NUMBERS,
        "ports",
        ("“join”",),
    ),
    "an end that nobody asked for": Broken(
        _wired({"x": _ROW, "a": _relu(2), "b": _relu(3), "output": _ONE}, "x > a", "x > b", "b > output"),
        NUMBERS,
        "several-outputs",
        ("“a”", "“output”"),
    ),
    "no Input": Broken(_chain(_relu(3), _ONE), NUMBERS, "no-input", ("Input",)),
}

_OUTPUTS: Mapping[str, Broken] = {
    "a map of classes": Broken(
        _chain(_PICTURE, _conv(), MaxPooling2D(), _THREE, training=_CLASSES),
        PICTURES,
        "output-shape",
        ("“dense”", "3×3×3 (height, width, units)", "3 classes"),
    ),
    "fewer units than classes": Broken(
        _chain(_ROW, _relu(4), Dense(units=2, activation=Softmax()), training=_CLASSES),
        SPECIES,
        "output-shape",
        ("“dense_2”", "2 units", "3 classes"),
    ),
    "a map that is smaller than its target": Broken(
        _chain(_PICTURE, _conv(), Conv2D(filters=1, kernel_size=(3, 3))),
        MASKS,
        "output-shape",
        ("“conv2d_2”", "4×4×1 (height, width, channels)", "8×8×1"),
    ),
    "a row where a map is wanted": Broken(
        _chain(_PICTURE, Flatten(), _ONE), MASKS, "output-shape", ("“dense”", "1 unit", "8×8×1 (height, width, units)")
    ),
    "the last step where all are wanted": Broken(
        _chain(_SEQUENCE, GRU(units=3), _ONE), STEPS, "output-shape", ("“dense”", "1 unit", "6×1 (steps, units)")
    ),
    "standardized words": Broken(
        _chain(
            *(_TEXT, _EMBEDDING, Flatten(), _YES),
            training=_LOGIC,
            reference=_REFERENCE.replace(preprocessing=(Standardize(),)),
        ),
        WORDS,
        "index-range",
        ("“embedding”", "'x'"),
    ),
    "a number for every step": Broken(
        _chain(_SEQUENCE, LSTM(units=3, return_sequences=True), _ONE),
        SERIES,
        "output-shape",
        ("“dense”", "6×1 (steps, units)", "'y'"),
    ),
    "an Input for other data": Broken(
        _chain(Input(shape=(7,)), _relu(4), _ONE), NUMBERS, "input-shape", ("“input”", "7 features", "4")
    ),
    "an Input for the same values in a row": Broken(
        _chain(Input(shape=(64,)), _relu(4), _THREE, training=_CLASSES),
        GRAYS,
        "input-shape",
        ("“input”", "64 features", "8×8"),
    ),
    "an Input for a picture": Broken(
        _chain(Input(shape=(8, 8, 1)), _conv(), Flatten(), _THREE, training=_CLASSES),
        FLAT,
        "input-shape",
        ("“input”", "8×8×1 (height, width, channels)", "64"),
    ),
    "classes of numbers": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_CLASSES), NUMBERS, "loss-target", ("needs classes", "'y'")
    ),
    "more words than vectors": Broken(
        _chain(_TEXT, Embedding(input_dim=5, output_dim=2), Flatten(), _YES, training=_LOGIC),
        WORDS,
        "index-range",
        ("“embedding”", "'x'"),
    ),
    "yes or no by the loss of classes": Broken(
        _chain(_ROW, _relu(4), _YES, training=_CLASSES), ILL, "output-shape", ("“dense_2”", "1 unit", "2 classes")
    ),
    "labels counted for numbers": Broken(
        _chain(
            _ROW, _ONE, training=Training(batch_size=4, metrics=(SparseCategoricalAccuracy(),), loss=MeanSquaredError())
        ),
        NUMBERS,
        "metric-target",
        ("Sparse categorical accuracy", "Mean squared error"),
    ),
    "two limits of gradients": Broken(
        _chain(_ROW, _ONE, training=Training(batch_size=4, optimizer=Adam(clipnorm=1.0, clipvalue=1.0))),
        NUMBERS,
        "optimizer-settings",
        ("Adam",),
    ),
}

HUGE = _data(_values(), x=_values(4, scale=5000))
_X = np.linspace(-1, 1, 80, dtype=np.float32)
PARABOLA = _data(_X**2, x=_X[:, None])
DEAR = _data(_values(scale=5000), x=_values(4))
PHOTOS = _data(_LABELS, _NAMES, x=np.random.default_rng(0).integers(0, 256, (_ROWS, 8, 8, 2)).astype(np.float32))
NEGATIVE = _data(_values() - 9, x=_values(4))
COUNTS = _data(np.abs(_values()), x=_values(4))
SIGNS = _data(2 * _YES_NO - 1, x=_values(4))
_SOFTMAX_TWO = Dense(units=2, activation=Softmax())


def _training(**settings: Any) -> Training:
    return Training(**{"batch_size": 4, **settings})


_MISTAKES: Mapping[str, Broken] = {
    "accuracy of a regression": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_training(metrics=(AutoAccuracy(),))),
        NUMBERS,
        "metric-of-numbers",
        ("Accuracy", "“dense_2”", "'y'"),
    ),
    "precision of a regression": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_training(metrics=(Precision(),))),
        NUMBERS,
        "metric-of-numbers",
        ("Precision", "“dense_2”", "'y'"),
    ),
    "softmax of one": Broken(
        _chain(_ROW, _relu(4), Dense(units=1, activation=Softmax()), training=_LOGIC),
        ILL,
        "softmax-of-one",
        ("“dense_2”", "softmax", "single unit"),
    ),
    "softmax of one number": Broken(
        _chain(_ROW, _relu(4), Dense(units=1, activation=Softmax())),
        NUMBERS,
        "softmax-of-one",
        ("“dense_2”", "softmax", "single unit", "Use linear"),
    ),
    "sigmoid for one of several classes": Broken(
        _chain(_ROW, _relu(4), Dense(units=3, activation=Sigmoid()), training=_CLASSES),
        SPECIES,
        "output-activation",
        ("“dense_2”", "3 units", "sigmoid", "Sparse categorical crossentropy"),
    ),
    "sigmoid for one-hot classes": Broken(
        _chain(
            *(_ROW, _relu(4), Dense(units=3, activation=Sigmoid())), training=_training(loss=CategoricalCrossentropy())
        ),
        ONE_HOT,
        "output-activation",
        ("“dense_2”", "3 units", "sigmoid", "Categorical crossentropy"),
    ),
    "softmax for yes or no": Broken(
        _chain(_ROW, _relu(4), _THREE, training=_LOGIC),
        ONE_HOT,
        "output-activation",
        ("“dense_2”", "3 units", "softmax", "Binary crossentropy"),
    ),
    "logits where probabilities are expected": Broken(
        _chain(_ROW, _relu(4), Dense(units=3), training=_CLASSES),
        SPECIES,
        "output-activation",
        ("“dense_2”", "linear", "Sparse categorical crossentropy"),
    ),
    "a number where yes or no is weighed by how sure it is": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_training(loss=BinaryFocalCrossentropy())),
        ILL,
        "output-activation",
        ("“dense_2”", "linear", "Use sigmoid"),
    ),
    "probabilities where logits are expected": Broken(
        _chain(_ROW, _relu(4), _THREE, training=_training(loss=SparseCategoricalCrossentropy(from_logits=True))),
        SPECIES,
        "output-activation",
        ("“dense_2”", "softmax", "logits"),
    ),
    "numbers where distributions are expected": Broken(
        _chain(_ROW, _relu(4), Dense(units=3), training=_training(loss=KLDivergence())),
        ONE_HOT,
        "output-activation",
        ("“dense_2”", "linear", "probabilities"),
    ),
    "negative counts": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_training(loss=Poisson())),
        COUNTS,
        "output-activation",
        ("“dense_2”", "linear", "Poisson"),
    ),
    "a margin without a negative side": Broken(
        _chain(_ROW, _relu(4), _YES, training=_training(loss=Hinge())),
        SIGNS,
        "output-activation",
        ("“dense_2”", "sigmoid", "Hinge"),
    ),
    "relu for negative numbers": Broken(
        _chain(_ROW, _relu(4), _relu(1)), NEGATIVE, "output-activation", ("“dense_2”", "relu", "'y'")
    ),
    "tanh for large numbers": Broken(
        _chain(_ROW, _relu(4), Dense(units=1, activation=Tanh())),
        NEGATIVE,
        "output-activation",
        ("“dense_2”", "tanh", "'y'"),
    ),
    "squares for classes": Broken(
        _chain(_ROW, _relu(4), Dense(units=3)), SPECIES, "classes-as-numbers", ("“dense_2”", "3 classes", "'y'")
    ),
    "large numbers": Broken(_chain(_ROW, _relu(4), _ONE), HUGE, "unscaled-input", ("“input”", "values up to", "rows")),
    "a target of large numbers": Broken(
        _chain(_ROW, _relu(4), _ONE), DEAR, "unscaled-target", ("“dense_2”", "'y'", "goes up to")
    ),
    "bright pictures": Broken(
        _chain(_PICTURE, _conv(), Flatten(), _THREE, training=_CLASSES),
        PHOTOS,
        "unscaled-input",
        ("“input”", "values up to 255", "rows"),
    ),
    "two layers that are one": Broken(
        _chain(_ROW, Dense(units=8), Dropout(rate=0.2), _ONE),
        NUMBERS,
        "linear-network",
        ("“dense”", "“dense_2”", "no activation"),
    ),
    "sums for a parabola": Broken(
        _chain(Input(shape=(1,)), _ONE),
        PARABOLA,
        "sums-for-bent-data",
        ("“dense”", "'y'", "not linear", "%"),
    ),
    "a batch larger than the data": Broken(
        _chain(_ROW, _relu(4), _ONE, training=Training(batch_size=500)),
        NUMBERS,
        "batch-size",
        ("500", "12 training samples"),
    ),
    "a batch of one": Broken(
        _chain(_ROW, _relu(4), BatchNormalization(), _ONE, training=Training(batch_size=1)),
        NUMBERS,
        "batch-of-one",
        ("“batch_normalization”", "batch size"),
    ),
    "dropout at the end": Broken(
        _chain(_ROW, _relu(4), _ONE, Dropout(rate=0.5)), NUMBERS, "noise-at-the-end", ("“dropout”", "output")
    ),
    "softmax after softmax": Broken(
        _chain(_ROW, _relu(4), _THREE, SoftmaxLayer(), training=_CLASSES),
        SPECIES,
        "softmax-twice",
        ("“dense_2”", "“softmax”", "units"),
    ),
    "nothing but frozen layers": Broken(_frozen(_chain(_ROW, _ONE)), NUMBERS, "nothing-to-learn", ("frozen",)),
    "patience without end": Broken(
        _chain(_ROW, _ONE, training=_training(epochs=5, callbacks=(EarlyStopping(monitor="loss", patience=9),))),
        NUMBERS,
        "idle-callback",
        ("9 epochs", "5"),
    ),
    "watching what is not measured": Broken(
        _chain(_ROW, _ONE, training=_training(epochs=5, callbacks=(EarlyStopping(patience=2),))),
        NUMBERS,
        "callback-monitor",
        ("val_loss",),
    ),
}

NETWORKS: Mapping[str, Broken] = {
    **_WRONG_RANK,
    **_WRONG_SETTINGS,
    **_MERGES,
    **_WIRING,
    **_OUTPUTS,
    **_MISTAKES,
}
