"""What every layer declares: its ports, shapes, weights and kernels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, ValueType, Weights
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.sentence import Sentence, counted


class ShapeError(ValueError):
    """A layer cannot take these inputs; the message continues "Dense (hidden) ..." and `field` may name the cause."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class WeightSpec:
    """A weight that a layer asks for."""

    shape: Shape
    initializer: Initializer
    regularizer: Regularizer | None = None
    trainable: bool = True
    constraint: Constraint | None = None
    """What the weight is brought back to after every step of the optimizer."""
    connections: tuple[int, int] | None = None
    """The numbers of inputs and outputs that it connects, where its last two axes do not say."""

    def first_values(self, rng: np.random.Generator) -> Array:
        """What the weight begins with."""
        shape = self.shape
        if self.connections is not None and self.initializer.counts_connections:
            shape = self.connections
        return self.initializer.values(shape, rng).reshape(self.shape)

    @property
    def size(self) -> int:
        """The number of values."""
        return math.prod(self.shape)


class Layer(Declaration, frozen=True, kw_only=True):
    """A computation that can be placed on the canvas."""

    kind: ClassVar[str] = "layer"
    category: ClassVar[str] = "Core"
    least_inputs: ClassVar[int] = 1
    most_inputs: ClassVar[int | None] = 1
    """How many edges it takes; None means any number."""
    takes_integers: ClassVar[bool] = False
    """Whether its kernels read whole numbers as they come; for other layers, plans turn them into numbers first."""
    keeps_integers: ClassVar[bool] = False
    """Whether it only moves values about, so that whole numbers come out as such."""
    supports_mask: ClassVar[bool] = False
    """Whether the mask of its first input is that of its result, too; other layers end it."""

    @property
    def largest_index(self) -> int | None:
        """Its inputs are looked up, and have to be whole numbers from 0 to this one; None where any will do."""
        return None

    @property
    def by_sample(self) -> bool:
        """Whether it looks at every sample by itself, so that samples may come in any batches."""
        return True

    @property
    def activity_penalty(self) -> Regularizer | None:
        """What its results are penalized by, as part of the loss."""
        found: Regularizer | None = getattr(self, "activity_regularizer", None)
        return found

    @property
    def draws_numbers(self) -> bool:
        """Whether it draws random numbers in training, which follow each other through the whole batch."""
        return any(part.draws_numbers for part in self.parts.values())

    @property
    def parts(self) -> Mapping[str, Layer]:
        """The layers inside it, by the path that their weights have among its own."""
        return {}

    @property
    def output_activation(self) -> ActivationFunction | None:
        """The activation that the plan applies after this layer's own kernels."""
        return None

    def result_shape(self, *inputs: Shape) -> Shape:
        """The shape of the result without the batch axis; raises ShapeError.

        Layers declare `output_shape`, but for those that have a setting of this name in Keras.
        """
        return self.output_shape(*inputs)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The same, for `result_shape` alone to ask for."""
        raise NotImplementedError

    def output_type(self, *inputs: ValueType) -> ValueType:
        """What values the result holds, for inputs of these types."""
        return "int32" if self.keeps_integers and set(inputs) == {"int32"} else "float32"

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """The shape of the result's mask, for masks of these shapes at the ports; None where there is no mask.

        A mask tells which entries count, such as the steps of a sequence. Raises ShapeError for one that does not go
        with the layer.
        """
        return masks[0] if self.supports_mask and masks else None

    def bind_mask(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Write the mask of the result, where there is one; the masks of the ports are `ctx.masks`."""
        if ctx.mask is not None:
            yield partial(np.copyto, out, ctx.mask)

    @property
    def adapts(self) -> bool:
        """Whether some weights are not learned but taken from the training rows, before the first step."""
        return False

    def adapted(self, x: Array) -> Mapping[str, Array]:
        """What these weights are for all inputs of a training."""
        return {}

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """The weights by Keras' names, for inputs of these shapes."""
        return {}

    def products(self, *inputs: Shape) -> int:
        """How many products, each added to a sum, it takes to compute one sample; gradients take as many again each.

        Every kernel meets every position of the result, along all axes but the last, unless a layer knows better.
        What is computed value by value does not count: it takes time by the bytes that it moves.
        """
        kernels = sum(spec.size for name, spec in self.weights(*inputs).items() if name.endswith("kernel"))
        return kernels * math.prod(self.result_shape(*inputs)[:-1])

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """The forward kernel over all inputs; a layer of one input declares `forward` instead."""
        return self.forward(inputs[0], out, w, ctx)

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The backward kernel over all inputs; a gradient that nobody needs is None."""
        return self.backward(inputs[0], out, d.out, d.inputs[0], w, d.weights, ctx)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """Write the result to `out` (before `output_activation`)."""
        raise NotImplementedError

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """Write the gradients to `dx`, if it is wanted, and to every array of `dw`.

        `out` is the result before the activation, which may have been overwritten by it: read it only in layers
        without `output_activation`. `dout` may be overwritten.
        """
        raise NotImplementedError


def require_rank(inputs: Shape, rank: int, axes: str) -> None:
    """Raise ShapeError unless the input has this number of axes, which `axes` names."""
    if len(inputs) != rank:
        raise ShapeError(
            Sentence(
                "needs an input of {axes} ({names}), not {shape}",
                axes=counted(rank, "{count} axis", "{count} axes"),
                names=Sentence(axes),
                shape=shape_text(inputs),
            )
        )


def require_leading_mask(mask: Shape | None, inputs: Shape, axes: int = 1) -> None:
    """Raise ShapeError unless the mask, if there is one, has one value for each place along the first axes."""
    if mask is not None and mask != inputs[:axes]:
        raise ShapeError(
            Sentence(
                "needs a mask of {wanted} for its input of {shape}, and has one of {mask}; "
                "put it before the layers that arrange values anew",
                wanted=shape_text(inputs[:axes]),
                shape=shape_text(inputs),
                mask=shape_text(mask),
            )
        )


def require_applicable(activation: ActivationFunction, shape: Shape, field: str = "activation") -> None:
    """Raise ShapeError if the activation in this field cannot be applied to results of this shape, and keep it."""
    objection = activation.objection(shape)
    if not activation.keeps_shape:
        objection = Sentence("changes the shape; choose another here, and put this one into an Activation layer")
    _refuse(activation, objection, field)


def activated_shape(activation: ActivationFunction, shape: Shape, field: str = "activation") -> Shape:
    """The shape that the activation in this field makes of another by itself; raises ShapeError."""
    _refuse(activation, activation.objection(shape), field)
    return activation.output_shape(shape)


def require_initializable(initializer: Initializer, shape: Shape, field: str) -> None:
    """Raise ShapeError if the initializer in this field cannot fill a weight of this shape."""
    _refuse(initializer, initializer.objection(shape), field)


def shape_text(shape: Shape) -> str:
    """A shape as the canvas shows it: 8×8×1."""
    return "×".join(map(str, shape)) if shape else "scalar"


def spoken(field: str) -> str:
    """A field as a sentence says it, by the label that goes with its name."""
    return Sentence(field.replace("_", " ").capitalize()).continued()


def _refuse(chosen: Declaration, objection: str | None, field: str) -> None:
    """Raise ShapeError if there is an objection to what was chosen in this field."""
    if objection is not None:
        raise ShapeError(
            Sentence(
                "has the {field} {chosen}, which {objection}",
                field=spoken(field),
                chosen=chosen.short_name,
                objection=objection,
            ),
            field,
        )
