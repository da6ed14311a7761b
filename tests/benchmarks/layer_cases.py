"""Which layers are held against PyTorch's, on inputs of which sizes: every layer that it has a counterpart for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.activation import ELU, LeakyReLU, PReLU, ReLU, Softmax
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.attention.look_up import Attention
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.catalog.layers.convolution import (
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.einsum_dense import EinsumDense
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.merging.arithmetic import Add, Average, Multiply, Subtract
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.merging.dot import Dot
from nnstudio.catalog.layers.merging.extremes import Maximum, Minimum
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.group import GroupNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.normalization.root_mean_square import RMSNormalization
from nnstudio.catalog.layers.normalization.unit import UnitNormalization
from nnstudio.catalog.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from nnstudio.catalog.layers.pooling_global import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from nnstudio.catalog.layers.recurrent.bidirectional import Bidirectional
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.recurrent.simple import SimpleRNN
from nnstudio.catalog.layers.regularization.dropout import AlphaDropout, Dropout, SpatialDropout1D, SpatialDropout2D
from nnstudio.catalog.layers.regularization.gaussian import GaussianDropout, GaussianNoise
from nnstudio.catalog.layers.reshaping import (
    Cropping1D,
    Cropping2D,
    Permute,
    RepeatVector,
    Resizing,
    UpSampling1D,
    UpSampling2D,
    ZeroPadding1D,
    ZeroPadding2D,
)
from nnstudio.catalog.layers.scaling import Rescaling
from nnstudio.catalog.layers.time_distributed import TimeDistributed


@dataclass(frozen=True)
class Case:
    """A layer on inputs of these shapes, for batches of one size."""

    layer: Layer
    shapes: tuple[Shape, ...]
    batch: int = 32

    @property
    def kind(self) -> str:
        """The type of the layer."""
        return type(self.layer).__name__

    @property
    def name(self) -> str:
        """The layer with its sizes."""
        shapes = " and ".join(map(shape_text, dict.fromkeys(self.shapes)))
        groups, dilation = getattr(self.layer, "groups", 1), max(getattr(self.layer, "dilation_rate", (1,)))
        parts = [
            self.kind,
            self.layer.summary,
            f"· {groups} groups" if groups > 1 and "group" not in self.layer.summary else "",
            f"· dilation {dilation}" if dilation > 1 else "",
            f"on {self.batch} of {shapes}",
        ]
        return " ".join(filter(None, parts))


def _on(layer: Layer, *shapes: Shape, batch: int = 32) -> list[Case]:
    """A layer of one input on several sizes of it."""
    return [Case(layer, (shape,), batch) for shape in shapes]


def _joining(layers: Sequence[Layer], *shapes: Shape) -> list[Case]:
    """Layers of two inputs of the same shape."""
    return [Case(layer, (shape, shape)) for layer in layers for shape in shapes]


_SMALL, _PICTURE, _LARGE = (14, 14, 64), (32, 32, 32), (64, 64, 16)
_SEQUENCE, _LONG = (128, 64), (512, 32)

CONVOLUTIONS = [
    *_on(Conv1D(filters=64, kernel_size=(5,), padding="same"), (128, 32), _LONG),
    *_on(Conv1D(filters=32, kernel_size=(3,), padding="causal", dilation_rate=(4,)), (256, 32)),
    *_on(Conv1D(filters=64, kernel_size=(3,), strides=(2,), padding="same"), (256, 32)),
    *_on(Conv1D(filters=16, kernel_size=(7,), padding="same"), (256, 1)),
    *_on(Conv2D(filters=16, kernel_size=(3, 3), padding="same"), (28, 28, 1), (28, 28, 8)),
    *_on(Conv2D(filters=64, kernel_size=(3, 3), padding="same"), _PICTURE),
    *_on(Conv2D(filters=16, kernel_size=(5, 5), padding="same"), (28, 28, 6)),
    *_on(Conv2D(filters=64, kernel_size=(3, 3), strides=(2, 2), padding="same"), _PICTURE),
    *_on(Conv2D(filters=32, kernel_size=(3, 3), strides=(2, 2), padding="same"), (64, 64, 3)),
    *_on(Conv2D(filters=32, kernel_size=(3, 3), dilation_rate=(2, 2), padding="same"), _PICTURE),
    *_on(Conv2D(filters=64, kernel_size=(1, 1)), _PICTURE, _SMALL),
    *_on(Conv2D(filters=128, kernel_size=(1, 1), strides=(2, 2)), _PICTURE),
    *_on(Conv2D(filters=64, kernel_size=(3, 3), padding="same", groups=4), (16, 16, 64), _SMALL),
    *_on(Conv2D(filters=32, kernel_size=(3, 3), padding="same", groups=8), _PICTURE),
    *_on(Conv1DTranspose(filters=32, kernel_size=(4,), strides=(2,), padding="same"), (64, 64), _SEQUENCE),
    *_on(Conv2DTranspose(filters=32, kernel_size=(3, 3), strides=(2, 2), padding="same"), (8, 8, 64), (16, 16, 64)),
    *_on(Conv2DTranspose(filters=3, kernel_size=(4, 4), strides=(2, 2), padding="same"), (16, 16, 32)),
    *_on(Conv2DTranspose(filters=1, kernel_size=(3, 3), padding="same"), (28, 28, 32)),
    *_on(DepthwiseConv1D(kernel_size=(5,), padding="same"), (256, 64)),
    *_on(DepthwiseConv2D(kernel_size=(3, 3), padding="same"), _PICTURE, _SMALL, (7, 7, 256)),
    *_on(DepthwiseConv2D(kernel_size=(5, 5), padding="same"), _SMALL),
    *_on(DepthwiseConv2D(kernel_size=(3, 3), strides=(2, 2), padding="same"), _PICTURE),
    *_on(DepthwiseConv2D(kernel_size=(3, 3), padding="same", depth_multiplier=2), (14, 14, 32)),
    *_on(SeparableConv1D(filters=64, kernel_size=(5,), padding="same"), (128, 32)),
    *_on(SeparableConv2D(filters=64, kernel_size=(3, 3), padding="same"), _PICTURE, _SMALL),
]

POOLING = [
    *_on(MaxPooling1D(), _SEQUENCE, _LONG),
    *_on(AveragePooling1D(pool_size=(2,)), _SEQUENCE, _LONG),
    *_on(MaxPooling2D(), (28, 28, 6), _PICTURE, _LARGE),
    *_on(MaxPooling2D(pool_size=(3, 3), strides=(2, 2), padding="same"), _PICTURE),
    *_on(MaxPooling2D(pool_size=(3, 3), strides=(1, 1), padding="same"), _SMALL),
    *_on(AveragePooling2D(pool_size=(2, 2)), (28, 28, 6), _PICTURE, _LARGE),
    *_on(AveragePooling2D(pool_size=(3, 3), strides=(1, 1), padding="same"), _SMALL),
    *_on(GlobalAveragePooling1D(), _SEQUENCE, _LONG),
    *_on(GlobalMaxPooling1D(), _SEQUENCE, _LONG),
    *_on(GlobalAveragePooling2D(), _PICTURE, (7, 7, 256)),
    *_on(GlobalMaxPooling2D(), _PICTURE, (7, 7, 256)),
]

SEQUENCES = [
    *_on(SimpleRNN(units=64), (50, 32), batch=64),
    *_on(SimpleRNN(units=32, return_sequences=True), (100, 16)),
    *_on(SimpleRNN(units=128), (200, 64), batch=16),
    *_on(GRU(units=64), (50, 32), batch=64),
    *_on(GRU(units=32, return_sequences=True), (100, 16)),
    *_on(GRU(units=128), (100, 64), batch=64),
    *_on(GRU(units=256), (20, 128), batch=128),
    *_on(LSTM(units=64), (50, 32), batch=64),
    *_on(LSTM(units=32, return_sequences=True), (100, 16)),
    *_on(LSTM(units=64, return_sequences=True), (200, 32), batch=16),
    *_on(LSTM(units=128), (100, 64), batch=64),
    *_on(LSTM(units=256), (20, 128), batch=128),
    *_on(Bidirectional(layer=LSTM(units=32, return_sequences=True)), (50, 32)),
    *_on(Bidirectional(layer=GRU(units=32)), (50, 32)),
    *_on(Bidirectional(layer=LSTM(units=128, return_sequences=True)), (50, 64), batch=64),
    *_on(TimeDistributed(layer=Dense(units=64)), _SEQUENCE),
    *_on(Embedding(input_dim=10_000, output_dim=64), (100,), batch=64),
    *_on(Embedding(input_dim=10_000, output_dim=128), (50,)),
    *_on(Embedding(input_dim=1_000, output_dim=32), (200,)),
    *_on(MultiHeadAttention(num_heads=4, key_dim=16), (128, 64), (32, 64)),
    *_on(MultiHeadAttention(num_heads=4, key_dim=16, use_causal_mask=True), (128, 64)),
    *_on(MultiHeadAttention(num_heads=8, key_dim=32), (128, 256), batch=16),
    *_on(Attention(), (128, 64), (32, 64)),
]

OTHERS = [
    *_on(Dense(units=256), (784,), batch=128),
    *_on(Dense(units=64), (32,)),
    *_on(EinsumDense(equation="abc,cd->abd", output_shape=(None, 64), bias_axes="d"), _SEQUENCE),
    *_on(BatchNormalization(), _PICTURE, _SMALL, (256,)),
    *_on(LayerNormalization(), _SEQUENCE, (32, 256), (512,)),
    *_on(GroupNormalization(groups=8), _PICTURE, _SMALL),
    *_on(GroupNormalization(groups=-1), _PICTURE),
    *_on(RMSNormalization(), _SEQUENCE, (32, 256)),
    *_on(UnitNormalization(), _SEQUENCE, (256,)),
    *_on(Dropout(rate=0.5), (256,), _SEQUENCE, _PICTURE),
    *_on(SpatialDropout1D(rate=0.2), _SEQUENCE),
    *_on(SpatialDropout2D(rate=0.2), _PICTURE),
    *_on(AlphaDropout(rate=0.2), _SEQUENCE),
    *_on(GaussianNoise(stddev=0.1), _SEQUENCE),
    *_on(GaussianDropout(rate=0.2), _SEQUENCE),
    *_on(ReLU(), (256,), _PICTURE),
    *_on(LeakyReLU(), (256,), _PICTURE),
    *_on(ELU(), _PICTURE),
    *_on(PReLU(shared_axes=(1, 2)), _PICTURE),
    *_on(Softmax(), (10,), _SEQUENCE),
    *_on(Rescaling(scale=(1 / 255,)), _PICTURE),
    *_on(UpSampling1D(), _SEQUENCE),
    *_on(UpSampling2D(), (16, 16, 64), (8, 8, 128)),
    *_on(UpSampling2D(interpolation="bilinear"), (16, 16, 64), (8, 8, 128)),
    *_on(Resizing(height=24, width=24), (32, 32, 3)),
    *_on(ZeroPadding1D(), _SEQUENCE),
    *_on(ZeroPadding2D(), _PICTURE),
    *_on(Cropping1D(), _SEQUENCE),
    *_on(Cropping2D(cropping=((2, 2), (2, 2))), _PICTURE),
    *_on(RepeatVector(n=50), (64,)),
    *_on(Permute(dims=(2, 1)), _SEQUENCE),
    *_joining([Add(), Subtract(), Multiply(), Average(), Maximum(), Minimum(), Concatenate()], _PICTURE),
    *_joining([Add(), Concatenate()], (256,)),
    *_joining([Dot(axes=(2, 2))], _SEQUENCE),
]

CASES = [*CONVOLUTIONS, *POOLING, *SEQUENCES, *OTHERS]
