"""What a plan offers to the kernels it binds: arrays that live as long as the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Context, Kernel, Shape
from nnstudio.engine.arena import Arena


class Meetings:
    """The arrays of a node in which the slices of a batch leave something for each other."""

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._arrays: dict[str, Array] = {}

    def of(self, name: str, make: Callable[[], Array]) -> Array:
        """The array of this name, made for the first slice that asks for it."""
        if name not in self._arrays:
            self._arrays[name] = make()
        return self._arrays[name]


class PlanContext:
    """Allocates what kernels ask for while a plan is compiled; the running plan asks for nothing more."""

    def __init__(
        self,
        dtype: DTypeLike = np.float32,
        *,
        training: bool,
        rng: np.random.Generator,
        frozen: bool = False,
        masks: Sequence[Array | None] = (),
        arena: Arena | None = None,
        node_id: str = "",
        meetings: Meetings | None = None,
        number: int = 0,
        choose: Callable[[Kernel, Sequence[Array], Context], Kernel] | None = None,
    ) -> None:
        """The arrays of a node come from the plan's arena; `number` is that of a slice, which meets the others.

        `choose` says what computes the layers inside other layers; without it they compute themselves.
        """
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self.training = training
        self.frozen = frozen
        self.rng = rng
        self.masks = masks
        self._arena = Arena() if arena is None else arena
        self._node_id = node_id
        self._meetings = Meetings() if meetings is None else meetings
        self._number = number
        self._choose = choose
        self._ones: dict[int, Array] = {}
        self._kept: dict[str, Array] = {}

    @property
    def mask(self) -> Array | None:
        """The mask of the first port."""
        return self.masks[0] if self.masks else None

    def empty(self, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """An array that belongs to the plan."""
        return self._arena.empty(self._node_id, shape, self.dtype if dtype is None else dtype)

    def zeros(self, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """The same, filled with zeros once."""
        return self._arena.zeros(self._node_id, shape, self.dtype if dtype is None else dtype)

    def keep(self, name: str, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """The array of this name, made when it is asked for first."""
        if name not in self._kept:
            self._kept[name] = self.empty(shape, dtype)
        return self._kept[name]

    def meeting(self, name: str, shape: Shape) -> tuple[Array, int]:
        """The array of this name with a row for every slice, and the number of the own one."""
        rows = (self._meetings.count, *shape)
        return self._meetings.of(name, lambda: self.zeros(rows)), self._number

    def ones(self, count: int) -> Array:
        """A vector of ones, shared by all who ask for this length."""
        if count not in self._ones:
            self._ones[count] = np.ones(count, self.dtype)
            self._ones[count].flags.writeable = False
        return self._ones[count]

    def constant(self, value: float) -> Array:
        """A number as an array without axes, which cannot be written to."""
        number = np.full((), value, self.dtype)
        number.flags.writeable = False
        return number

    def kernel_of(self, layer: Kernel, inputs: Sequence[Array], ctx: Context) -> Kernel:
        """What computes a layer inside the node."""
        return layer if self._choose is None else self._choose(layer, inputs, ctx)
