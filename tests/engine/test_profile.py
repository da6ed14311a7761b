"""A profile times a training, which goes on as it would have."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from time import sleep

import numpy as np
import pytest

from nnstudio.engine.forecast import forecast
from nnstudio.engine.plan import Stage, Step, run_phases
from nnstudio.engine.profile import Profile
from nnstudio.engine.report import report_on
from nnstudio.engine.trainer import Trainer
from tests.engine.trainings import PICTURES, advanced, pictures, weights_of


def test_a_training_that_is_timed_learns_the_same():
    plain, timed = Trainer(PICTURES, pictures()), Trainer(PICTURES, pictures())
    timed.profile = Profile(timed.plan.batch)
    assert weights_of(advanced(plain, 9)) == weights_of(advanced(timed, 9))
    timed.profile = None
    assert weights_of(advanced(plain, 3)) == weights_of(advanced(timed, 3))


def test_whole_batches_are_timed_and_the_rest_of_an_epoch_is_not():
    trainer = Trainer(PICTURES, pictures())
    trainer.profile = profile = Profile(trainer.plan.batch)
    assert profile.timing() is None
    advanced(trainer, trainer.batches_per_epoch)
    assert trainer.samples % trainer.plan.batch
    assert profile.timing().batches == trainer.batches_per_epoch - 1


def test_every_step_gets_its_time_and_all_of_them_fit_into_the_whole():
    with closing(Trainer(PICTURES, pictures())) as trainer:
        trainer.profile = profile = Profile(trainer.plan.batch)
        advanced(trainer, 3)
        timing = profile.timing()
        report = report_on(trainer).timed(timing)
    assert len(timing.steps) == len(trainer.plan.steps)
    assert min(timing.steps) > 0
    assert timing.rows + sum(timing.steps) + timing.update <= timing.total * (1 + 1e-9)
    assert [step.stage for step in report.steps[:2]] == ["input", "forward"]
    assert report.steps[-2].title == "Adam"
    assert sum(step.seconds for step in report.steps) == pytest.approx(timing.total)


def test_parts_on_several_threads_count_together():
    trainer = Trainer(PICTURES, pictures())
    slow = Step(Stage.FORWARD, "test", ((lambda: sleep(0.002),), (lambda: sleep(0.002),)))
    profile = Profile(trainer.plan.batch)
    timed = profile.timed(replace(trainer.plan, steps=(slow,)))
    run_phases(timed.forward)
    profile.add(timed, 0.0, 0.004)
    (busy,) = profile.timing().steps
    assert busy >= 0.004


@pytest.mark.parametrize("timed", [True, False])
def test_a_report_tells_shapes_and_work(timed):
    trainer = Trainer(PICTURES, pictures())
    trainer.profile = profile = Profile(trainer.plan.batch) if timed else None
    advanced(trainer, 2)
    report = report_on(trainer).timed(profile.timing()) if timed else report_on(trainer)
    convolution = next(step for step in report.steps if step.kernel == "PlaneConvolution")
    assert (convolution.inputs, convolution.output) == (((6, 6, 1),), (6, 6, 3))
    assert convolution.work.operations == 2 * 8 * 36 * 27
    values = 8 * (36 + 36 * 3) + 30
    assert convolution.work.bytes == 4 * values
    assert (convolution.speed is None) is not timed
    assert np.isfinite(report.work.operations)
    assert (report.batch, report.slices, report.threads) == (8, 1, 1)


def test_what_is_told_before_a_training_is_what_it_does():
    data = pictures()
    told, done = forecast(PICTURES, data.description), report_on(Trainer(PICTURES, data))
    assert told.steps == done.steps
    assert told.memory == done.memory
    assert (told.batch, told.slices, told.threads) == (done.batch, done.slices, done.threads)
