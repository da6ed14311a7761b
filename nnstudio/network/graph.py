"""Nodes, edges, and the network they make: immutable values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from itertools import chain, count

from msgspec import Struct

from nnstudio.catalog.layers.base import Layer
from nnstudio.network.annotations import Annotation, Frame, Note
from nnstudio.network.sorting import cycle_in, sources_first
from nnstudio.sentence import Sentence

LONGEST_ID = 100
_WIRING = frozenset({"incoming", "outgoing", "order", "cycle"})
"""What is the same in networks whose nodes have the same names and whose edges are the same."""
ID_RULE = Sentence(
    "a text of 1 to {most} characters without “/”, “\\” and control characters, not beginning or ending with a space",
    most=LONGEST_ID,
)


def is_valid_id(name: str) -> bool:
    """Whether a node may have this id: it becomes part of weight names, which slashes divide."""
    return 0 < len(name) <= LONGEST_ID and name.isprintable() and not {"/", "\\"} & set(name) and name == name.strip()


def free_id(wish: str, taken: Collection[str]) -> str:
    """The wished id, or the first of wish_2, wish_3, ... that is not taken."""
    numbered = (f"{wish[: LONGEST_ID - len(end)]}{end}" for end in (f"_{number}" for number in count(2)))
    return next(name for name in chain([wish], numbered) if name not in taken)


class Node(Struct, frozen=True, kw_only=True):
    """A layer placed on the canvas. Its `id` is its name, unique in the network."""

    id: str
    layer: Layer
    position: tuple[float, float] = (0.0, 0.0)
    trainable: bool = True
    shared_with: str | None = None
    muted: bool = False
    """Whether what arrives at its first port passes through it as if it were not there."""

    @property
    def type_name(self) -> str:
        """The layer's type, such as Dense."""
        return type(self.layer).__name__

    @property
    def title(self) -> str:
        """How sentences name it: Dense “hidden”."""
        return f"{self.type_name} “{self.id}”"


class Edge(Struct, frozen=True):
    """A connection from a node's output to an input port of another."""

    source: str
    target: str
    port: int = 0


class Network(Struct, frozen=True, dict=True):
    """Nodes and edges in the order in which the document lists them, and what is written around them."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    notes: tuple[Note, ...] = ()
    frames: tuple[Frame, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Every node by its id."""
        return {node.id: node for node in self.nodes}

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """Notes and frames."""
        return (*self.notes, *self.frames)

    @cached_property
    def frame_of(self) -> dict[str, Frame]:
        """The frame that a node is in, for those that are in one."""
        return {name: frame for frame in self.frames for name in frame.nodes}

    @cached_property
    def incoming(self) -> dict[str, tuple[Edge, ...]]:
        """The edges into every node, by port."""
        return _by_target(self.edges, self.by_id)

    @cached_property
    def outgoing(self) -> dict[str, tuple[Edge, ...]]:
        """The edges out of every node."""
        return _by_source(self.edges, self.by_id)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every node after those it depends on; empty if there is a cycle."""
        return sources_first(self._dependencies)

    @cached_property
    def cycle(self) -> tuple[str, ...]:
        """The nodes of one cycle in the direction of its edges, the first once more at the end; empty if none is."""
        return () if len(self.order) == len(self.nodes) else cycle_in(self._dependencies)

    @property
    def _dependencies(self) -> dict[str, list[str]]:
        return {target: [edge.source for edge in edges] for target, edges in self.incoming.items()}

    def wired_like(self, other: Network) -> Network:
        """This network, which knows from another one, with the same names and edges, what follows from those."""
        for name in _WIRING & other.__dict__.keys():
            self.__dict__[name] = other.__dict__[name]
        return self

    def rewired_from(self, other: Network, nodes: Collection[str]) -> Network:
        """This network, which knows from another one the edges of all nodes but these."""
        here = [name for name in nodes if name in self.by_id]
        if "incoming" in other.__dict__:
            changed = _by_target((edge for edge in self.edges if edge.target in nodes), here)
            self.__dict__["incoming"] = _picked(other.incoming | changed, self.by_id)
        if "outgoing" in other.__dict__:
            changed = _by_source((edge for edge in self.edges if edge.source in nodes), here)
            self.__dict__["outgoing"] = _picked(other.outgoing | changed, self.by_id)
        return self

    @cached_property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes through which data enters: those whose layer takes no edge."""
        return tuple(node for node in self.nodes if node.layer.most_inputs == 0)

    @cached_property
    def outputs(self) -> tuple[Node, ...]:
        """The nodes without outgoing edges."""
        return tuple(node for node in self.nodes if not self.outgoing[node.id])

    @cached_property
    def active(self) -> tuple[Node, ...]:
        """The nodes that are not muted."""
        return tuple(node for node in self.nodes if not node.muted)

    def acting(self, node_id: str) -> Node:
        """The node whose result a node gives: itself, or the one before all that are muted; as far as there is one."""
        node, seen = self.by_id[node_id], {node_id}
        while node.muted and self.incoming[node.id]:
            node = self.by_id[self.incoming[node.id][0].source]
            if node.id in seen:
                break
            seen.add(node.id)
        return node

    def fresh_id(self, wish: str, taken: Iterable[str] = ()) -> str:
        """The wished id, or the first of wish_2, wish_3, ... that is neither in the network nor taken elsewhere."""
        return free_id(wish, {*self.by_id, *taken})

    def owner_of(self, node_id: str) -> str:
        """The node whose weights this one uses: itself, unless it shares those of another."""
        return self.by_id[node_id].shared_with or node_id

    def ancestors(self, node_id: str) -> set[str]:
        """Every node from which data flows into this one; with itself only if there is a cycle."""
        return _reached(node_id, lambda name: [edge.source for edge in self.incoming[name]])

    def descendants(self, node_id: str) -> set[str]:
        """Every node into which data flows from this one; with itself only if there is a cycle."""
        return _reached(node_id, lambda name: [edge.target for edge in self.outgoing[name]])


def _by_target(edges: Iterable[Edge], names: Iterable[str]) -> dict[str, tuple[Edge, ...]]:
    """The edges into each of these nodes, which are the targets of all of them, by port."""
    found: dict[str, list[Edge]] = {name: [] for name in names}
    for edge in edges:
        found[edge.target].append(edge)
    for several in found.values():
        if len(several) > 1:
            several.sort(key=lambda edge: edge.port)
    return {target: tuple(those) for target, those in found.items()}


def _by_source(edges: Iterable[Edge], names: Iterable[str]) -> dict[str, tuple[Edge, ...]]:
    """The edges out of each of these nodes, which are the sources of all of them."""
    found: dict[str, list[Edge]] = {name: [] for name in names}
    for edge in edges:
        found[edge.source].append(edge)
    return {source: tuple(those) for source, those in found.items()}


def _picked(edges: Mapping[str, tuple[Edge, ...]], names: Iterable[str]) -> dict[str, tuple[Edge, ...]]:
    return {name: edges[name] for name in names}


def _reached(start: str, neighbors: Callable[[str], list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in neighbors(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
