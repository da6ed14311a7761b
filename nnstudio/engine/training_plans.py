"""The plans of a training, and the memory that it takes by them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.catalog.layers.base import Layer
from nnstudio.engine.arena import Arena
from nnstudio.engine.memory import MemoryNeed, least_need, need_of, require_room, room
from nnstudio.engine.model import Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.order import Order
from nnstudio.engine.plan import Plan
from nnstudio.engine.randomness import generator
from nnstudio.engine.slices import slice_count
from nnstudio.network.document import Training


class TrainingPlans:
    """A plan for whole batches and, where it is smaller, one for the last batch of an epoch.

    Both draw from the same random generators, one for each layer. Raises NetworkError where the training would take
    more memory than is free.
    """

    def __init__(
        self, model: Model, objective: Objective, order: Order, training: Training, *, validation: int = 0
    ) -> None:
        """`validation` is what it takes in bytes to validate."""
        size = order.batch_size
        self._model, self._objective = model, objective
        self._room = room()
        require_room(least_need(model.inference, size, training), model.network, size, self._room)
        self.slices = slice_count(model.network, model.inference, size)
        """Into how many slices a batch is cut, whose gradients are added up at its end."""
        self.generators: Mapping[str, np.random.Generator] = {
            node.id: generator(_seed(node.layer, training.seed), f"layer/{node.id}") for node in model.network.nodes
        }
        self.whole = self.compile(size)
        self.memory = self._need(training, order, validation)
        self.by_size = {size: self.whole}
        if order.last_size != size:
            self.by_size[order.last_size] = self.compile(order.last_size)

    def compile(self, size: int) -> Plan:
        """A plan for batches of a size; NetworkError if its arrays do not fit into what is free."""
        return self._model.compile(size, self._objective, self.generators, min(self.slices, size), Arena(self._room))

    def _need(self, training: Training, order: Order, validation: int) -> MemoryNeed:
        """What the training will take, by its plan for whole batches; NetworkError if that is not free."""
        rest = order.last_size % order.batch_size
        need = need_of(
            self.whole, self._model.inference, training, slices=self.slices, rest=rest, validation=validation
        )
        require_room(need, self._model.network, order.batch_size, self._room)
        return need


def _seed(layer: Layer, seed: int) -> int:
    """A layer's own seed where it has one, else the training's."""
    own: int | None = getattr(layer, "seed", None)
    return seed if own is None else own
