"""Broken networks that came up when networks were broken at random (tests/network/broken), one of each kind."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.catalog.activations import Relu, Sigmoid, Softmax
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling2D
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.catalog.losses import BinaryCrossentropy, Poisson, SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import KLDivergence, MeanIoU, Recall
from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import DataReference
from nnstudio.network.block import Block
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import Network
from tests.network.doctor.broken import (
    FLAT,
    ILL,
    NEGATIVE,
    NUMBERS,
    PICTURES,
    SERIES,
    SPECIES,
    WORDS,
    Broken,
)
from tests.network.networks import chain, wired

_REFERENCE = DataReference(source="rows.npz", validation_split=0)
_ONE, _THREE = Dense(units=1), Dense(units=3, activation=Softmax())
_YES = Dense(units=1, activation=Sigmoid())
_ROW, _SEQUENCE = Input(shape=(4,)), Input(shape=(6, 4))


def _trained(**settings: object) -> Training:
    return Training(**{"batch_size": 4, **settings})


_PLAIN = _trained()
_CLASSES, _LOGIC = _trained(loss=SparseCategoricalCrossentropy()), _trained(loss=BinaryCrossentropy())


def _chain(*layers: object, training: Training = _PLAIN) -> Document:
    return chain(*layers, training=training, data=_REFERENCE)


def _relu(units: int) -> Dense:
    return Dense(units=units, activation=Relu())


def _holding(network: Network) -> Document:
    return _chain(_ROW, Block(network=network), _ONE)


_STEPS_OF_STEPS = Dataset(
    "rows",
    {
        "x": np.random.default_rng(0).integers(0, 9, (12, 6, 5)),
        "y": np.random.default_rng(1).standard_normal((12, 6, 1)).astype(np.float32),
    },
    inputs=("x",),
    target="y",
)

FURTHER: Mapping[str, Broken] = {
    "a class that the output does not have": Broken(
        _chain(_ROW, _relu(4), _YES, training=_trained(loss=BinaryCrossentropy(), metrics=(Recall(class_id=2),))),
        ILL,
        "metric-settings",
        ("Recall", "class 2", "1 class"),
    ),
    "probabilities taken for class numbers": Broken(
        _chain(
            *(_ROW, _relu(4), _THREE),
            training=_trained(loss=SparseCategoricalCrossentropy(), metrics=(MeanIoU(num_classes=3),)),
        ),
        SPECIES,
        "metric-settings",
        ("Mean intersection over union", "class numbers"),
    ),
    "divergence of numbers": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_trained(metrics=(KLDivergence(),))),
        NUMBERS,
        "metric-of-numbers",
        ("Kullback-Leibler divergence judges probabilities", "“dense_2”", "'y'"),
    ),
    "a mask of other positions": Broken(
        _chain(
            Input(shape=(6, 5), dtype="int32"),
            Embedding(input_dim=9, output_dim=4, mask_zero=True),
            TimeDistributed(layer=LSTM(units=3)),
            _ONE,
        ),
        _STEPS_OF_STEPS,
        "mask-shape",
        ("“dense”", "6×1 (steps, units)", "6×5"),
    ),
    "hidden steps that count again": Broken(
        _chain(_SEQUENCE, Masking(), LSTM(units=3, return_sequences=True), Flatten(), _relu(4), _ONE),
        SERIES,
        "mask-lost",
        ("Flatten “flatten”", "“lstm”"),
    ),
    "fractions in an Input of whole numbers": Broken(
        _chain(Input(shape=(4,), dtype="int32"), _relu(4), _ONE),
        NUMBERS,
        "input-type",
        ("'x'", "Input “input”", "float32"),
    ),
    "numbers below zero that are looked up": Broken(
        _chain(_SEQUENCE, Embedding(input_dim=9, output_dim=4), Flatten(), _relu(4), _ONE),
        SERIES,
        "index-range",
        ("'x'", "“embedding”"),
    ),
    "fractions that are looked up": Broken(
        _chain(Input(shape=(6,)), Embedding(input_dim=20, output_dim=4), Flatten(), _YES, training=_LOGIC),
        Dataset("rows", {**WORDS.columns, "x": WORDS.columns["x"] / 2}, inputs=("x",), target="y"),
        "fractions-looked-up",
        ("'x'", "8.5", "“embedding”"),
    ),
    "results that are looked up": Broken(
        _chain(_ROW, _relu(5), Embedding(input_dim=9, output_dim=4), Flatten(), _relu(4), _ONE),
        NUMBERS,
        "computed-indices",
        ("“embedding”", "“dense”"),
    ),
    "vectors of pixels": Broken(
        _chain(
            *(Input(shape=(8, 8, 2)), Embedding(input_dim=9, output_dim=4)),
            *(Conv2D(filters=2, kernel_size=(3, 3), activation=Relu()), Flatten(), _THREE),
            training=_CLASSES,
        ),
        PICTURES,
        "shape",
        ("“embedding”", "“conv2d”", "8×8×2×4"),
    ),
    "a block of two results": Broken(
        _holding(wired({"x": _ROW, "a": _relu(3), "b": _relu(2)}, "x > a", "x > b").network),
        NUMBERS,
        "block-output",
        ("Block “block”", "“a”", "“b”"),
    ),
    "a block that nothing enters": Broken(
        _holding(wired({"a": _relu(3), "b": _relu(3), "sum": Add()}, "a > sum", "b > sum:1").network),
        NUMBERS,
        "block-input",
        ("Block “block”", "no Input"),
    ),
    "nothing but an Input": Broken(_chain(Input(shape=(64,)), training=_CLASSES), FLAT, "unused-input", ("“input”",)),
    "logarithms of numbers below zero": Broken(
        _chain(_ROW, _relu(4), _ONE, training=_trained(loss=Poisson())),
        NEGATIVE,
        "target-below-zero",
        ("“dense_2”", "'y'", "Poisson"),
    ),
    "means of numbers for probabilities": Broken(
        _chain(
            *(Input(shape=(8, 8, 2)), Conv2D(filters=3, kernel_size=(3, 3)), GlobalAveragePooling2D()),
            training=_CLASSES,
        ),
        PICTURES,
        "output-activation",
        ("“conv2d”", "linear", "Sparse categorical crossentropy"),
    ),
    "a hidden layer left at the end": Broken(
        _chain(_ROW, _relu(8), training=_CLASSES), SPECIES, "output-shape", ("“dense”", "8 units", "3 classes")
    ),
}
