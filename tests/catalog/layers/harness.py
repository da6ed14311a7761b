"""One layer bound to arrays of its own, the way a plan binds it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

import numpy as np

from nnstudio.catalog.kernels import Array, Context, Gradients, Kernel, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.engine.context import PlanContext

PORT_STEP = 0.0023
"""What keeps the values of one input apart from those of the next, too, where the largest of them is taken."""


class BoundLayer:
    """Random inputs and weights, and the calls of both passes; what a pass has to write begins as NaN."""

    def __init__(
        self,
        layer: Layer,
        shapes: Sequence[Shape],
        *,
        batch: int = 3,
        dtype: type[np.floating] = np.float64,
        training: bool = True,
        frozen: bool = False,
        wanted: Sequence[bool] | None = None,
        integers: Container[int] = (),
        masks: Mapping[int, Shape] | None = None,
        kernel: Kernel | None = None,
        choose: Callable[[Kernel, Sequence[Array], Context], Kernel] | None = None,
    ) -> None:
        """`integers` are the ports to which whole numbers come, `masks` the shapes of the masks of those with masks.

        A `kernel` computes in the place of the layer's own, and those that `choose` gives in that of layers inside.
        """
        random = np.random.default_rng(0)
        specs = layer.weights(*shapes)
        self.rng = np.random.Generator(np.random.PCG64(1))
        self.inputs = [
            _input(layer, random, (batch, *shape), PORT_STEP * port).astype(np.int32 if port in integers else dtype)
            for port, shape in enumerate(shapes)
        ]
        self.weights = {name: np.asarray(_weight(random, name, spec.shape), dtype) for name, spec in specs.items()}
        self.out = _unwritten((batch, *layer.result_shape(*shapes)), dtype)
        self.dout = random.normal(size=self.out.shape).astype(dtype)
        wanted = wanted or [port not in integers for port in range(len(shapes))]
        self.gradients = [
            _unwritten(x.shape, dtype) if want else None for x, want in zip(self.inputs, wanted, strict=True)
        ]
        self.weight_gradients = {name: _unwritten(spec.shape, dtype) for name, spec in specs.items() if spec.trainable}
        self._random_state = self.rng.bit_generator.state
        self._dout = self.dout.copy()
        masked = masks or {}
        self.masks = [_mask(random, (batch, *masked[port])) if port in masked else None for port in range(len(shapes))]
        out_mask = layer.output_mask(shapes, [masked.get(port) for port in range(len(shapes))])
        self.out_mask = None if out_mask is None else np.zeros((batch, *out_mask), bool)
        context = PlanContext(dtype, training=training, frozen=frozen, rng=self.rng, masks=self.masks, choose=choose)
        self._bind(layer, kernel or layer, context)

    def _bind(self, layer: Layer, kernel: Kernel, context: PlanContext) -> None:
        activation = layer.output_activation
        z = self.out if activation is None or activation.from_output else np.full_like(self.out, np.nan)
        w = Weights(self.weights)
        d = Gradients(self._dout, self.gradients, Weights(self.weight_gradients))
        self.forward_calls = list(kernel.bind_forward(self.inputs, z, w, context))
        self.backward_calls = []
        if activation is not None:
            self.forward_calls += activation.forward(z, self.out, context)
            self.backward_calls += activation.backward(z, self.out, self._dout, self._dout, context)
        if self.out_mask is not None:
            self.forward_calls += layer.bind_mask(self.inputs, self.out_mask, context)
        self.backward_calls += kernel.bind_backward(self.inputs, z, d, w, context)

    def forward(self) -> Array:
        """Run the forward pass with the random numbers of the first time."""
        self.rng.bit_generator.state = self._random_state
        for call in self.forward_calls:
            call()
        return self.out

    def backward(self) -> None:
        """Run the backward pass for `dout`, which kernels may overwrite."""
        np.copyto(self._dout, self.dout)
        for call in self.backward_calls:
            call()

    def learned(self) -> dict[str, tuple[Array, Array]]:
        """Every array that has a gradient, with it."""
        pairs = {f"x{port}": pair for port, pair in enumerate(zip(self.inputs, self.gradients, strict=True))}
        pairs |= {name: (self.weights[name], gradient) for name, gradient in self.weight_gradients.items()}
        return {name: (value, gradient) for name, (value, gradient) in pairs.items() if gradient is not None}


def distinct(random: np.random.Generator, shape: Shape) -> Array:
    """Values around 0 of which no two are near each other, nor near any short decimal number, where functions bend."""
    count = int(np.prod(shape))
    return ((random.permutation(count) - count // 2) * 0.01 + 0.00317).reshape(shape)


def _input(layer: Layer, random: np.random.Generator, shape: Shape, step: float) -> Array:
    if layer.largest_index is not None:
        return random.integers(0, layer.largest_index + 1, shape) + 0.25
    return distinct(random, shape) + step


def _mask(random: np.random.Generator, shape: Shape) -> Array:
    """True for some entries, and for at least one of every sample."""
    mask = random.random(shape) < 0.6
    mask.reshape(len(mask), -1)[:, :1] = True
    return mask


def _weight(random: np.random.Generator, name: str, shape: Shape) -> Array:
    return random.uniform(0.5, 2, shape) if name.endswith("variance") else random.normal(size=shape)


def _unwritten(shape: Shape, dtype: type[np.floating]) -> Array:
    return np.full(shape, np.nan, dtype)
