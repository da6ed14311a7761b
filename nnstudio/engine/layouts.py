"""The second stage of compiling: in which order the values of a result lie in memory.

Everybody sees a batch of pictures as (samples, rows, columns, channels). As a rule they lie in memory in this order,
too: channels last. Where they are few, what lies side by side is a run of a few values, and every call that goes
through them stumbles from run to run. Kernels that know this work with samples last: (channels, rows, columns,
samples) in memory, where the shortest run is a batch. A layout changes no index; who reads the array sees the same
axes with other strides.

The rule is one line. A result lies with samples last where the kernel that writes it and all that read it take any
layout; else it lies as everybody expects. Such kernels turn pictures over while they copy them into their own arrays
anyhow, so that a chain of them has samples last throughout, and the turning at its borders (the data at an Input,
before a Flatten, at an output) is part of copies that are made in any case: no call is needed that only converts.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from enum import Enum

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.engine.groups import Group
from nnstudio.network.graph import Network


class Layout(Enum):
    """The order of the axes in memory."""

    CHANNELS_LAST = "channels_last"
    SAMPLES_LAST = "samples_last"

    def room(self, make: Callable[[Shape, DTypeLike], Array], shape: Shape, dtype: DTypeLike) -> Array:
        """An array for (samples, ..., channels), lying in this order."""
        if self is Layout.CHANNELS_LAST:
            return make(shape, dtype)
        samples, *lengths, channels = shape
        return np.moveaxis(make((channels, *lengths, samples), dtype), (0, -1), (-1, 0))


def layouts_of(groups: Iterable[Group], network: Network, asked: Container[str]) -> dict[str, Layout]:
    """The layout of every node's result that is written; those that are `asked` for lie as everybody expects."""
    groups = list(groups)
    flexible = {group.first.id for group in groups if _takes_any_layout(group)}
    layouts: dict[str, Layout] = {}
    for group in groups:
        name = group.last.id
        readers = [edge.target for edge in network.outgoing[name]]
        turns = _takes_any_layout(group) and name not in asked and bool(readers) and flexible.issuperset(readers)
        layouts[name] = Layout.SAMPLES_LAST if turns else Layout.CHANNELS_LAST
    return layouts


def _takes_any_layout(group: Group) -> bool:
    return group.kernel is not None and group.kernel.takes_any_layout
