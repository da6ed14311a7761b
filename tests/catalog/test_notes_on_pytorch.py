"""What the help of a declaration says to those who come from PyTorch, or go there."""

from __future__ import annotations

import pytest

from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from tests.catalog.declarations import EVERY_TYPE

SURPRISING = {
    Layer: {
        "AveragePooling1D": "count_include_pad",
        "AveragePooling2D": "count_include_pad",
        "BatchNormalization": "0.99",
        "Conv1D": "groups",
        "Conv2D": "groups",
        "Conv1DTranspose": "channels, filters",
        "Conv2DTranspose": "channels, filters",
        "Dense": "transposed",
        "DepthwiseConv2D": "groups = channels",
        "Embedding": "padding_idx",
        "Flatten": "another order",
        "GRU": "update, reset",
        "GroupNormalization": "1e-5",
        "LSTM": "forget gate begins at 1",
        "LayerNormalization": "1e-5",
        "LeakyReLU": "0.01",
        "MaxPooling2D": "both sides",
        "MultiHeadAttention": "one matrix",
        "PReLU": "0.25",
        "RMSNormalization": "1e-6",
        "Resizing": "-3/4",
        "SimpleRNN": "two biases",
    },
    Loss: {
        "BinaryCrossentropy": "-100",
        "CategoricalCrossentropy": "logits",
        "CosineSimilarity": "negative",
        "KLDivergence": "logarithms",
        "Poisson": "logarithms",
        "SparseCategoricalCrossentropy": "sum of the weights",
    },
    Optimizer: {
        "Adadelta": "0.95",
        "Adagrad": "outside the root",
        "Adam": "1e-8",
        "AdamW": "0.004",
        "Adamax": "0.002",
        "Muon": "match_rms_adamw",
        "Nadam": "momentum_decay",
        "RMSprop": "outside the root",
        "SGD": "outside the velocity",
    },
    Initializer: {"GlorotNormal": "not cut off", "HeNormal": "not cut off", "TruncatedNormal": "trunc_normal_"},
    Callback: {"ReduceLROnPlateau": "one epoch more"},
}
"""What surprised people, with a word that the note must hold."""


@pytest.mark.parametrize(
    ("kind", "name", "word"), [(kind, name, word) for kind, words in SURPRISING.items() for name, word in words.items()]
)
def test_what_pytorch_does_otherwise_is_told(kind: type[Declaration], name: str, word: str):
    assert word in types_of(kind)[name].note_on_pytorch


@EVERY_TYPE
def test_a_note_is_made_of_sentences(found: type[Declaration]):
    note = found.note_on_pytorch
    assert note == " ".join(note.split())
    assert not note or note.endswith(".")


def test_a_note_is_that_of_the_type_alone():
    class Parent(Loss, frozen=True, kw_only=True):
        note_on_pytorch = "It is called otherwise."

    class _Child(Parent, frozen=True, kw_only=True):
        pass

    assert not _Child.note_on_pytorch
