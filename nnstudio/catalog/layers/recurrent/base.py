"""What layers that read a sequence step by step have in common: settings, shapes, and the order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import ActivationFunction, Tanh
from nnstudio.catalog.constraints import BiasConstraint, KernelConstraint, RecurrentConstraint
from nnstudio.catalog.initializers import GlorotUniform, Initializer, Orthogonal, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, WeightSpec, require_applicable, require_leading_mask, require_rank
from nnstudio.catalog.layers.recurrent.masked_product import MaskedProduct
from nnstudio.catalog.layers.recurrent.skipping import Skipping
from nnstudio.catalog.layers.regularization.base import Seed
from nnstudio.catalog.regularizers import ActivityRegularizer, Regularizer
from nnstudio.sentence import Sentence, counted, dotted

Units: TypeAlias = Annotated[int, Meta(ge=1, title="Units", description="Number of values remembered, and of outputs.")]
Activation: TypeAlias = Annotated[
    ActivationFunction, Meta(title="Activation", description="Function applied to what is new at every step.")
]
RecurrentActivation: TypeAlias = Annotated[
    ActivationFunction, Meta(title="Recurrent activation", description="Function that opens and closes the gates.")
]
_DropRate: TypeAlias = Annotated[
    float, Meta(ge=0, lt=1, title="Dropout", description="The part of the inputs that is dropped in training.")
]


class _Recurrent(Layer, frozen=True, kw_only=True):
    """Reads a sequence step by step; types declare `gates` and their kernels over steps in the order of reading."""

    category: ClassVar[str] = "Recurrent"
    gates: ClassVar[int] = 1
    masks_by_gate: ClassVar[bool] = True
    """Whether recurrent dropout, where there is any, gives every gate masks of its own."""

    units: Units
    activation: Activation = Tanh()
    use_bias: Annotated[bool, Meta(title="Use bias", description="Add a learned offset to every gate.")] = True
    kernel_initializer: Annotated[
        Initializer, Meta(title="Kernel initializer", description="How the kernel of the inputs begins.")
    ] = GlorotUniform()
    recurrent_initializer: Annotated[
        Initializer, Meta(title="Recurrent initializer", description="How the kernel of the state begins.")
    ] = Orthogonal()
    bias_initializer: Annotated[Initializer, Meta(title="Bias initializer", description="How the bias begins.")] = (
        Zeros()
    )
    kernel_regularizer: (
        Annotated[Regularizer, Meta(title="Kernel regularizer", description="Penalty on the kernel of the inputs.")]
        | None
    ) = None
    recurrent_regularizer: (
        Annotated[Regularizer, Meta(title="Recurrent regularizer", description="Penalty on the kernel of the state.")]
        | None
    ) = None
    bias_regularizer: (
        Annotated[Regularizer, Meta(title="Bias regularizer", description="Penalty on the bias.")] | None
    ) = None
    activity_regularizer: ActivityRegularizer | None = None
    kernel_constraint: KernelConstraint | None = None
    recurrent_constraint: RecurrentConstraint | None = None
    bias_constraint: BiasConstraint | None = None
    dropout: _DropRate = 0.0
    recurrent_dropout: Annotated[
        float,
        Meta(
            ge=0,
            lt=1,
            title="Recurrent dropout",
            description="The part of the state that is dropped in training, the same at every step.",
        ),
    ] = 0.0
    seed: Seed | None = None
    return_sequences: Annotated[
        bool, Meta(title="Return sequences", description="Give the state after every step, not only the last.")
    ] = False
    go_backwards: Annotated[
        bool, Meta(title="Go backwards", description="Read from the last step to the first; outputs keep that order.")
    ] = False

    @property
    def summary(self) -> str:
        """Units, and whether every step is given."""
        units = counted(self.units, "{count} unit", "{count} units")
        return dotted((units, Sentence("every step") if self.return_sequences else ""))

    @property
    def draws_numbers(self) -> bool:
        """For its dropout."""
        return max(self.dropout, self.recurrent_dropout) > 0

    def output_shape(self, *inputs: Shape) -> Shape:
        """(steps, units), or (units,) for the last step alone."""
        (shape,) = inputs
        require_rank(shape, 2, "steps, values")
        require_applicable(self.activation, (self.units,))
        return (shape[0], self.units) if self.return_sequences else (self.units,)

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """Masked steps are passed over, and stay masked where every step is given."""
        require_leading_mask(masks[0], inputs[0])
        return masks[0] if self.return_sequences else None

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel (values, gates · units), recurrent kernel (units, gates · units) and bias."""
        columns = self.gates * self.units
        specs = {
            "kernel": WeightSpec(
                (inputs[0][-1], columns),
                self.kernel_initializer,
                self.kernel_regularizer,
                constraint=self.kernel_constraint,
            ),
            "recurrent_kernel": WeightSpec(
                (self.units, columns),
                self.recurrent_initializer,
                self.recurrent_regularizer,
                constraint=self.recurrent_constraint,
            ),
        }
        if self.use_bias:
            specs["bias"] = self.bias_spec()
        return specs

    def products(self, *inputs: Shape) -> int:
        """Both kernels meet every step."""
        weights = self.weights(*inputs)
        return inputs[0][0] * (weights["kernel"].size + weights["recurrent_kernel"].size)

    def bias_spec(self) -> WeightSpec:
        """One value for each column of the kernel."""
        return WeightSpec(
            (self.gates * self.units,), self.bias_initializer, self.bias_regularizer, constraint=self.bias_constraint
        )

    def gate(self, index: int) -> slice:
        """The columns of a gate."""
        return slice(index * self.units, (index + 1) * self.units)

    def input_product(self, x: Array, w: Weights, ctx: Context) -> MaskedProduct:
        """Inputs times kernel."""
        return MaskedProduct("inputs", w.kernel, self.dropout, len(x), ctx, masks=self._masks(self.gates))

    def state_product(self, name: str, kernel: Array, gates: int, batch: int, ctx: Context) -> MaskedProduct:
        """The state times the recurrent kernel, or some gates of it."""
        return MaskedProduct(name, kernel, self.recurrent_dropout, batch, ctx, masks=self._masks(gates))

    def _masks(self, gates: int) -> int:
        return gates if self.masks_by_gate and self.recurrent_dropout > 0 else 1

    def read(self, x: Array, ctx: Context) -> tuple[Array, Calls]:
        """The inputs as (steps, batch, values) in the order of reading, and the call that puts them there."""
        inputs = ctx.keep("steps", (x.shape[1], len(x), x.shape[2]))
        return inputs, iter([partial(np.copyto, inputs, self._in_order(x))])

    def skipping(self, ctx: Context) -> Skipping:
        """What passes over the masked steps."""
        mask = ctx.mask
        return Skipping(mask[:, ::-1] if mask is not None and self.go_backwards else mask, ctx)

    def states(self, name: str, x: Array, ctx: Context) -> Array:
        """A state before the first step, which is zero, and after each: (steps + 1, batch, units)."""
        found = ctx.keep(name, (x.shape[1] + 1, len(x), self.units))
        found[0] = 0
        return found

    def write(self, states: Array, out: Array) -> Calls:
        """out = the state after every step or after the last."""
        yield partial(np.copyto, out, states[1:].transpose(1, 0, 2) if self.return_sequences else states[-1])

    def arriving(self, dout: Array, step: int, steps: int, dh: Array) -> Calls:
        """dh = dout for the last step, or dh + dout for one before it."""
        if step == steps - 1:
            yield partial(np.copyto, dh, dout[:, step] if self.return_sequences else dout)
        elif self.return_sequences:
            yield partial(np.add, dh, dout[:, step], dh)

    def input_gradients(
        self, x: Array, delta: Array, dx: Array | None, w: Weights, dkernel: Array, ctx: Context
    ) -> Calls:
        """dkernel and dx from the gradient of inputs · kernel at every step."""
        product, inputs = self.input_product(x, w, ctx), ctx.keep("steps", (x.shape[1], len(x), x.shape[2]))
        yield from product.kernel_gradient(inputs, delta, dkernel)
        if dx is not None:
            dinputs = ctx.empty(inputs.shape)
            yield from product.source_gradient(delta, dinputs)
            yield partial(np.copyto, self._in_order(dx), dinputs)

    def bias_gradient(self, delta: Array, dbias: Array, ctx: Context) -> Calls:
        """dbias = the sum over steps and batch."""
        rows = delta.reshape(-1, delta.shape[-1])
        yield partial(np.dot, ctx.ones(len(rows)), rows, dbias)

    def _in_order(self, x: Array) -> Array:
        """A sequence of batches, in the order of reading."""
        steps = x.transpose(1, 0, 2)
        return steps[::-1] if self.go_backwards else steps
