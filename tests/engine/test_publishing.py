"""How often and what a run publishes of itself."""

from __future__ import annotations

from contextlib import closing
from itertools import count, pairwise

from nnstudio.engine import publishing
from nnstudio.engine.publishing import PUBLISH_SECONDS, Publisher
from nnstudio.engine.snapshot import RunState
from nnstudio.engine.trainer import Trainer
from tests.engine.trainings import LINE, line, with_training


def test_snapshots_come_at_most_thirty_times_a_second(monkeypatch):
    clock = count(1.0, 0.001)
    monkeypatch.setattr(publishing, "perf_counter", lambda: next(clock))
    publisher, times = Publisher(), []
    with closing(Trainer(with_training(LINE, epochs=300), line())) as trainer:
        while not trainer.finished:
            trainer.advance()
            before = publisher.snapshot
            publisher.publish_if_due(trainer)
            if publisher.snapshot is not before:
                times.append(next(clock))
    assert len(times) > 20
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert min(waits) >= PUBLISH_SECONDS
    assert max(waits) < 2 * PUBLISH_SECONDS


def test_a_snapshot_that_was_read_stays_as_it_was():
    publisher = Publisher()
    with closing(Trainer(with_training(LINE, epochs=3), line())) as trainer:
        while not trainer.finished:
            trainer.advance()
            publisher.publish(trainer, RunState.RUNNING)
        earlier = publisher.snapshot
        publisher.tell_rate(trainer, 0.5)
        publisher.end(RunState.FAILED, "It failed.", "dense")
    assert (earlier.state, earlier.rate_changes, earlier.guilty) == (RunState.RUNNING, (), None)
    now = publisher.snapshot
    assert (now.state, now.reason, now.guilty) == (RunState.FAILED, "It failed.", "dense")
    (change,) = now.rate_changes
    assert (change.epoch, change.after) == (3.0, 0.5)
    assert now.history.keys() == earlier.history.keys()
