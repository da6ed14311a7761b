"""A link that takes no more room than there is."""

import pytest
from PySide6.QtWidgets import QPushButton

from nnstudio.studio.widgets.elided_link import ElidedLink

LONG = "Keep only what leads to the node with the very long name"


@pytest.fixture
def link(qtbot):
    link = ElidedLink(LONG)
    qtbot.addWidget(link)
    link.resize(80, 20)
    link.show()
    return link


def shown(link):
    return QPushButton.text(link)


def test_a_long_text_ends_in_an_ellipsis_and_is_whole_in_the_tool_tip(link):
    assert shown(link).endswith("…")
    assert link.text() == link.toolTip() == link.accessibleName() == LONG


def test_a_text_with_room_is_whole(link):
    link.resize(link.sizeHint())
    assert shown(link) == LONG
    assert link.toolTip() == ""


def test_a_tool_tip_of_its_own_stays(link):
    link.setToolTip("What it does")
    link.resize(60, 20)
    assert link.toolTip() == "What it does"


def test_it_never_makes_a_panel_wider(link):
    assert link.minimumSizeHint().width() == 0
