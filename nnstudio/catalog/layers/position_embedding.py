"""What tells positions apart that attention would mix up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers import GlorotUniform, Initializer
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, require_initializable, shape_text
from nnstudio.sentence import Sentence, counted


class PositionEmbedding(Layer, frozen=True, kw_only=True):
    """Gives a learned vector for every position of a sequence; an Add joins them with the sequence itself.

    Attention sees a sequence as a heap without order: what it is to know of the order must be in the values. Only the
    shape of the input counts here, not its values (Devlin et al., 2019). The layer is KerasHub's.
    """

    category: ClassVar[str] = "Attention"
    formula: ClassVar[str] = "y[position] = embeddings[position]"

    sequence_length: Annotated[int, Meta(ge=1, title="Sequence length", description="The largest number of positions.")]
    initializer: Annotated[Initializer, Meta(title="Initializer", description="How the vectors begin.")] = (
        GlorotUniform()
    )

    @property
    def summary(self) -> str:
        """The largest number of positions."""
        return counted(self.sequence_length, "{count} position", "{count} positions")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        (shape,) = inputs
        if len(shape) < 2:
            raise ShapeError(
                Sentence("needs an input of at least 2 axes (positions, values), not {shape}", shape=shape_text(shape))
            )
        if shape[-2] > self.sequence_length:
            raise ShapeError(
                Sentence(
                    "knows {sequence_length} positions, and its input of {shape} has {expected}; make its"
                    " sequence length larger",
                    sequence_length=self.sequence_length,
                    shape=shape_text(shape),
                    expected=shape[-2],
                ),
                "sequence_length",
            )
        require_initializable(self.initializer, (self.sequence_length, shape[-1]), "initializer")
        return shape

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """One vector for each position that there may be."""
        return {"embeddings": WeightSpec((self.sequence_length, inputs[0][-1]), self.initializer)}

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the vectors of the first positions, the same for every sample."""
        yield partial(np.copyto, out, w.embeddings[: x.shape[-2]])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dembeddings = Σ dout; the input has no part in the result, and dx = 0."""
        used = x.shape[-2]
        yield partial(dw.embeddings.fill, 0)
        yield partial(np.add.reduce, dout, tuple(range(dout.ndim - 2)), None, dw.embeddings[:used])
        if dx is not None:
            yield partial(dx.fill, 0)
