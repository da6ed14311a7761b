"""The language of kernels: generators of bound calls over arrays that a plan owns.

A declaration computes nothing itself. Its `forward` and `backward` yield `functools.partial` objects that write into
arrays given to them; the plan collects them once and calls them at every step. So a kernel reads like the textbook
and costs one call per line at run time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nnstudio.sentence import Sentence

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
ValueType: TypeAlias = Literal["float32", "int32"]
"""What values an edge carries: numbers in the floating type of the plan, or whole numbers, which have no gradient."""
Call: TypeAlias = Callable[[], object]
Calls: TypeAlias = Iterator[Call]


class Together:
    """Calls in parts that may be done at the same time, by as many threads as there happen to be.

    Whoever just calls it does one part after the other, with the same result bit for bit.
    """

    def __init__(self, parts: Iterable[Iterable[Call]]) -> None:
        """Parts that have nothing to do are left out."""
        self.parts = tuple(filter(None, map(tuple, parts)))

    def __call__(self) -> None:
        """Do all parts."""
        for part in self.parts:
            for call in part:
                call()


class Weights:
    """The arrays of one layer by weight name: `w.kernel`, `dw.bias`, or `w["query/kernel"]` for a part's own weight."""

    __slots__ = ("_arrays",)

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays

    def __getattr__(self, name: str) -> Array:
        if name in self._arrays:
            return self._arrays[name]
        raise AttributeError(_no_weight(name))

    def __getitem__(self, name: str) -> Array:
        if name in self._arrays:
            return self._arrays[name]
        raise KeyError(_no_weight(name))

    def get(self, name: str) -> Array | None:
        """The array of this name, or None where the layer has no such weight."""
        return self._arrays.get(name)

    def replaced(self, **arrays: Array) -> Weights:
        """The same with other arrays for some names."""
        return Weights(self._arrays | arrays)

    def __or__(self, other: Weights) -> Weights:
        """Those of both."""
        return Weights(self._arrays | other._arrays)

    def under(self, path: str) -> Weights:
        """The arrays of a layer inside this one: `w.under("forward").kernel` is `w["forward/kernel"]`."""
        start = f"{path}/"
        return Weights({name[len(start) :]: array for name, array in self._arrays.items() if name.startswith(start)})


def _no_weight(name: str) -> str:
    return Sentence("This layer has no weight named {name!r}.", name=name)


def wait() -> None:
    """The call with which slices of a batch wait for each other: none goes on before all have come to theirs."""


@dataclass(frozen=True)
class Gradients:
    """The gradients of a layer: what comes from behind it, and where its kernel is to write what goes before it."""

    out: Array
    """That of its result; it may be overwritten."""
    inputs: Sequence[Array | None]
    """Those of its inputs; None where nobody needs one."""
    weights: Weights
    """Those of its weights."""


class Kernel(Protocol):
    """What binds the calls of a layer; every layer is one itself."""

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context, /) -> Calls:
        """The calls that write the result, before the activation."""

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context, /) -> Calls:
        """The calls that write the gradients."""


class Context(Protocol):
    """What a plan offers to the kernels that it binds."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The floating type of the plan."""

    @property
    def training(self) -> bool:
        """Whether layers act as in training (dropout drops, batch statistics are used)."""

    @property
    def frozen(self) -> bool:
        """Whether the node is not trainable; batch statistics are then left alone, also in training."""

    @property
    def masks(self) -> Sequence[Array | None]:
        """For each port, which entries of its input count; None where all do."""

    @property
    def mask(self) -> Array | None:
        """The mask of the first port."""

    @property
    def rng(self) -> np.random.Generator:
        """The random generator of this node."""

    def empty(self, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """An array that belongs to the plan, of the plan's type unless told otherwise."""

    def zeros(self, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """The same, filled with zeros once."""

    def keep(self, name: str, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """The array of this name: what `forward` leaves in it, such as a mask, `backward` of the same layer finds."""

    def meeting(self, name: str, shape: Shape) -> tuple[Array, int]:
        """An array with a row of this shape for every slice of the batch, and which row is that of this slice.

        What a slice writes to its row, all may read after the next `wait`.
        """

    def ones(self, count: int) -> Array:
        """A vector of ones, never written to: a product with it is the fastest column sum."""

    def constant(self, value: float) -> Array:
        """A number as an array without axes, which NumPy takes faster than a Python number."""

    def kernel_of(self, layer: Kernel, inputs: Sequence[Array], ctx: Context) -> Kernel:
        """What computes a layer inside this one, which is offered `ctx`: that layer, or what does the same faster."""
