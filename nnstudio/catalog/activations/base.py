"""What every activation declares."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls, Context, Shape


class ActivationFunction(Declaration, frozen=True, kw_only=True):
    """A function of a layer's result z, value by value or along one axis."""

    kind: ClassVar[str] = "activation"
    from_output: ClassVar[bool] = False
    """Whether `backward` reads only `out`, so that z and out may be the same array."""
    keeps_shape: ClassVar[bool] = True
    """Whether the result has the shape of z; only an Activation layer takes what changes it."""

    def objection(self, shape: Shape) -> str | None:
        """Why it cannot be applied to a sample of this shape, as the end of a sentence; None if it can."""
        return None

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of the result for a sample of a shape that it can be applied to."""
        return shape

    @classmethod
    def keras_name(cls) -> str:
        """Keras' activations are functions: `leaky_relu`."""
        return cls.short_name

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """Write the function of `z` to `out`; `out` may be `z` where `from_output` holds."""
        raise NotImplementedError

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """Write the gradient for `z` to `dz`, which may be `dout` itself where the shape is kept.

        It remembers nothing of `forward`, so that a layer may use one activation in many places.
        """
        raise NotImplementedError
