"""The composite: a network inside a network, placed as one node."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network.graph import Network, Node
from nnstudio.sentence import counted, dotted


class Block(Layer, frozen=True, kw_only=True):
    """Several layers as one: a network inside the network, with a name of its own.

    The Inputs inside are its ports, in their order, and take the shape of what arrives there; the shape that they
    have of themselves only counts while nothing arrives. The one output inside is its result. Weights are named by
    their path, as in block/hidden/kernel. A block that is not trainable freezes all that is inside.

    Blocks of the same definition are linked: an edit inside one of them changes all. They share their structure, not
    their weights; "shared_with" on a block shares those too. In a document a block's config holds either its own
    "network" or the name of its "definition".
    """

    category: ClassVar[str] = "Block"

    network: Network
    """What is inside; for a linked block that of the definition."""
    definition: str | None = None
    """The name under which the document holds the network of all linked blocks; None for a block of its own."""

    @property
    def least_inputs(self) -> int:  # type: ignore[override]  # a constant of every other layer, here a question
        """One edge for each Input inside."""
        return max(1, len(self.network.inputs))

    @property
    def most_inputs(self) -> int:  # type: ignore[override]  # a constant of every other layer, here a question
        """One edge for each Input inside."""
        return max(1, len(self.network.inputs))

    @property
    def results(self) -> tuple[Node, ...]:
        """The nodes inside that nothing follows; a block that can compute has one."""
        outputs = self.network.outputs
        return tuple(node for node in outputs if node.layer.most_inputs != 0) or outputs

    @property
    def result(self) -> Node | None:
        """The node inside whose output is the block's; None unless there is exactly one."""
        return self.results[0] if len(self.results) == 1 else None

    @property
    def layer_count(self) -> int:
        """How many layers are inside, those of inner blocks included and Inputs not."""
        inner = (node.layer for node in self.network.nodes if node.layer.most_inputs != 0)
        return sum(layer.layer_count if isinstance(layer, Block) else 1 for layer in inner)

    @property
    def summary(self) -> str:
        """How many layers are inside, and the definition."""
        return dotted((counted(self.layer_count, "1 layer", "{count} layers"), self.definition or ""))


def layer_types() -> dict[str, type[Layer]]:
    """Every type that a node may have: the layers of the catalog, and Block."""
    return {**types_of(Layer), Block.__name__: Block}
