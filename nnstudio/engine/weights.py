"""All weights of a network in one vector, with a named view for every weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Weights
from nnstudio.catalog.layers.base import WeightSpec, shape_text
from nnstudio.engine.randomness import generator
from nnstudio.errors import InputError
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference
from nnstudio.sentence import Sentence

_WEIGHTS = Sentence("The weights")


@dataclass(frozen=True)
class Slot:
    """Where a weight lies: its node, name and spec, its view and that of its gradient."""

    node: str
    name: str
    spec: WeightSpec
    value: Array
    gradient: Array | None
    """None for weights that no gradient moves."""

    @property
    def path(self) -> str:
        """The name in files: `hidden/kernel`."""
        return f"{self.node}/{self.name}"


class WeightStore:
    """The weights of a network in one vector: first the `trained` ones, with their `gradient`, then the `tracked` rest.

    Tracked weights are those no gradient moves: moving statistics, and all weights of frozen nodes. Nodes that share
    weights have the slots of the one that owns them.
    """

    def __init__(self, network: Network, inference: Inference, dtype: DTypeLike = np.float32) -> None:
        entries = [
            (node_id, name, spec, spec.trainable and network.by_id[node_id].trainable)
            for node_id in inference.order
            for name, spec in inference.weights[node_id].items()
        ]
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        moving = sum(spec.size for _, _, spec, moves in entries if moves)
        self._values = np.zeros(sum(spec.size for _, _, spec, _ in entries), self.dtype)
        self._remembered: Array | None = None
        self.trained, self.tracked = self._values[:moving], self._values[moving:]
        self.gradient = np.zeros(moving, self.dtype)  # unlike zeros_like, touches no memory yet
        self.slots = tuple(self._lay_out(entries))
        self._by_node: dict[str, list[Slot]] = {node_id: [] for node_id in inference.order}
        for slot in self.slots:
            self._by_node[slot.node].append(slot)
        for node_id in inference.order:
            self._by_node[node_id] = self._by_node[network.owner_of(node_id)]

    def _lay_out(self, entries: list[tuple[str, str, WeightSpec, bool]]) -> Iterator[Slot]:
        offsets = {True: 0, False: 0}
        for node_id, name, spec, moves in entries:
            start = offsets[moves]
            offsets[moves] = stop = start + spec.size
            value = (self.trained if moves else self.tracked)[start:stop].reshape(spec.shape)
            gradient = self.gradient[start:stop].reshape(spec.shape) if moves else None
            yield Slot(node_id, name, spec, value, gradient)

    def with_own_gradient(self) -> WeightStore:
        """The same weights with another gradient vector, for a slice of the batch."""
        other = copy(self)
        other.gradient = np.zeros(self.gradient.shape, self.dtype)
        starts = np.cumsum([0, *(slot.value.size for slot in self.slots if slot.gradient is not None)])
        rooms = iter(pairwise(starts.tolist()))
        twins = {
            slot.path: slot
            if slot.gradient is None
            else replace(slot, gradient=other.gradient[slice(*next(rooms))].reshape(slot.value.shape))
            for slot in self.slots
        }
        other.slots = tuple(twins.values())
        other._by_node = {  # noqa: SLF001 - a copy of its own kind
            node_id: [twins[slot.path] for slot in slots] for node_id, slots in self._by_node.items()
        }
        return other

    @property
    def is_finite(self) -> bool:
        """Whether no weight is infinite or not a number."""
        return bool(np.isfinite(self._values).all())

    def weights_of(self, node_id: str) -> Weights:
        """The arrays of a node, as its kernels read them."""
        return Weights({slot.name: slot.value for slot in self._by_node[node_id]})

    def gradients_of(self, node_id: str) -> Weights:
        """Where a node's kernels write its gradients; frozen weights get arrays that nobody reads."""
        return Weights(
            {
                slot.name: np.zeros_like(slot.value) if slot.gradient is None else slot.gradient
                for slot in self._by_node[node_id]
                if slot.spec.trainable
            }
        )

    def slots_of(self, node_id: str) -> list[Slot]:
        """The weights of a node."""
        return self._by_node[node_id]

    def initialize(self, seed: int) -> None:
        """Give every weight its first values; each has a generator of its own, so that no node changes another's."""
        for slot in self.slots:
            rng = generator(seed, f"weights/{slot.path}")
            slot.value[...] = slot.spec.first_values(rng)

    def named(self) -> dict[str, Array]:
        """A copy of every weight by its name in files."""
        return {slot.path: slot.value.copy() for slot in self.slots}

    def remember(self) -> None:
        """Keep the weights as they are now, for `recall`."""
        if self._remembered is None:
            self._remembered = np.empty_like(self._values)
        self._remembered[...] = self._values

    def recall(self) -> None:
        """Go back to the weights that were remembered last."""
        if self._remembered is not None:
            self._values[...] = self._remembered

    def load(self, arrays: Mapping[str, Array], source: str = _WEIGHTS) -> None:
        """Take over weights by name; raises InputError, and changes nothing, unless all are there and fit."""
        fitting = self.fitting(arrays, source)
        for slot in self.slots:
            slot.value[...] = fitting[slot.path]

    def fitting(self, arrays: Mapping[str, Array], source: str = _WEIGHTS) -> dict[str, Array]:
        """The arrays in this store's type; raises InputError unless they are those of this network."""
        known = {slot.path: slot for slot in self.slots}
        missing = [path for path in known if path not in arrays]
        surplus = [path for path in arrays if path not in known]
        if missing:
            raise InputError(
                Sentence("{source} have no {weight}, which this network needs.", source=source, weight=missing[0])
            )
        if surplus:
            raise InputError(
                Sentence("{source} have {weight}, which this network does not have.", source=source, weight=surplus[0])
            )
        return {path: self._fitted(arrays[path], slot, source) for path, slot in known.items()}

    def _fitted(self, array: Array, slot: Slot, source: str) -> Array:
        if array.shape != slot.value.shape:
            raise InputError(
                Sentence(
                    "{source} have {weight} of the shape {given}; this network needs {needed}.",
                    source=source,
                    weight=slot.path,
                    given=shape_text(array.shape),
                    needed=shape_text(slot.value.shape),
                )
            )
        if array.dtype.kind not in "fiu":
            raise InputError(
                Sentence(
                    "{source} have {weight} with {dtype} values, which are no numbers to train with.",
                    source=source,
                    weight=slot.path,
                    dtype=str(array.dtype),
                )
            )
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused
            fitted = array.astype(self.dtype)
        if not np.isfinite(fitted).all():
            raise InputError(
                Sentence("{source} have values in {weight} that are not finite.", source=source, weight=slot.path)
            )
        return fitted
