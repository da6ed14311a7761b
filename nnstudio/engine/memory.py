"""How much memory a training takes, known before it takes it, and refused where there is not so much.

What a plan takes is what its kernels ask for, so it is asked: a plan is compiled in an arena that counts. The weights
come in many copies: with their gradients, those of every slice of the batch, the slots of the optimizer, and what is
kept of them for checkpoints and for the best epoch. What remains is small: the calls themselves, and what the library
that multiplies matrices keeps for itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from nnstudio.data.memory import as_size, available_memory
from nnstudio.engine.plan import Plan
from nnstudio.errors import NetworkError
from nnstudio.network.document import Training
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference
from nnstudio.sentence import Sentence, joined

_SHARE = 0.8
"""Beyond this share of what is free the computer would begin to swap."""
_BYTES_PER_CALL = 800
"""A call with the views that it is bound to."""
_ALWAYS = 3_000_000
"""What the smallest training takes: threads, code, and the room in which products pack their factors."""
_VALUE = 4
_CHECKPOINTS = 2
"""The last one, and the one that is made to take its place."""


@dataclass(frozen=True)
class MemoryNeed:
    """What a training takes, in bytes, beside the data and all that the process has already."""

    weights: int
    """Weights, gradients, slots and copies of them."""
    plans: int
    """What the plans for whole batches, for the rest of an epoch and for validation take."""
    by_node: Mapping[str, int]
    """What each node takes of both."""

    @property
    def total(self) -> int:
        """All together."""
        return self.weights + self.plans + _ALWAYS

    @property
    def largest(self) -> str:
        """The node that takes the most."""
        return max(self.by_node, key=lambda node_id: self.by_node[node_id])


def room() -> float:
    """The bytes that a training may take now; infinite where the system does not say what is free."""
    available = available_memory()
    return math.inf if available is None else _SHARE * available


def size_of(plan: Plan) -> int:
    """What a plan takes by its arrays and its calls, in bytes."""
    return plan.memory.total + _BYTES_PER_CALL * sum(len(part) for step in plan.steps for part in step.parts)


def need_of(
    plan: Plan, inference: Inference, training: Training, *, slices: int, rest: int, validation: int
) -> MemoryNeed:
    """What a training takes by the plans for whole batches, for the `rest` of an epoch, and to validate."""
    share = 1 + rest / plan.batch
    plans = int(share * size_of(plan)) + validation
    copies = _copies_of_weights(training, slices)
    weights = {node_id: _VALUE * copies * inference.weight_count(node_id) for node_id in inference.order}
    by_node = Counter(weights) + Counter({node: int(share * size) for node, size in plan.memory.by_node.items()})
    return MemoryNeed(sum(weights.values()), plans, by_node)


def least_need(inference: Inference, batch: int = 1, training: Training | None = None) -> MemoryNeed:
    """What a network takes at the least, without a plan: its weights, and what its nodes give for a batch."""
    copies = 1 if training is None else _copies_of_weights(training, slices=1)
    weights = {node_id: _VALUE * copies * inference.weight_count(node_id) for node_id in inference.order}
    results = {node_id: _VALUE * batch * math.prod(inference.shapes[node_id]) for node_id in inference.order}
    return MemoryNeed(sum(weights.values()), sum(results.values()), Counter(weights) + Counter(results))


def require_room(need: MemoryNeed, network: Network, batch: int = 1, most: float | None = None) -> None:
    """Raise NetworkError if a training needs more than may be taken; the sentence says what would help."""
    most = room() if most is None else most
    if need.total <= most:
        return
    title = network.by_id[need.largest].title
    fitting = int(batch * (most - need.total + need.plans) / max(1, need.plans))
    fault = Sentence(
        "Training this network takes about {needed} of memory, and {free} are free.",
        needed=as_size(need.total),
        free=as_size(int(most / _SHARE)),
    )
    raise NetworkError(joined([fault, _advice(fitting, title)]))


def _advice(batch: int, node: str) -> str:
    if batch < 1:
        return Sentence("Make {node} smaller, which needs the most.", node=node)
    if batch == 1:
        return Sentence("Choose a batch size of 1, or make {node} smaller, which needs the most.", node=node)
    return Sentence(
        "Choose a batch size of {batch} or less, or make {node} smaller, which needs the most.", batch=batch, node=node
    )


def _copies_of_weights(training: Training, slices: int) -> int:
    """How many times a training holds all its weights or something of their size."""
    optimizer = training.optimizer
    slots = len(optimizer.slots) + optimizer.use_ema + ((optimizer.gradient_accumulation_steps or 1) > 1)
    remembered = 1
    checkpoints = _CHECKPOINTS * (1 + slots)
    best = any(callback.keeps_weights for callback in training.callbacks)
    return 1 + slices + slots + remembered + checkpoints + best
