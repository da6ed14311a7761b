"""Learning rates by epoch."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from nnstudio.catalog.callbacks.base import Callback, Decision
from nnstudio.catalog.schedules import Schedule
from nnstudio.sentence import Sentence


class LearningRateScheduler(Callback, frozen=True, kw_only=True):
    """Sets the learning rate at the beginning of every epoch, by a schedule that counts epochs.

    A schedule that is the optimizer's own learning rate counts steps instead, and rules this callback out. In Keras the
    schedule here is any function; from a document it is one of the catalog's.
    """

    label: ClassVar[str] = "Learning rate scheduler"
    sets_rate: ClassVar[bool] = True
    formula: ClassVar[str] = "rate = schedule(epoch), epochs counted from 0"

    schedule: Annotated[Schedule, Meta(title="Schedule", description="The learning rate of every epoch.")]

    @property
    def summary(self) -> str:
        """The kind of schedule."""
        return self.schedule.label

    def objection(self) -> str | None:
        """What its schedule has against itself."""
        objection = self.schedule.objection()
        return (
            None
            if objection is None
            else Sentence("follows {schedule}, which {objection}", schedule=self.schedule.label, objection=objection)
        )

    def epoch_begin(self, epoch: int) -> Decision:
        """Go on with the epoch's rate."""
        return Decision(learning_rate=self.schedule.rate(epoch))
