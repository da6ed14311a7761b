"""A rule that gives the steps of matrices the same length in all directions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls, Shape
from nnstudio.catalog.optimizers.adam import Adam
from nnstudio.catalog.optimizers.base import Beta1, Beta2, Decay, Epsilon, Momentum, Optimizer, Rate


class Muon(Optimizer, frozen=True, kw_only=True):
    """Makes the momentum of every matrix orthogonal before the step; all other weights follow Adam (Jordan, 2024).

    Matrices are the weights with two axes, but for embeddings and excluded layers. A few steps of a polynomial bring
    all singular values near 1. The step is scaled by 0.2 · √(larger side), as in Keras.
    """

    formula: ClassVar[str] = (
        "m = momentum · m + g;  x = (g + momentum · m) / ‖g + momentum · m‖;  "
        "x = a · x + (b · x xᵀ + c · (x xᵀ)²) · x, ns_steps times;  w -= learning_rate · rms_rate · √max(sides) · x"
    )
    note_on_pytorch: ClassVar[str] = (
        "Muon takes matrices only, and scales its steps in another way unless adjust_lr_fn is "
        "“match_rms_adamw”. Its weight decay is 0.1; here it is 0.004."
    )
    by_weight: ClassVar[bool] = True
    counts_steps: ClassVar[bool] = True

    learning_rate: Rate = 0.001
    weight_decay: Decay | None = 0.004
    momentum: Momentum = 0.95
    nesterov: Annotated[bool, Meta(title="Nesterov", description="Look ahead along the momentum.")] = True
    ns_steps: Annotated[
        int, Meta(ge=0, title="Newton-Schulz steps", description="How often the polynomial is applied.")
    ] = 5
    muon_a: Annotated[float, Meta(title="a", description="What the polynomial takes of x.")] = 3.4445
    muon_b: Annotated[float, Meta(title="b", description="What the polynomial takes of x xᵀ x.")] = -4.775
    muon_c: Annotated[float, Meta(title="c", description="What the polynomial takes of (x xᵀ)² x.")] = 2.0315
    rms_rate: (
        Annotated[float, Meta(ge=0, title="RMS rate", description="The size of a step's values; none leaves them be.")]
        | None
    ) = 0.2
    exclude_embeddings: Annotated[
        bool, Meta(title="Exclude embeddings", description="Let weights with “embedding” in their name follow Adam.")
    ] = True
    exclude_layers: (
        Annotated[
            tuple[str, ...],
            Meta(title="Excluded layers", description="Let weights with any of these in their name follow Adam."),
        ]
        | None
    ) = None
    adam_lr_ratio: Annotated[
        float, Meta(ge=0, title="Adam's rate", description="Adam's learning rate as a part of this one.")
    ] = 1.0
    adam_beta_1: Beta1 = 0.9
    adam_beta_2: Beta2 = 0.999
    adam_weight_decay: Decay | None = 0.004
    epsilon: Epsilon = 1e-7

    @property
    def slots(self) -> Mapping[str, float]:
        """The momentum, and the sum of squares for weights that follow Adam."""
        return {"momentum": 0.0, "velocity": 0.0}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The learning rate of matrices, and that of Adam."""
        return {"rate": learning_rate, "adam": self._adam.rates(step, learning_rate * self.adam_lr_ratio)["rate"]}

    def decay_of(self, path: str, shape: Shape) -> float:
        """That of Adam for weights that follow it."""
        return (self.adam_weight_decay if self._follows_adam(path, shape) else self.weight_decay) or 0.0

    def update_weight(
        self, path: str, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """The orthogonal step, or Adam's."""
        if self._follows_adam(path, w.shape):
            yield from self._adam.update(w, g, slots, {"rate": rates["adam"]}, scratch)
            return
        m, momentum = slots["momentum"], np.full((), self.momentum, w.dtype)
        yield partial(np.multiply, m, momentum, m)
        yield partial(np.add, m, g, m)
        if self.nesterov:
            yield partial(np.multiply, m, momentum, scratch)
            yield partial(np.add, scratch, g, scratch)
        else:
            yield partial(np.copyto, scratch, m)
        yield from self._orthogonalize(scratch if w.shape[0] <= w.shape[1] else scratch.T)
        scale = 1.0 if self.rms_rate is None else self.rms_rate * math.sqrt(max(w.shape))
        yield partial(np.multiply, scratch, rates["rate"], scratch)
        yield partial(np.multiply, scratch, np.full((), scale, w.dtype), scratch)
        yield partial(np.subtract, w, scratch, w)

    @property
    def _adam(self) -> Adam:
        return Adam(beta_1=self.adam_beta_1, beta_2=self.adam_beta_2, epsilon=self.epsilon)

    def _follows_adam(self, path: str, shape: Shape) -> bool:
        is_embedding = self.exclude_embeddings and "embedding" in path.lower()
        return len(shape) != 2 or is_embedding or any(name in path for name in self.exclude_layers or ())

    def _orthogonalize(self, wide: Array) -> Iterator[Call]:
        """Bring the singular values of a matrix that is not higher than wide near 1, in place."""
        a, b, c = (np.full((), value, wide.dtype) for value in (self.muon_a, self.muon_b, self.muon_c))
        side = len(wide)
        x, change, norm = np.empty(wide.shape, wide.dtype), np.empty(wide.shape, wide.dtype), np.zeros((), wide.dtype)
        products, squares = (np.empty((side, side), wide.dtype) for _ in range(2))
        yield partial(np.copyto, x, wide)
        yield partial(np.dot, x.reshape(-1), x.reshape(-1), norm)
        yield partial(np.sqrt, norm, norm)
        yield partial(np.add, norm, np.full((), 1e-7, wide.dtype), norm)
        yield partial(np.divide, x, norm, x)
        for _ in range(self.ns_steps):
            yield partial(np.dot, x, x.T, products)
            yield partial(np.dot, products, products, squares)
            yield partial(np.multiply, squares, c, squares)
            yield partial(np.multiply, products, b, products)
            yield partial(np.add, products, squares, products)
            yield partial(np.dot, products, x, change)
            yield partial(np.multiply, x, a, x)
            yield partial(np.add, x, change, x)
        yield partial(np.copyto, wide, x)
