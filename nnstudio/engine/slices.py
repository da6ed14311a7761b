"""How a batch is cut so that threads can share a step: by the size of the network, never by the clock.

The cut decides in which order gradients are added up, and so the last digit of every weight. It depends on the network
and on this computer's number of processors alone: the same document gives the same weights, bit for bit, however many
threads there happen to be to do the slices.
"""

from __future__ import annotations

import math
import os

from nnstudio.engine.work import products_of
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference

_LEAST_OPERATIONS = 15e6
"""A slice of fewer multiplications and additions takes less than two tenths of a millisecond: too little to share."""
_LEAST_SAMPLES = 4
_PASSES = 3
"""Forward, to the weights, to the inputs."""
_OPERATIONS_A_VALUE = 40
"""What it costs to read or write a value in both passes, in the time of multiplications and additions: about 0.3 ns."""
_MOST_SLICES = 16


def slice_count(network: Network, inference: Inference, batch: int) -> int:
    """Into how many slices a batch of training is cut."""
    products = sum(_products_at_a_time(network, inference, node_id) for node_id in inference.order)
    values = sum(_values_at_a_time(network, inference, node_id) for node_id in inference.order)
    operations = batch * (2 * _PASSES * products + _OPERATIONS_A_VALUE * values)
    most = min(os.cpu_count() or 1, _MOST_SLICES, batch // _LEAST_SAMPLES)
    return max(1, min(most, int(operations / _LEAST_OPERATIONS)))


def bounds_of(length: int, count: int) -> list[slice]:
    """So many slices of about the same length."""
    return [slice(length * part // count, length * (part + 1) // count) for part in range(count)]


def _products_at_a_time(network: Network, inference: Inference, node_id: str) -> int:
    """The products of a node for one sample that do not wait for each other.

    Steps that follow from each other are computed one by one: their many small calls are not worth a thread.
    """
    if _follows_steps(network, inference, node_id):
        return inference.weight_count(network.owner_of(node_id))
    return products_of(network, inference, node_id)


def _values_at_a_time(network: Network, inference: Inference, node_id: str) -> int:
    """How many values go into a node and come out of it for one sample, where slices of a batch share them."""
    layer, sources = network.by_id[node_id].layer, [edge.source for edge in network.incoming[node_id]]
    is_whole = layer.draws_numbers or not layer.by_sample
    if is_whole or layer.takes_integers or not sources or _follows_steps(network, inference, node_id):
        return 0
    return sum(math.prod(inference.shapes[name]) for name in (node_id, *sources))


def _follows_steps(network: Network, inference: Inference, node_id: str) -> bool:
    return any(name.endswith("recurrent_kernel") for name in inference.weights[network.owner_of(node_id)])
