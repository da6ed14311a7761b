"""All that views show of a network, and of which of its nodes they have to show something else after an edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import is_
from typing import Any
from weakref import WeakKeyDictionary

from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Problem


@dataclass(frozen=True, eq=False)
class Known:
    """A network, what follows from it, and what is wrong with it."""

    network: Network = field(default_factory=Network)
    inference: Inference = field(default_factory=lambda: Inference(()))
    problems: tuple[Problem, ...] = ()
    _compared: WeakKeyDictionary[Known, frozenset[str]] = field(default_factory=WeakKeyDictionary, init=False)
    """What was found of earlier ones: several views ask for the same."""

    def differing(self, before: Known) -> frozenset[str]:
        """The nodes of which something else is known than before, with those that came or went.

        It may be the node itself, an edge into it, its frame, what comes out of it, its weights, whether it takes
        part, or what is wrong with it or inside it. Nodes inside blocks go by their paths.
        """
        if before not in self._compared:
            self._compared[before] = self._compare(before)
        return self._compared[before]

    def is_about(self, *parts: object) -> bool:
        """Whether these very values are its network, its inference and its problems."""
        return all(map(is_, parts, (self.network, self.inference, self.problems)))

    def _compare(self, before: Known) -> frozenset[str]:
        pairs = zip(self._by_node, before._by_node, strict=True)
        found = {name for now, then in pairs for name in _differing(now, then)}
        return frozenset(found.union(self._idle ^ before._idle))

    @property
    def _by_node(self) -> tuple[Mapping[str, Any], ...]:
        network, inference = self.network, self.inference
        found = (network.by_id, network.incoming, network.frame_of, inference.shapes, inference.axes, inference.weights)
        return (*found, self._complaints)

    @cached_property
    def _complaints(self) -> dict[str, list[tuple[str | None, ...]]]:
        """What is said of every node, and of what is inside it."""
        found: dict[str, list[tuple[str | None, ...]]] = {}
        for problem in self.problems:
            if problem.node is not None:
                found.setdefault(problem.node.partition("/")[0], []).append((problem.severity, *problem.key))
        return found

    @cached_property
    def _idle(self) -> frozenset[str]:
        """The nodes that stand aside; all others that matter have a shape."""
        return frozenset(filter(self.inference.is_idle, self._shapeless()))

    def _shapeless(self) -> Iterable[str]:
        shapes = self.inference.shapes
        return (name for name in self.network.by_id if name not in shapes)


def _differing(now: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    """The keys with other values; most values are the very same ones, which is quickly seen."""
    if now is before:
        return
    for name, value in now.items():
        if (old := before.get(name)) is not value and old != value:
            yield name
    yield from before.keys() - now.keys()
