from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.kernels import Together
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.model import Model
from nnstudio.engine.plan import Stage, Step, phases_of, run_phases
from tests.engine.test_compiler import plan_of
from tests.engine.trainings import PICTURES


def steps_of(widths, done):
    """Steps of so many parts each, which write down their numbers."""
    return [
        Step(Stage.FORWARD, "test", tuple((lambda number=number: done.append(number),) for _ in range(width)))
        for number, width in enumerate(widths)
    ]


@given(st.lists(st.integers(1, 3)))
def test_strung_together_steps_do_what_they_do_one_by_one(widths):
    alone, together = [], []
    for step in steps_of(widths, alone):
        run_phases(phases_of([step]))
    phases = phases_of(steps_of(widths, together))
    run_phases(phases)
    assert sorted(together) == sorted(alone)
    assert all(len(one) != len(other) for one, other in pairwise(phases))


def test_a_step_that_waits_begins_another_phase():
    first, second = steps_of([2, 2], [])
    assert len(phases_of([first, second])) == 1
    assert len(phases_of([first, Step(Stage.FORWARD, "test", second.parts, waits=True)])) == 2


def test_parts_that_a_kernel_wants_done_together_are_a_phase_of_their_own():
    done = []

    def note(name):
        return lambda: done.append(name)

    together = Together([[note("left")], [note("right")]])
    alone = Together([[note("alone")]])
    steps = [
        Step(Stage.FORWARD, "test", ((note("a"), together, together, note("b"), alone),)),
        *steps_of([2, 1], []),
    ]
    assert [len(phase) for phase in phases_of(steps)] == [1, 2, 2, 1, 2, 1]
    run_phases(phases_of(steps))
    assert done == ["a", "left", "right", "left", "right", "b", "alone"]
    together()
    assert done[-2:] == ["left", "right"]


def test_every_node_that_computes_is_a_step_forwards_and_if_it_learns_backwards():
    plan, model = plan_of(PICTURES.network)
    named = [(step.stage.value, *step.nodes) for step in plan.steps if step.nodes]
    _, *inner = model.inference.order
    assert named == [*(("forward", name) for name in inner), *(("backward", name) for name in reversed(inner))]
    assert [step.kernel for step in plan.steps if not step.nodes] == [
        "losses",
        "losses",
        "penalties on weights",
    ]


def test_steps_tell_which_kernel_computes_them():
    plan, _ = plan_of(PICTURES.network)
    kernels = {step.nodes[0]: step.kernel for step in plan.steps if step.nodes}
    assert kernels["conv2d"] == "PlaneConvolution"
    assert kernels["dense"] == "plain"


def test_a_plan_for_prediction_has_steps_forwards_alone():
    model = Model(PICTURES.network)
    plan = compile_plan(PICTURES.network, model.inference, model.store, 3)
    assert {step.stage for step in plan.steps} == {Stage.FORWARD}
