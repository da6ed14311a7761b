"""Penalties on what layers give."""

from __future__ import annotations

from collections.abc import Iterable

from nnstudio.catalog.regularizers import Regularizer
from nnstudio.network.graph import Network, Node


def activity_penalties(network: Network, nodes: Iterable[Node]) -> dict[str, Regularizer]:
    """The penalty on the results of each node that has one, by its id; nodes stand in the order in which they compute.

    Of a layer that appears several times, the last appearance alone is penalized, as in Keras.
    """
    last = {network.owner_of(node.id): node for node in nodes}
    return {node.id: penalty for node in last.values() if (penalty := node.layer.activity_penalty) is not None}
