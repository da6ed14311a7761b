"""The training loop: batches, epochs, validation and callbacks, one step at a time and without any thread."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.callbacks import Decision
from nnstudio.catalog.kernels import Array
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.arithmetic import arithmetic_context
from nnstudio.engine.blas import ONE_THREAD
from nnstudio.engine.callback_round import CallbackRound
from nnstudio.engine.divergence import not_finite
from nnstudio.engine.fitting import as_batches, fitted_to, weighted_by_class
from nnstudio.engine.history import RunHistory
from nnstudio.engine.lesson import Lesson
from nnstudio.engine.memory import MemoryNeed
from nnstudio.engine.model import Evaluator, Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.order import Order
from nnstudio.engine.plan import Plan, run_phases
from nnstudio.engine.profile import Profile
from nnstudio.engine.state import TrainingState, grouped
from nnstudio.engine.team import Team
from nnstudio.engine.training_plans import TrainingPlans
from nnstudio.engine.updating import Update
from nnstudio.errors import DataError, InputError
from nnstudio.network.document import Document
from nnstudio.sentence import Sentence, joined
from nnstudio.sentence_format import sentence_from_json, sentence_to_json

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
        threads: int | None = None,
    ) -> None:
        """With `threads` it uses no more of the processors than these."""
        training = document.training
        self.document = document
        self.model = Model(document.network, dtype)
        data = fitted_to(document, self.model, data)
        columns = data.description.columns
        self._train = as_batches(weighted_by_class(training, data), self.model, columns)
        if not len(self._train):
            raise DataError("There are no training samples. Choose a smaller validation split or more data.")
        self.samples = len(self._train)
        """The number of training samples."""
        self._order = Order(self.samples, training.batch_size, training.seed, shuffled=training.shuffle)
        self.batches_per_epoch = self._order.batches
        """How many steps make an epoch; the last may be of a smaller batch."""
        validation = data.validation if data.validation and len(data.validation) else None
        self._validation = None if validation is None else as_batches(validation, self.model, columns)
        self._objective = Objective.of(training, self.model.prediction_shapes, self._train.weight_shapes)
        self._evaluator = Evaluator(self.model, training)
        to_validate = 0 if self._validation is None else self._evaluator.memory(len(self._validation))
        self._plans = TrainingPlans(self.model, self._objective, self._order, training, validation=to_validate)
        self._release_blas = ONE_THREAD.while_alive(self)
        self._begin_weights(initial)
        members = min(self.plan.most_parts, threads or os.cpu_count() or 1)
        self._team = Team(members) if members > 1 else None
        self._update = Update(training.optimizer, self.model.store, self._plans.slices)
        self._callbacks = CallbackRound(training.callbacks)
        self.wishes: list[str] = []
        """The names under which callbacks want this very moment to be kept."""
        self._kept: dict[str, Array] | None = None
        self._arithmetic = arithmetic_context()
        self.profile = None
        self._last: Plan | None = None
        self.epochs = training.epochs
        self.epoch = 0
        self.history = RunHistory()
        self.stop_reason: str | None = None
        self._begin_epoch()

    @property
    def step(self) -> int:
        """How many batches were learned from."""
        return self._update.step

    @property
    def learning_rate(self) -> float:
        """That of the next step. One that is set takes the place of the optimizer's own, and of its schedule."""
        return self._update.learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self._update.chosen_rate = rate

    @property
    def finished(self) -> bool:
        """Whether all epochs are done or a callback ended the training."""
        return self.epoch >= self.epochs or self.stop_reason is not None

    @property
    def batch_loss(self) -> float:
        """The loss of the last batch; not a number before the first."""
        return math.nan if self._last is None else self._last.batch_loss

    @property
    def plan(self) -> Plan:
        """The plan for whole batches."""
        return self._plans.whole

    @property
    def memory(self) -> MemoryNeed:
        """What the training takes."""
        return self._plans.memory

    @property
    def profile(self) -> Profile | None:
        """What times the batches, while there is such."""
        return self._profile

    @profile.setter
    def profile(self, profile: Profile | None) -> None:
        self._profile = profile
        plans = self._plans.by_size
        if profile is not None:
            plans = {size: profile.timed(plan) for size, plan in plans.items()}
        self._lessons = {size: self._lesson_of(plan) for size, plan in plans.items()}

    @property
    def threads(self) -> int:
        """How many threads share a batch."""
        return 1 if self._team is None else self._team.size

    @property
    def last_plan(self) -> Plan | None:
        """The plan that did the last batch, whose arrays are what the network just computed; None before the first."""
        return self._last

    def advance(self) -> dict[str, float] | None:
        """Train on one batch. At the end of an epoch also validate, and return the epoch's row of the history.

        Raises TrainingError when the loss is not finite, or ends if a callback wants that. The weights are then those
        before the batch or, if already the step before made them infinite, those at the beginning of the epoch.
        """
        self.wishes.clear()
        if self.batch == 0:
            self._obey(self._callbacks.epoch_begin(self.epoch))
        started = perf_counter()
        rows = self._order.rows(self.batch)
        lesson = self._lessons[len(rows)]
        self._last = lesson.plan
        if not self._arithmetic.run(lesson.learn, rows):
            self._end_diverged(lesson.plan)
            return None
        self.batch += 1
        seconds = perf_counter() - started
        self.seconds += seconds
        if self._profile is not None:
            self._profile.add(lesson.plan, started, seconds)
        if self._callbacks.counts_batches:
            figures = self._objective.totals.results()
            self._obey(self._callbacks.batch_end(self.epoch, self.batch - 1, figures))
        return self._end_epoch() if self.batch == self.batches_per_epoch else None

    def validate(self) -> dict[str, float]:
        """Loss and metrics over the validation samples with the weights as they are; nothing where there are none."""
        return {} if self._validation is None else self._evaluator.evaluate(self._validation)

    def close(self) -> None:
        """Let the threads end that helped, and products take threads again; the trainer cannot go on after that."""
        if self._team is not None:
            self._team.close()
        self._release_blas()

    def finish(self) -> str:
        """End the training; returns what the callbacks say.

        The average of the weights takes their place, if one is kept; then the callbacks have the last word, such as
        going back to the best weights.
        """
        self._update.finish()
        decisions = self._callbacks.train_end()
        for decision in decisions:
            if decision.restore_weights and self._kept is not None:
                self.model.store.load(self._kept)
        return joined(decision.reason for decision in decisions if decision.reason)

    def state(self) -> TrainingState:
        """Everything that the next step depends on, copied."""
        arrays = {
            **grouped(_WEIGHTS, self.model.store.named()),
            **grouped(_SLOTS, {name: slot.copy() for name, slot in self._update.slots.items()}),
            **grouped(_KEPT, self._kept or {}),
            "totals": self._objective.totals.values,
        }
        facts: dict[str, Any] = {
            "epoch": self.epoch,
            "batch": self.batch,
            "step": self._update.step,
            "seconds": self.seconds,
            "learning_rate": self._update.chosen_rate,
            "stop_reason": None if self.stop_reason is None else sentence_to_json(self.stop_reason),
            "shuffle": self._order.origin,
            "layers": {name: rng.bit_generator.state for name, rng in self._plans.generators.items()},
            "callbacks": list(self._callbacks.states),
        }
        return TrainingState(arrays, facts).with_history(self.history.columns())

    def restore(self, state: TrainingState) -> None:
        """Go on from a state of the same document; raises InputError, and is of no use then, if it does not fit."""
        self.model.store.load(state.weights, Sentence("The checkpoint's weights"))
        try:
            self._take_over(state)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            raise InputError(
                "The checkpoint is damaged and cannot be used, or it belongs to another document. Choose another one."
            ) from error

    def _take_over(self, state: TrainingState) -> None:
        facts, kept = state.facts, state.group(_KEPT)
        for name, slot in self._update.slots.items():
            _fill(slot, state.arrays[f"{_SLOTS}{name}"])
        self._kept = self.model.store.fitting(kept, Sentence("The checkpoint's best weights")) if kept else None
        self.epoch, self._update.step = facts["epoch"], facts["step"]
        rate, reason = facts["learning_rate"], facts["stop_reason"]
        self.stop_reason = None if reason is None else sentence_from_json(reason)
        self._update.chosen_rate = None if rate is None else float(rate)
        for name, rng in self._plans.generators.items():
            rng.bit_generator.state = facts["layers"][name]
        self._callbacks.restore(facts["callbacks"])
        self.history = RunHistory.of(state.history)
        self._begin_epoch(facts["shuffle"])
        self._objective.totals.values = state.arrays["totals"]
        self.batch, self.seconds = facts["batch"], facts["seconds"]
        if not 0 <= self.batch < self.batches_per_epoch:
            raise ValueError(self.batch)

    def _begin_weights(self, initial: Mapping[str, Array] | None) -> None:
        if initial is None:
            self.model.store.initialize(self.document.training.seed)
            self.model.adapt(self._train.inputs)
        else:
            self.model.store.load(initial)

    def _begin_epoch(self, origin_of_order: dict[str, Any] | None = None) -> None:
        self._order.begin(origin_of_order)
        self._objective.totals.reset()
        self.model.store.remember()
        self.batch, self.seconds = 0, 0.0

    def _end_epoch(self) -> dict[str, float]:
        row = self._objective.totals.results()
        if self._validation is not None:
            row |= {f"val_{name}": value for name, value in self.validate().items()}
        rate = self.learning_rate
        self._obey(self._callbacks.epoch_end(self.epoch, {**row, "learning_rate": rate}))
        row["epoch"] = self.epoch + 1
        row["learning_rate"] = rate
        row["seconds"] = self.seconds
        row["samples_per_second"] = self.samples / max(self.seconds, 1e-9)
        self.history.append(row)
        self.epoch += 1
        self._begin_epoch()
        return row

    def _obey(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            if decision.keep_weights:
                self._kept = self.model.store.named()
            if decision.learning_rate is not None:
                self.learning_rate = decision.learning_rate
            if decision.save_as is not None:
                self.wishes.append(decision.save_as)
            if decision.stop:
                self.stop_reason = decision.reason

    def _end_diverged(self, plan: Plan) -> None:
        """Tell what is not finite, as an error or as the reason to stop; weights that are not either are taken back."""
        error = not_finite(plan, self.model, self.epoch + 1, self.step + 1)
        if not self.model.store.is_finite:
            self.model.store.recall()
        if not self._callbacks.catches_divergence:
            raise error
        self.stop_reason = error.sentence

    def _lesson_of(self, plan: Plan) -> Lesson:
        run_all = run_phases if self._team is None else self._team.run
        return Lesson(plan, self._train, self._objective.totals, self._update, run_all)


def _fill(array: Array, values: Array) -> None:
    """Copy values of exactly this shape."""
    if values.shape != array.shape:
        raise ValueError(values.shape)
    array[...] = values
