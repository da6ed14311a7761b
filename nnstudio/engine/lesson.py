"""One step of a training, from the samples of a batch to the weights that have learned from it.

Everything is bound for one batch size when the lesson is made. What runs are the flat lists of calls: those that
compute the loss, and those that go back from it to the gradients and on to the weights, without a stop in between.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from nnstudio.catalog.kernels import Array
from nnstudio.engine.batches import Batches
from nnstudio.engine.plan import Phase, Plan, Stage, phases_of
from nnstudio.engine.totals import Totals
from nnstudio.engine.updating import Update


class Lesson:
    """Learns from batches of the size of its plan."""

    def __init__(
        self,
        plan: Plan,
        batches: Batches,
        totals: Totals,
        update: Update,
        run_all: Callable[[tuple[Phase, ...]], None],
    ) -> None:
        backward = plan.steps_of(Stage.BACKWARD)
        self.plan = plan
        self._feed = batches.feed(plan)
        self._totals = totals
        self._update = update
        self._run = run_all
        self._forward = plan.forward
        self._moving = phases_of((*backward, *update.steps))
        self._gathering = phases_of((*backward, *update.gathering))

    def learn(self, rows: Array) -> bool:
        """Train on these samples; False, and the weights are left as they were, where the loss is not finite."""
        self._feed(rows)
        self._run(self._forward)
        loss = self.plan.batch_loss
        if not math.isfinite(loss):
            return False
        self._totals.add(self.plan, loss)
        self._run(self._moving if self._update.begin() else self._gathering)
        self._update.end()
        return True
