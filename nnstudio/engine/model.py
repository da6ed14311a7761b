"""A network with its weights, ready to predict and to be evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.engine.arena import Arena
from nnstudio.engine.arithmetic import arithmetic_context
from nnstudio.engine.batches import Batches, spans
from nnstudio.engine.blas import ONE_THREAD
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.memory import least_need, require_room, size_of
from nnstudio.engine.objective import Objective
from nnstudio.engine.plan import Plan, run_phases
from nnstudio.engine.plans import Plans
from nnstudio.engine.weights import Slot, WeightStore
from nnstudio.errors import NetworkError
from nnstudio.network.checks import first_error, network_problems
from nnstudio.network.document import Document, Training
from nnstudio.network.expansion import expand
from nnstudio.network.figures import outputs_of
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
        self.outputs = {node.id: expansion.origin(node.id) for node in outputs_of(network)}
        """The node of `network` that gives what an output of the document gives."""
        require_room(least_need(self.inference), self.network)
        self.store = WeightStore(self.network, self.inference, dtype)
        self._plans = Plans(self.compile)
        self._arithmetic = arithmetic_context()

    @property
    def prediction_shapes(self) -> dict[str, Shape]:
        """The shape of every output node for one sample."""
        return {output: self.inference.shapes[output] for output in self.outputs}

    @property
    def prediction_shape(self) -> Shape:
        """The shape of the only output for one sample."""
        (shape,) = self.prediction_shapes.values()
        return shape

    def origin(self, node_id: str) -> str | None:
        """The node of `network` that gives what a node of the document gives; None if there is none."""
        origin = self.origins.get(node_id, node_id)
        return origin if origin in self.network.by_id else None

    def slots_of(self, node_id: str) -> list[Slot]:
        """The weights of a node; of a block those of all that is inside."""
        if node_id in self.network.by_id:
            return self.store.slots_of(node_id)
        return [slot for slot in self.store.slots if slot.path.startswith(f"{node_id}/")]

    def compile(
        self,
        size: int,
        objective: Objective | None = None,
        rngs: Mapping[str, np.random.Generator] | None = None,
        slices: int = 1,
        arena: Arena | None = None,
    ) -> Plan:
        """A plan for batches of this size: for prediction, or what an objective and random generators make of it."""
        return compile_plan(
            self.network,
            self.inference,
            self.store,
            size,
            objective=objective,
            rngs=rngs,
            outputs=self.outputs,
            slices=slices,
            arena=arena,
        )

    def predict(self, inputs: Mapping[str, Array], batch_size: int = 256) -> Array:
        """The only output for every sample, in inference mode."""
        (prediction,) = self.predictions(inputs, batch_size).values()
        return prediction

    def predictions(self, inputs: Mapping[str, Array], batch_size: int = 256) -> dict[str, Array]:
        """Every output, by its node, for every sample, in inference mode."""
        batches, dtype = Batches(inputs), self.store.dtype
        results = {output: np.empty((len(batches), *shape), dtype) for output, shape in self.prediction_shapes.items()}
        for start, plan in self._passes(batches, batch_size):
            for output, prediction in plan.outputs.items():
                results[output][start : start + plan.batch] = prediction
        return results

    def results_of(self, node_id: str, inputs: Mapping[str, Array], batch_size: int = 256) -> Array:
        """What a node of `network` gives for every sample, in inference mode."""
        passes = self._passes(Batches(inputs), batch_size)
        return np.concatenate([plan.activations[node_id].copy() for _, plan in passes])

    def _passes(self, batches: Batches, batch_size: int) -> Iterator[tuple[int, Plan]]:
        """The first sample of every batch, and the plan that has just computed it."""
        for start, size in spans(len(batches), batch_size):
            plan = self._plans[size]
            batches.copy(plan, start)
            with ONE_THREAD:
                self._arithmetic.run(run_phases, plan.forward)
            yield start, plan

    def adapt(self, inputs: Mapping[str, Array]) -> None:
        """Give the layers that adapt to data the weights that these samples ask for, from the inputs on."""
        for node_id in self.inference.order:
            node, sources = self.network.by_id[node_id], self.network.incoming[node_id]
            if node.layer.adapts and node.shared_with is None:
                found = node.layer.adapted(self.results_of(sources[0].source, inputs))
                for slot in self.store.slots_of(node_id):
                    slot.value[...] = found.get(slot.name, slot.value)

    def activations(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """What every node gives for these samples, in inference mode; blocks and Inputs inside them too."""
        batches = Batches(inputs)
        plan = self._plans[len(batches)]
        batches.copy(plan, 0)
        with ONE_THREAD:
            self._arithmetic.run(run_phases, plan.forward)
        found = {node_id: array.copy() for node_id, array in plan.activations.items()}
        return found | {name: found[origin] for name, origin in self.origins.items()}


class Evaluator:
    """Losses and metrics of a model in inference mode, over any number of samples."""

    def __init__(self, model: Model, training: Training, batch_size: int | None = None) -> None:
        self._model = model
        self._training = training
        self._batch_size = training.batch_size if batch_size is None else batch_size
        self._objective = Objective.of(training, model.prediction_shapes, {})
        self._plans = Plans(self._compile)
        self._arithmetic = arithmetic_context()

    def evaluate(self, batches: Batches) -> dict[str, float]:
        """The figures over all samples, by Keras' names."""
        self._take(batches.weight_shapes)
        self._objective.totals.reset()
        with ONE_THREAD:
            for start, size in spans(len(batches), self._batch_size):
                plan = self._plans[size]
                batches.copy(plan, start)
                self._arithmetic.run(self._judge, plan)
        return self._objective.totals.results()

    def memory(self, samples: int) -> int:
        """What its plans take for so many samples, in bytes, found by compiling one that makes no array."""
        size = min(self._batch_size, samples)
        rest = samples % size if samples > size else 0
        plan = self._model.compile(size, self._objective, arena=Arena(0))
        return int(size_of(plan) * (1 + rest / size))

    def _judge(self, plan: Plan) -> None:
        run_phases(plan.forward)
        self._objective.totals.add(plan, plan.batch_loss)

    def _take(self, weight_shapes: dict[str, Shape]) -> None:
        """Compile anew where samples are weighted otherwise than the last ones."""
        if weight_shapes != self._objective.weight_shapes:
            self._objective = Objective.of(self._training, self._model.prediction_shapes, weight_shapes)
            self._plans = Plans(self._compile)

    def _compile(self, size: int) -> Plan:
        return self._model.compile(size, self._objective)


def require_sound(network: Network) -> Inference:
    """The shapes of a network that can compute; raises NetworkError with its first problem."""
    inference = infer(network)
    problem = first_error(network_problems(Document(network=network), inference))
    if problem is not None:
        raise NetworkError(problem.message)
    return inference
