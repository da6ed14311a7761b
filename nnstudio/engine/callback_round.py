"""The callbacks of a training, asked one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from nnstudio.catalog.callbacks import Callback, CallbackState, Decision

_Answer: TypeAlias = tuple[CallbackState, Decision]


class CallbackRound:
    """Hands every callback what it remembers, and keeps what it will remember.

    What it yields is to be obeyed before the next callback is asked.
    """

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self._callbacks = tuple(callbacks)
        self.states: list[CallbackState] = [callback.start() for callback in callbacks]
        """What each of them remembers."""
        self.counts_batches = any(callback.counts_batches for callback in callbacks)
        """Whether one of them has to hear of every batch."""
        self.catches_divergence = any(callback.catches_divergence for callback in callbacks)
        """Whether a training whose loss is no longer finite ends in good order because of one."""

    def restore(self, states: Sequence[CallbackState]) -> None:
        """Go on from what they remembered; ValueError unless that is one state for each."""
        self.states = [state for _, state in zip(self._callbacks, states, strict=True)]

    def epoch_begin(self, epoch: int) -> Iterator[Decision]:
        """What they want before an epoch."""
        return (callback.epoch_begin(epoch) for callback in self._callbacks)

    def batch_end(self, epoch: int, batch: int, logs: Mapping[str, float]) -> Iterator[Decision]:
        """What they want after a batch."""
        return self._ask(lambda callback, state: callback.batch_end(state, epoch, batch, logs))

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> Iterator[Decision]:
        """What they want after an epoch."""
        return self._ask(lambda callback, state: callback.epoch_end(state, epoch, logs))

    def train_end(self) -> list[Decision]:
        """What they want once the training is over."""
        return [callback.train_end(state) for callback, state in zip(self._callbacks, self.states, strict=True)]

    def _ask(self, ask: Callable[[Callback, CallbackState], _Answer]) -> Iterator[Decision]:
        for index, callback in enumerate(self._callbacks):
            self.states[index], decision = ask(callback, self.states[index])
            yield decision
