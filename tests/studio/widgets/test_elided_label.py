"""A label that makes do with the room there is."""

from __future__ import annotations

import pytest

from nnstudio.studio.widgets.elided_label import ElidedLabel

SENTENCE = "The loss at Dense is not finite, so the training was stopped."


@pytest.fixture
def label(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText(SENTENCE)
    label.show()
    return label


def shown(label):
    return super(ElidedLabel, label).text()


def test_it_wants_room_for_all_of_its_text(label):
    label.resize(label.sizeHint())
    assert shown(label) == label.text() == SENTENCE
    assert label.toolTip() == ""


def test_what_has_no_room_ends_in_dots_and_stands_in_the_tool_tip(label):
    label.resize(120, 20)
    assert shown(label).startswith("The loss")
    assert shown(label).endswith("…")
    assert label.text() == label.toolTip() == SENTENCE
    label.resize(label.sizeHint())
    assert shown(label) == SENTENCE


def test_it_makes_do_with_any_width(label):
    assert label.minimumSizeHint().width() == 0
    wanted = label.sizeHint().width()
    label.resize(60, 20)
    assert label.sizeHint().width() == wanted
