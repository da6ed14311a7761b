"""A network with its weights, ready to predict and to be evaluated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.engine.batches import Batches, spans
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.memory import require_memory
from nnstudio.engine.objective import Objective, Totals
from nnstudio.engine.plan import Plan, run
from nnstudio.engine.plans import Plans
from nnstudio.engine.weights import Slot, WeightStore
from nnstudio.errors import NetworkError
from nnstudio.network.checks import first_error, network_problems
from nnstudio.network.document import Document
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference, infer


class Model:
    """A network, its inferred shapes and its weights. Use one from one thread at a time: its plans hold arrays.

    Its `network` has no blocks: what is inside them stands in their place. `origins` tells, for a block and for an
    Input inside one, which node gives the same.
    """

    def __init__(self, network: Network, dtype: DTypeLike = np.float32) -> None:
        self.inference = require_sound(network)
        expansion = expand(network)
        self.network, self.origins = expansion.network, expansion.origins
        require_memory(self.inference)
        self.store = WeightStore(self.network, self.inference, dtype)
        self._plans = Plans(lambda size: compile_plan(self.network, self.inference, self.store, size))

    @property
    def prediction_shape(self) -> tuple[int, ...]:
        """The shape of the output for one sample."""
        (output,) = self.network.outputs
        return self.inference.shapes[output.id]

    def origin(self, node_id: str) -> str | None:
        """The node of `network` that gives what a node of the document gives; None if there is none."""
        origin = self.origins.get(node_id, node_id)
        return origin if origin in self.network.by_id else None

    def slots_of(self, node_id: str) -> list[Slot]:
        """The weights of a node; of a block those of all that is inside."""
        if node_id in self.network.by_id:
            return self.store.slots_of(node_id)
        return [slot for slot in self.store.slots if slot.path.startswith(f"{node_id}/")]

    def predict(self, inputs: Mapping[str, Array], batch_size: int = 256) -> Array:
        """The output for every sample, in inference mode."""
        batches = Batches(inputs, None)
        result = np.empty((len(batches), *self.prediction_shape), self.store.dtype)
        with np.errstate(all="ignore"):
            for start, size in spans(len(batches), batch_size):
                plan = self._plans[size]
                batches.copy(plan, start)
                run(plan.forward)
                (output,) = plan.outputs.values()
                result[start : start + size] = output
        return result

    def activations(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """What every node gives for these samples, in inference mode; blocks and Inputs inside them too."""
        batches = Batches(inputs, None)
        plan = self._plans[len(batches)]
        batches.copy(plan, 0)
        with np.errstate(all="ignore"):
            run(plan.forward)
        found = {node_id: array.copy() for node_id, array in plan.activations.items()}
        return found | {name: found[origin] for name, origin in self.origins.items()}


class Evaluator:
    """Loss and metrics of a model in inference mode, over any number of samples."""

    def __init__(self, model: Model, loss: Loss, metrics: tuple[Metric, ...], batch_size: int) -> None:
        resolved = resolve_metrics(metrics, loss, model.prediction_shape)
        self._model = model
        self._batch_size = batch_size
        self._objective = Objective(loss, resolved, Totals(resolved, model.prediction_shape))
        self._plans = Plans(self._compile)

    def evaluate(self, batches: Batches) -> dict[str, float]:
        """The figures over all samples, by Keras' names."""
        self._objective.totals.reset()
        with np.errstate(all="ignore"):
            for start, size in spans(len(batches), self._batch_size):
                plan = self._plans[size]
                batches.copy(plan, start)
                run(plan.forward)
                run(plan.measure)
        return self._objective.totals.results()

    def _compile(self, size: int) -> Plan:
        model = self._model
        return compile_plan(model.network, model.inference, model.store, size, objective=self._objective)


def resolve_metrics(metrics: tuple[Metric, ...], loss: Loss, prediction: tuple[int, ...]) -> tuple[Metric, ...]:
    """The metrics that strings such as "accuracy" stand for."""
    return tuple(metric.resolved(loss.target_form, prediction) for metric in metrics)


def require_sound(network: Network) -> Inference:
    """The shapes of a network that can compute; raises NetworkError with its first problem."""
    inference = infer(network)
    problem = first_error(network_problems(Document(network=network), inference))
    if problem is not None:
        raise NetworkError(problem.message)
    return inference
