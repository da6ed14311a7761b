"""Compiles a network into a plan: every layer's kernels are bound, once, to arrays made for one batch size.

First nodes that are computed together are grouped (groups.py), and it is decided how what they write lies in memory
(layouts.py). The groups are visited in the order in which they compute and, for the gradients, in reverse. A large
batch is cut into slices, which bind their own kernels and gather gradients of their own, so that threads can do them
at the same time. Layers that mix samples or draw random numbers, and the losses, are bound to the batch as a whole
between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

import numpy as np

from nnstudio.catalog.kernels import Array, Call, wait
from nnstudio.engine.activity import activity_penalties
from nnstudio.engine.arena import Arena, PlanMemory
from nnstudio.engine.binding import Binding, PlanArrays
from nnstudio.engine.groups import Group, groups_of
from nnstudio.engine.inside import Inside
from nnstudio.engine.layouts import layouts_of
from nnstudio.engine.objective import BoundObjective, Objective
from nnstudio.engine.plan import Plan, Stage, Step
from nnstudio.engine.results import Results
from nnstudio.engine.simplifying import simplified
from nnstudio.engine.slices import bounds_of
from nnstudio.engine.weights import WeightStore
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference
from nnstudio.sentence import Sentence

_LEAST_SHARED_SUMS = 2**16
"""Fewer gradients are added up sooner than threads are woken."""


def compile_plan(
    network: Network,
    inference: Inference,
    store: WeightStore,
    batch: int,
    *,
    objective: Objective | None = None,
    rngs: Mapping[str, np.random.Generator] | None = None,
    outputs: Mapping[str, str] | None = None,
    slices: int = 1,
    arena: Arena | None = None,
) -> Plan:
    """A plan for batches of this size; `outputs` names the nodes that are outputs, where they go by other names.

    With an objective it also takes targets and computes losses and metrics. With random generators (one per node)
    it is a plan for training, which has a backward half; without it is a plan for evaluation or prediction. Its arrays
    come from the arena, where one is given.
    """
    named = {node.id: node.id for node in network.outputs} if outputs is None else outputs
    return _Compiler(network, inference, store, batch, rngs, slices, named, arena or Arena()).compile(objective)


class _Compiler:
    def __init__(
        self,
        network: Network,
        inference: Inference,
        store: WeightStore,
        batch: int,
        rngs: Mapping[str, np.random.Generator] | None,
        slices: int,
        named: Mapping[str, str],
        arena: Arena,
    ) -> None:
        self._network = network
        self._inference = inference
        self._store = store
        self._batch = batch
        self._named = named
        self._learning = _learning_nodes(network, inference, store)
        self._is_training = rngs is not None
        self._stores = [store, *(store.with_own_gradient() for _ in range(slices - 1))]
        self._penalized = activity_penalties(network, [network.by_id[node_id] for node_id in inference.order])
        asked = {*self._penalized, *named.values()}
        self._groups = groups_of(network, inference, asked)
        self._arrays = PlanArrays(inference, layouts_of(self._groups, network, asked), store.dtype, batch, arena)

        def bound_to(rows: slice, weights: WeightStore, number: int, count: int) -> Binding:
            return Binding(network, weights, self._arrays, rows, self._learning, rngs, self._penalized, number, count)

        self._whole = bound_to(slice(None), store, 0, 1)
        parts = zip(bounds_of(batch, slices), self._stores, strict=True)
        self._slices = [bound_to(rows, weights, number, slices) for number, (rows, weights) in enumerate(parts)]

    def compile(self, objective: Objective | None) -> Plan:
        arrays, named, steps = self._arrays, self._named, _Steps()
        for group in self._groups:
            bindings = self._bindings_of(group)
            parts = [tuple(binding.forward(group)) for binding in bindings]
            steps.add(Stage.FORWARD, bindings[0].kernel_name(group), parts, *group.ids)
        outputs = {name: arrays.out[node_id] for name, node_id in named.items()}
        inputs = {node.id: arrays.out[node.id] for node in self._network.inputs}
        if objective is None:
            return Plan(self._batch, inputs, outputs, self._activations(), Results({}, {}), steps.all())
        predictions, casting = self._predictions(named)
        bound = self._bound(objective, named, predictions)
        steps.add(Stage.LOSS, Sentence("losses"), [chain(casting, bound.forward(), self._penalties(bound.loss))])
        steps.add(Stage.METRICS, Sentence("metrics"), [bound.measure()])
        if self._is_training:
            self._add_backward(steps, named, predictions, bound)
        return Plan(
            batch=self._batch,
            inputs=inputs,
            outputs=outputs,
            activations=self._activations(),
            gradients=self._gradients(),
            steps=steps.all(),
            targets={name: judgement.target for name, judgement in bound.judgements.items()},
            loss=bound.loss,
            losses={name: judgement.loss for name, judgement in bound.judgements.items()},
            memory=PlanMemory(arrays.arena.total, dict(arrays.arena.by_node)),
        )

    def _activations(self) -> Results:
        return Results(
            self._arrays.out, dict(chain.from_iterable(inside.results.items() for inside in self._insides()))
        )

    def _gradients(self) -> Results:
        computed = dict(chain.from_iterable(inside.gradients.items() for inside in self._insides()))
        return Results(self._arrays.gradient, computed)

    def _insides(self) -> Iterator[Inside]:
        """The nodes whose results are not written, by the groups that they stand in."""
        for group in self._groups:
            if group.inside:
                (edge,) = self._network.incoming[group.first.id]
                yield Inside(group, edge.source, self._whole, self._arrays, self._store)

    def _bindings_of(self, group: Group) -> Sequence[Binding]:
        """The slices, or the whole batch for layers whose samples cannot be taken apart."""
        return self._slices if group.by_slices and len(self._slices) > 1 else [self._whole]

    def _predictions(self, named: Mapping[str, str]) -> tuple[dict[str, Array], list[Call]]:
        """What the outputs give as numbers, and the calls that turn whole ones into such."""
        found = {name: self._whole.numbers(node_id) for name, node_id in named.items()}
        return {name: array for name, (array, _) in found.items()}, [
            call for _, calls in found.values() for call in calls
        ]

    def _bound(
        self, objective: Objective, named: Mapping[str, str], predictions: Mapping[str, Array]
    ) -> BoundObjective:
        contexts = {name: self._whole.context(node_id) for name, node_id in named.items()}
        masks = {
            name: _mask_of_positions(self._arrays.mask[node_id], predictions[name])
            for name, node_id in named.items()
            if node_id in self._arrays.mask
        }
        return objective.bind(predictions, self._store, contexts, masks)

    def _penalties(self, loss: Array) -> Iterator[Call]:
        """Add to the loss what the results of layers are penalized by, averaged over the batch."""
        share = np.full((), 1 / self._batch, self._store.dtype)
        for node_id, penalty in self._penalized.items():
            total = np.zeros_like(share)
            yield partial(total.fill, 0)
            yield from penalty.forward(self._arrays.out[node_id], total, self._whole.context(node_id))
            yield partial(np.multiply, total, share, total)
            yield partial(np.add, loss, total, loss)

    def _add_backward(
        self, steps: _Steps, named: Mapping[str, str], predictions: Mapping[str, Array], objective: BoundObjective
    ) -> None:
        """From the losses through every node, last to first; then all that adds to the gradients of weights."""
        stage = Stage.BACKWARD
        steps.add(stage, Sentence("losses"), [self._loss_gradients(named, predictions, objective)])
        for group in reversed(self._groups):
            edges = self._network.incoming[group.first.id]
            if group.last.id in self._learning and edges:
                bindings = self._bindings_of(group)
                parts = [tuple(binding.backward(group)) for binding in bindings]
                steps.add(stage, bindings[0].kernel_name(group), parts, *group.ids)
                self._arrays.written |= {edge.source for edge in edges}
        shared = chain.from_iterable(binding.shared for binding in (self._whole, *self._slices))
        steps.add(stage, "shared weights", [shared])
        if len(self._stores) > 1:
            steps.add(stage, "sums over slices", list(_sums(self._stores)), waits=True)
        steps.add(stage, "penalties on weights", [objective.penalty_backward()])

    def _loss_gradients(
        self, named: Mapping[str, str], predictions: Mapping[str, Array], objective: BoundObjective
    ) -> Iterator[Call]:
        gradients = {
            name: self._arrays.arena.empty(named[name], prediction.shape, prediction.dtype)
            for name, prediction in predictions.items()
        }
        yield from objective.backward(gradients)
        for name, gradient in gradients.items():
            total = self._arrays.gradient.setdefault(named[name], gradient)
            if total is not gradient:  # a node that is an output under two names
                yield partial(np.add, total, gradient, total)
        self._arrays.written |= set(self._arrays.gradient)


class _Steps:
    """Steps in the order in which they come, without those that have nothing to do."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def add(self, stage: Stage, kernel: str, parts: Sequence[Iterable[Call]], *nodes: str, waits: bool = False) -> None:
        """What a kernel does for some nodes, or what else is done for the batch.

        Where slices wait for each other, it is a step of its own that goes on.
        """
        cut = _stretches if len(parts) > 1 else _without_waiting
        for stretch in zip(*map(cut, parts), strict=True):
            step = Step(stage, kernel, tuple(map(simplified, stretch)), nodes, waits)
            if any(step.parts):
                self._steps.append(step)
            waits = True

    def all(self) -> tuple[Step, ...]:
        """What was added."""
        return tuple(self._steps)


def _stretches(calls: Iterable[Call]) -> list[list[Call]]:
    """The calls between those that wait."""
    stretches: list[list[Call]] = [[]]
    for call in calls:
        if call is wait:
            stretches.append([])
        else:
            stretches[-1].append(call)
    return stretches


def _without_waiting(calls: Iterable[Call]) -> list[list[Call]]:
    """All calls in one stretch: who is alone waits for nobody."""
    return [list(chain.from_iterable(_stretches(calls)))]


def _sums(stores: Sequence[WeightStore]) -> Iterator[list[Call]]:
    """The gradients of all slices added to those of the first, a part of the vector for each if that is worth it."""
    total = stores[0].gradient
    parts = len(stores) if len(total) >= _LEAST_SHARED_SUMS else 1
    for rows in bounds_of(len(total), parts):
        yield [partial(np.add, total[rows], store.gradient[rows], total[rows]) for store in stores[1:]]


def _learning_nodes(network: Network, inference: Inference, store: WeightStore) -> set[str]:
    """The nodes at whose output a gradient is of use: they, or nodes before them, have weights that move."""
    found: set[str] = set()
    for node_id in inference.order:
        moves = any(slot.gradient is not None for slot in store.slots_of(node_id))
        if moves or any(edge.source in found for edge in network.incoming[node_id]):
            found.add(node_id)
    return found


def _mask_of_positions(mask: Array, prediction: Array) -> Array:
    """The mask of a prediction with a value for each of its positions: all those of a step count, or none of them."""
    positions = prediction.shape[:-1]
    return np.broadcast_to(mask.reshape(mask.shape + (1,) * (len(positions) - mask.ndim)), positions)
