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
from nnstudio.sentence import Sentence


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
        return Sentence("{input_dim:,} to {output_dim}", input_dim=self.input_dim, output_dim=self.output_dim)

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
    """sums[i] = the sum of the rows whose index is i; many times faster than `np.add.at`.

    Equal indices are brought together by sorting one array of (index, place) pairs, each packed into a number. Rows of
    one index then stand in a run. Neighbors in it are added up, then every second one and its next but one, and so on:
    as many rounds as the longest run has binary digits, each with fewer rows than the last.
    """

    def __init__(self, indices: Array, rows: Array, sums: Array, ctx: Context) -> None:
        count = len(rows)
        self._indices, self._rows, self._sums = indices, rows, sums
        self._bits = max(1, (count - 1).bit_length())
        self._sorted, self._offsets, self._numbers, self._places = (ctx.empty((count,), np.int64) for _ in range(4))
        self._every_place = np.arange(count, dtype=np.int64)
        self._is_first, self._is_right = ctx.empty((count,), bool), ctx.empty((count,), bool)
        self._is_first[:1] = True
        self._ordered, self._left, self._right = (ctx.empty(rows.shape) for _ in range(3))

    def __call__(self) -> None:
        self._sort()
        np.take(self._rows, self._numbers, 0, self._ordered, "clip")
        np.not_equal(self._sorted[1:], self._sorted[:-1], out=self._is_first[1:])
        distance, longest = 1, self._measure_runs()
        while distance < longest:
            self._add_from(distance)
            distance *= 2
        starts = self._places_where(self._is_first)
        found = np.take(self._sorted, starts, 0, self._numbers[: len(starts)], "clip")
        self._sums.fill(0)
        self._sums[found] = np.take(self._ordered, starts, 0, self._left[: len(starts)], "clip")

    def _sort(self) -> None:
        """The indices in ascending order, and the numbers of their rows, which ascend for the same index."""
        np.left_shift(self._indices, self._bits, out=self._sorted, dtype=np.int64)
        np.bitwise_or(self._sorted, self._every_place, out=self._sorted)
        self._sorted.sort()
        np.bitwise_and(self._sorted, (1 << self._bits) - 1, out=self._numbers)
        np.right_shift(self._sorted, self._bits, out=self._sorted)

    def _measure_runs(self) -> int:
        """How far every row stands from the beginning of its run; returns the length of the longest one."""
        offsets = self._offsets
        np.multiply(self._every_place, self._is_first, out=offsets)
        np.maximum.accumulate(offsets, out=offsets)
        np.subtract(self._every_place, offsets, out=offsets)
        return int(offsets.max(initial=-1)) + 1

    def _add_from(self, distance: int) -> None:
        """Add to rows that are sums of so many what stands as far behind them in the same run."""
        np.bitwise_and(self._offsets, 2 * distance - 1, out=self._numbers)
        np.equal(self._numbers, distance, out=self._is_right)
        places = self._places_where(self._is_right)
        left, right = self._left[: len(places)], self._right[: len(places)]
        np.take(self._ordered, places, 0, right, "clip")
        np.subtract(places, distance, out=places)
        np.take(self._ordered, places, 0, left, "clip")
        np.add(left, right, left)
        self._ordered[places] = left

    def _places_where(self, mask: Array) -> Array:
        """As np.flatnonzero gives them, without a new array.

        Every place is put where the next place that is looked for belongs; the last that is put there is that one.
        """
        np.copyto(self._numbers, mask)
        np.add.accumulate(self._numbers, out=self._numbers)
        np.subtract(self._numbers, mask, out=self._numbers)
        self._places.put(self._numbers, self._every_place)
        return self._places[: np.count_nonzero(mask)]
