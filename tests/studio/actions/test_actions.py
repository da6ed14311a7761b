"""The actions of the window."""

import pytest
from PySide6.QtGui import QAction

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.studio.theme import Mode


def chosen_themes(window):
    return [mode for mode in Mode if window.findChild(QAction, f"view.theme_{mode}").isChecked()]


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK, Mode.SYSTEM])
def test_the_menu_marks_the_one_theme_that_is_chosen(window, mode):
    window.findChild(QAction, f"view.theme_{mode}").trigger()
    assert window.theme_source.mode is mode
    assert chosen_themes(window) == [mode]


@pytest.mark.parametrize(("alignment", "same"), [("column", 0), ("row", 1)], ids=["in a column", "in a row"])
def test_selected_nodes_are_put_in_line_in_one_step(window, alignment, same):
    window.new()
    session = window.session
    for place in ((0.0, 0.0), (80.0, 160.0), (16.0, 400.0)):
        session.do(edits.add_node(session.document, Dense(units=1), place))
    window.canvas.select_all()
    before = session.document
    window.findChild(QAction, f"network.align_{alignment}").trigger()
    assert len({node.position[same] for node in session.document.network.nodes}) == 1
    session.undo()
    assert session.document == before


def test_nothing_is_put_in_line_where_one_node_is_selected(window):
    window.new()
    window.session.do(edits.add_node(window.session.document, Dense(units=1)))
    window.canvas.select_all()
    window.findChild(QAction, "network.align_row").trigger()
    assert window.statusBar().currentMessage() == "Select the nodes that are to be put in order."
