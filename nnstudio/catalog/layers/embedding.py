"""Whole numbers that stand for words or categories, as vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.initializers import Initializer, RandomUniform
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, WeightSpec
from nnstudio.catalog.regularizers import Regularizer


class Embedding(Layer, frozen=True, kw_only=True):
    """Gives every whole number a learned vector: the first layer for words, categories and other names.

    Numbers that mean similar things come to have similar vectors. The input is a whole number or any arrangement of
    them, best from an Input with whole values; other values are cut to whole ones, as in Keras. Every number must lie
    from 0 to one below the input dimension.

    With mask zero, 0 stands for nothing: layers that understand masks, such as LSTM, pass over it.
    """

    category: ClassVar[str] = "Core"
    note_on_pytorch: ClassVar[str] = (
        "Embedding begins with normal values of deviation 1; here they lie within 0.05. Instead of a mask it has a "
        "padding_idx, whose vector stays zero."
    )
    formula: ClassVar[str] = "y = embeddings[x]"
    takes_integers: ClassVar[bool] = True

    input_dim: Annotated[
        int,
        Meta(
            ge=1,
            title="Input dimension",
            description="How many numbers there are: the largest one plus 1.",
        ),
    ]
    output_dim: Annotated[int, Meta(ge=1, title="Output dimension", description="Length of the vectors.")]
    embeddings_initializer: Annotated[
        Initializer, Meta(title="Embeddings initializer", description="How the vectors begin.")
    ] = RandomUniform()
    embeddings_regularizer: (
        Annotated[Regularizer, Meta(title="Embeddings regularizer", description="Penalty on the vectors.")] | None
    ) = None
    embeddings_constraint: (
        Annotated[
            Constraint, Meta(title="Embeddings constraint", description="Where the vectors are kept after every step.")
        ]
        | None
    ) = None
    mask_zero: Annotated[
        bool, Meta(title="Mask zero", description="Let 0 stand for nothing, which later layers pass over.")
    ] = False

    @property
    def summary(self) -> str:
        """How many numbers become vectors of what length."""
        return f"{self.input_dim:,} to {self.output_dim}"

    @property
    def largest_index(self) -> int:
        """The number of the last vector."""
        return self.input_dim - 1

    def output_shape(self, *inputs: Shape) -> Shape:
        """The input's shape with the vectors as a new last axis."""
        return (*inputs[0], self.output_dim)

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """With mask zero, one value for each number; what was masked before is not asked."""
        return inputs[0] if self.mask_zero else None

    def bind_mask(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Everything but 0 counts."""
        yield partial(np.not_equal, inputs[0], np.zeros((), inputs[0].dtype), out)

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """One vector for each number."""
        shape = (self.input_dim, self.output_dim)
        return {
            "embeddings": WeightSpec(
                shape,
                self.embeddings_initializer,
                self.embeddings_regularizer,
                constraint=self.embeddings_constraint,
            )
        }

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the vectors of the numbers."""
        indices = self._indices(x, ctx)
        yield partial(np.copyto, indices, x, "unsafe")
        yield partial(np.maximum, indices, np.zeros((), np.intp), out=indices)
        yield partial(np.minimum, indices, np.full((), self.largest_index, np.intp), out=indices)
        yield partial(np.take, w.embeddings, indices, 0, out, "clip")

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dembeddings[i] = the sum of dout wherever the number is i; the numbers have no gradient, and dx = 0."""
        indices = self._indices(x, ctx).reshape(-1)
        yield _SumsByIndex(indices, dout.reshape(-1, self.output_dim), dw.embeddings, ctx)
        if dx is not None:
            yield partial(dx.fill, 0)

    def _indices(self, x: Array, ctx: Context) -> Array:
        """The numbers that are looked up: whole and in range, whatever the layers before have made of them."""
        return ctx.keep("indices", x.shape, np.intp)


class _SumsByIndex:
    """sums[i] = the sum of the rows whose index is i; several times faster than `np.add.at`.

    Equal indices are brought together by sorting one array of (index, place) pairs, each packed into a number.
    """

    def __init__(self, indices: Array, rows: Array, sums: Array, ctx: Context) -> None:
        count = len(rows)
        self._indices, self._rows, self._sums = indices, rows, sums
        self._bits = max(1, (count - 1).bit_length())
        self._pairs, self._places = ctx.empty((count,), np.int64), ctx.empty((count,), np.int64)
        self._every_place = np.arange(count, dtype=np.int64)
        self._is_first = ctx.empty((count,), bool)
        self._is_first[:1] = True
        self._ordered, self._found = ctx.empty(rows.shape), ctx.empty(rows.shape)

    def __call__(self) -> None:
        pairs, places, is_first = self._pairs, self._places, self._is_first
        np.left_shift(self._indices, self._bits, out=pairs, dtype=np.int64)
        np.bitwise_or(pairs, self._every_place, out=pairs)
        pairs.sort()
        np.bitwise_and(pairs, (1 << self._bits) - 1, out=places)
        np.right_shift(pairs, self._bits, out=pairs)
        np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
        np.take(self._rows, places, 0, self._ordered, "clip")
        starts = np.flatnonzero(is_first)  # as many as there are different numbers: all that is allocated
        found = self._found[: len(starts)]
        np.add.reduceat(self._ordered, starts, 0, None, found)
        self._sums.fill(0)
        self._sums[np.take(pairs, starts, 0, places[: len(starts)], "clip")] = found
