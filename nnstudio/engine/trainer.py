"""The training loop: batches, epochs, validation and callbacks, one step at a time and without any thread."""

from __future__ import annotations

import math
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.callbacks import Decision
from nnstudio.catalog.kernels import Array
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.engine.batches import Batches
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.history import RunHistory
from nnstudio.engine.memory import require_memory
from nnstudio.engine.model import Evaluator, Model, resolve_metrics
from nnstudio.engine.objective import Objective, Totals
from nnstudio.engine.plan import Plan, run
from nnstudio.engine.randomness import generator
from nnstudio.engine.state import TrainingState, grouped
from nnstudio.engine.updating import Update
from nnstudio.errors import DataError, NetworkError, TrainingError
from nnstudio.network.checks import first_error
from nnstudio.network.document import Document
from nnstudio.network.training_checks import target_kind, training_problems

_SLOTS, _KEPT, _WEIGHTS = "slots/", "kept/", "weights/"


class Trainer:
    """Trains a document's network on prepared data. `advance` does one batch; everything else follows from it.

    Same document, same seed, same machine: the same weights, bit for bit. `state` and `restore` carry a training
    over to another trainer as if it had never stopped.
    """

    def __init__(
        self,
        document: Document,
        data: PreparedData,
        *,
        initial: Mapping[str, Array] | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        training = document.training
        self.document = document
        self.model = Model(document.network, dtype)
        require_memory(self.model.inference, training.batch_size)
        metrics = resolve_metrics(training.metrics, training.loss, self.model.prediction_shape)
        self._objective = Objective(training.loss, metrics, Totals(metrics, self.model.prediction_shape))
        data = fitted_to(document, self.model, data)
        self._train = self._batches(data.train)
        if not len(self._train):
            raise DataError("There are no training samples. Choose a smaller validation split or more data.")
        self._validation = self._batches(data.validation) if data.validation and len(data.validation) else None
        self._evaluator = Evaluator(self.model, training.loss, metrics, training.batch_size)
        self._plans: dict[int, Plan] = {}
        self._rngs = {
            node.id: generator(_layer_seed(node.layer, training.seed), f"layer/{node.id}")
            for node in document.network.nodes
        }
        self._shuffle = generator(training.seed, "shuffle")
        if initial is None:
            self.model.store.initialize(training.seed)
        else:
            self.model.store.load(initial)
        self._update = Update(training.optimizer, self.model.store)
        self._callbacks = [(callback, callback.start()) for callback in training.callbacks]
        self._kept: dict[str, Array] | None = None
        self.learning_rate = training.optimizer.learning_rate
        self.epochs = training.epochs
        self.epoch = 0
        self.batch = 0
        self.seconds = 0.0
        self.history = RunHistory()
        self.stop_reason: str | None = None
        self._begin_epoch()

    @property
    def batches_per_epoch(self) -> int:
        """How many steps make an epoch; the last may be of a smaller batch."""
        return math.ceil(len(self._train) / self.document.training.batch_size)

    @property
    def step(self) -> int:
        """How many steps of the optimizer were done."""
        return self._update.step

    @property
    def samples(self) -> int:
        """The number of training samples."""
        return len(self._train)

    @property
    def finished(self) -> bool:
        """Whether all epochs are done or a callback ended the training."""
        return self.epoch >= self.epochs or self.stop_reason is not None

    @property
    def batch_loss(self) -> float:
        """The loss of the last batch."""
        return float(self._last.loss) if self._last.loss is not None else math.nan

    @property
    def last_plan(self) -> Plan:
        """The plan that did the last batch: its arrays are what the network just computed."""
        return self._last

    def advance(self) -> dict[str, float] | None:
        """Train on one batch. At the end of an epoch also validate, and return the epoch's row of the history.

        Raises TrainingError when the loss is not finite; the weights are then those before the batch.
        """
        started = perf_counter()
        size = self.document.training.batch_size
        start = self.batch * size
        self._last = plan = self._plan(min(size, len(self._train) - start))
        with np.errstate(all="ignore"):  # what is not finite is found by looking at the loss
            self._train.gather(plan, self._order[start : start + size])
            run(plan.forward)
            if not math.isfinite(self.batch_loss):
                raise self._not_finite(plan)
            run(plan.backward)
            self._update(self.learning_rate)
        self.batch += 1
        self.seconds += perf_counter() - started
        return self._end_epoch() if self.batch == self.batches_per_epoch else None

    def finish(self) -> None:
        """Let the callbacks have the last word, such as going back to the best weights."""
        for callback, state in self._callbacks:
            if callback.train_end(state).restore_weights and self._kept is not None:
                self.model.store.load(self._kept)

    def state(self) -> TrainingState:
        """Everything that the next step depends on, copied."""
        arrays = {
            **grouped(_WEIGHTS, self.model.store.named()),
            **grouped(_SLOTS, {name: slot.copy() for name, slot in self._update.slots.items()}),
            **grouped(_KEPT, self._kept or {}),
            "totals": self._objective.totals.values.copy(),
        }
        facts: dict[str, Any] = {
            "epoch": self.epoch,
            "batch": self.batch,
            "step": self._update.step,
            "seconds": self.seconds,
            "learning_rate": self.learning_rate,
            "stop_reason": self.stop_reason,
            "shuffle": self._order_state,
            "layers": {name: rng.bit_generator.state for name, rng in self._rngs.items()},
            "callbacks": [state for _, state in self._callbacks],
        }
        return TrainingState(arrays, facts).with_history(self.history.columns())

    def restore(self, state: TrainingState) -> None:
        """Go on from a state of the same document; raises InputError if its weights do not fit."""
        facts = state.facts
        self.model.store.load(state.weights, "The checkpoint's weights")
        for name, slot in self._update.slots.items():
            slot[...] = state.arrays[f"{_SLOTS}{name}"]
        self._kept = state.group(_KEPT) or None
        self.epoch, self._update.step = facts["epoch"], facts["step"]
        self.learning_rate, self.stop_reason = facts["learning_rate"], facts["stop_reason"]
        for name, rng in self._rngs.items():
            rng.bit_generator.state = facts["layers"][name]
        self._callbacks = [
            (callback, kept) for (callback, _), kept in zip(self._callbacks, facts["callbacks"], strict=True)
        ]
        self.history = RunHistory.of(state.history)
        self._shuffle.bit_generator.state = facts["shuffle"]
        self._begin_epoch()
        self._objective.totals.values[...] = state.arrays["totals"]
        self.batch, self.seconds = facts["batch"], facts["seconds"]

    def _begin_epoch(self) -> None:
        self._order_state = self._shuffle.bit_generator.state
        count = len(self._train)
        self._order = self._shuffle.permutation(count) if self.document.training.shuffle else np.arange(count)
        self._objective.totals.reset()
        self.batch, self.seconds = 0, 0.0
        self._last = self._plan(min(self.document.training.batch_size, count))

    def _end_epoch(self) -> dict[str, float]:
        row = self._objective.totals.results()
        if self._validation is not None:
            row |= {f"val_{name}": value for name, value in self._evaluator.evaluate(self._validation).items()}
        logs = dict(row)
        row |= {
            "epoch": self.epoch + 1,
            "learning_rate": self.learning_rate,
            "seconds": self.seconds,
            "samples_per_second": len(self._train) / max(self.seconds, 1e-9),
        }
        self.history.append(row)
        self._call_back(logs)
        self.epoch += 1
        self._begin_epoch()
        return row

    def _call_back(self, logs: dict[str, float]) -> None:
        for index, (callback, state) in enumerate(self._callbacks):
            after, decision = callback.epoch_end(state, self.epoch, logs)
            self._callbacks[index] = (callback, after)
            self._obey(decision)

    def _obey(self, decision: Decision) -> None:
        if decision.keep_weights:
            self._kept = self.model.store.named()
        if decision.stop:
            self.stop_reason = decision.reason

    def _batches(self, samples: Samples) -> Batches:
        dtype = self.model.store.dtype
        inputs = {name: np.ascontiguousarray(array, dtype) for name, array in samples.inputs.items()}
        target = samples.target
        return Batches(inputs, target if target.dtype == np.int64 else target.astype(dtype, copy=False))

    def _plan(self, size: int) -> Plan:
        if size not in self._plans:
            model = self.model
            self._plans[size] = compile_plan(
                model.network, model.inference, model.store, size, objective=self._objective, rngs=self._rngs
            )
        return self._plans[size]

    def _not_finite(self, plan: Plan) -> TrainingError:
        """Name the first node, in the order of computing, whose result is not finite."""
        where = f"in epoch {self.epoch + 1}, step {self._update.step + 1}"
        advice = "Try a smaller learning rate or standardized inputs."
        for node_id in self.model.inference.order:
            if not np.isfinite(plan.activations[node_id]).all():
                title = self.document.network.by_id[node_id].title
                return TrainingError(
                    f"{title} gave values that are not finite {where}, so the training was stopped. {advice}",
                    node=node_id,
                )
        output = self.document.network.outputs[0]
        return TrainingError(
            f"The loss at {output.title} is not finite {where}, so the training was stopped. {advice}", node=output.id
        )


def fitted_to(document: Document, model: Model, data: PreparedData) -> PreparedData:
    """The data with its target in the form that the loss asks for; raises NetworkError if the two do not fit."""
    problem = first_error(tuple(training_problems(document, model.inference, data.description)))
    if problem is not None:
        raise NetworkError(problem.message)
    target = data.description.target
    return data.with_target(target_kind(document.training.loss, target, model.prediction_shape))


def _layer_seed(layer: Any, seed: int) -> int:
    """A layer's own seed where it has one, else the training's."""
    own = getattr(layer, "seed", None)
    return seed if own is None else own
