"""The course of a schedule in a line and in words."""

import pytest

from nnstudio.catalog.registry import types_of
from nnstudio.catalog.schedules import CosineDecay, PiecewiseConstantDecay, Schedule
from nnstudio.studio.forms.rate_preview import RatePreview
from nnstudio.studio.forms.starting_value import starting


@pytest.fixture
def preview(qtbot):
    preview = RatePreview()
    qtbot.addWidget(preview)
    preview.resize(200, 80)
    preview.show()
    return preview


def test_it_says_where_a_schedule_begins_and_ends(preview):
    preview.show_schedule(CosineDecay(initial_learning_rate=0.1, decay_steps=1000, warmup_steps=200, warmup_target=0.2))
    assert preview.text == "From 0.1 to 0 in 2,400 steps, 0.2 at most."
    preview.show_schedule(PiecewiseConstantDecay(boundaries=(100, 300), values=(1.0, 0.5, 0.25)))
    assert preview.text == "From 1 to 0.25 in 600 steps, 1 at most."


@pytest.mark.parametrize("schedule", types_of(Schedule).values())
def test_every_schedule_is_drawn(preview, schedule):
    preview.show_schedule(starting(schedule))
    assert preview.isVisible()
    picture = preview.grab().toImage()
    assert len({picture.pixel(100, y) for y in range(4, 50)}) > 1, "there is no line"


def test_nothing_is_drawn_of_what_cannot_be_followed(preview):
    preview.show_schedule(PiecewiseConstantDecay(boundaries=(300, 100), values=(1.0,)))
    assert not preview.isVisible()
    preview.show_schedule(None)
    assert not preview.isVisible()
