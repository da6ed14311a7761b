"""The settings that several convolutions have."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.windows import Pair, Single
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.sentence import Sentence

Filters: TypeAlias = Annotated[
    int, Meta(ge=1, title="Filters", description="Number of filters: the channels of the result.")
]
DepthMultiplier: TypeAlias = Annotated[
    int, Meta(ge=1, title="Depth multiplier", description="Number of filters for each channel.")
]
Groups: TypeAlias = Annotated[
    int, Meta(ge=1, title="Groups", description="Parts into which channels and filters are split, each on its own.")
]

KernelSize1D: TypeAlias = Annotated[Single, Meta(title="Kernel size", description="Number of steps in a filter.")]
KernelSize2D: TypeAlias = Annotated[Pair, Meta(title="Kernel size", description="Height and width of a filter.")]

Strides1D: TypeAlias = Annotated[Single, Meta(title="Strides", description="How far the filters move, in steps.")]
Strides2D: TypeAlias = Annotated[Pair, Meta(title="Strides", description="How far the filters move, down and across.")]

_ENLARGED = Meta(
    title="Strides",
    description="How far the filters move over the result: about how many times larger it is than the input.",
)
_ENLARGED_BOTH_WAYS = Meta(
    title="Strides",
    description="How far the filters move over the result: about how many times larger it is than the input, down and "
    "across.",
)
EnlargingStrides1D: TypeAlias = Annotated[Single, _ENLARGED]
EnlargingStrides2D: TypeAlias = Annotated[Pair, _ENLARGED_BOTH_WAYS]

_DILATION = Meta(title="Dilation rate", description="Distance between the values that a filter looks at.")
DilationRate1D: TypeAlias = Annotated[Single, _DILATION]
DilationRate2D: TypeAlias = Annotated[Pair, _DILATION]

_OUTPUT_PADDING = Meta(
    title="Output padding",
    description="What is added to the end of the smallest result, less than the stride; none gives the usual size.",
)
_Extra: TypeAlias = Annotated[int, Meta(ge=0)]
OutputPadding1D: TypeAlias = Annotated[tuple[_Extra], _OUTPUT_PADDING]
OutputPadding2D: TypeAlias = Annotated[tuple[_Extra, _Extra], _OUTPUT_PADDING]

SequencePadding: TypeAlias = Annotated[
    Literal["valid", "same", "causal"],
    Meta(
        title="Padding",
        description="valid: the window stays inside; same: both ends are padded, so that stride 1 keeps the length; "
        "causal: only the beginning is, so that no result sees what comes after it.",
    ),
]

KERNEL_IN_PYTORCH = Sentence(
    "The weight has the shape (filters, channels / groups, ...) there; it and the bias begin with uniform values up to "
    "1 / √(values that a filter sees). Here it is Glorot's uniform distribution, and a bias of zeros."
)
"""A note for every layer that begins with filters."""

Activation: TypeAlias = Annotated[
    ActivationFunction, Meta(title="Activation", description="Function applied to every output.")
]
UseBias: TypeAlias = Annotated[
    bool, Meta(title="Use bias", description="Add a learned offset to each channel of the result.")
]

KernelInitializer: TypeAlias = Annotated[
    Initializer, Meta(title="Kernel initializer", description="How the kernel W begins.")
]
KernelRegularizer: TypeAlias = Annotated[
    Regularizer, Meta(title="Kernel regularizer", description="Penalty on the kernel.")
]

DepthwiseInitializer: TypeAlias = Annotated[
    Initializer, Meta(title="Depthwise initializer", description="How the filters of single channels begin.")
]
DepthwiseRegularizer: TypeAlias = Annotated[
    Regularizer, Meta(title="Depthwise regularizer", description="Penalty on the filters of single channels.")
]
DepthwiseConstraint: TypeAlias = Annotated[
    Constraint,
    Meta(title="Depthwise constraint", description="Limit on the filters of single channels, kept after every step."),
]

PointwiseInitializer: TypeAlias = Annotated[
    Initializer, Meta(title="Pointwise initializer", description="How the weights that mix channels begin.")
]
PointwiseRegularizer: TypeAlias = Annotated[
    Regularizer, Meta(title="Pointwise regularizer", description="Penalty on the weights that mix channels.")
]
PointwiseConstraint: TypeAlias = Annotated[
    Constraint,
    Meta(title="Pointwise constraint", description="Limit on the weights that mix channels, kept after every step."),
]

BiasInitializer: TypeAlias = Annotated[
    Initializer, Meta(title="Bias initializer", description="How the bias b begins.")
]
BiasRegularizer: TypeAlias = Annotated[Regularizer, Meta(title="Bias regularizer", description="Penalty on the bias.")]
