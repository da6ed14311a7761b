import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.repairs import RepairText
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.problems.problem_row import ProblemRow
from nnstudio.studio.problems.problems_view import ProblemsView
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource


@pytest.fixture
def session():
    nodes = [
        Node(id="points", layer=Input(shape=(2,))),
        Node(id="hidden", layer=Dense(units=8), position=(0, 100)),
        Node(id="output", layer=Dense(units=1), position=(0, 200)),
    ]
    return Session(Document(network=Network(tuple(nodes), (Edge("points", "hidden"),))))


@pytest.fixture
def view(qtbot, qapp, session):
    view = ProblemsView(session, ThemeSource(qapp, Mode.LIGHT))
    view.resize(900, 240)
    qtbot.addWidget(view)
    view.show()
    view.activateWindow()
    qtbot.waitExposed(view)
    return view


def rows(view):
    return [row for row in view.findChildren(ProblemRow) if row.isVisible()]


def texts(row):
    return [label.text() for label in row.findChildren(QLabel) if label.isVisible() and label.text()]


def repair(row):
    return row.findChild(QPushButton)


def test_each_problem_names_its_node_and_says_what_is_wrong(session, view):
    assert len(rows(view)) == len(session.problems)
    first = rows(view)[0]
    assert texts(first) == ["output", "has no edge coming in and needs 1. Draw an edge to it from the layer before."]
    assert first.accessibleName().startswith("Error: output has no edge coming in")


def test_a_click_selects_the_node(qtbot, session, view):
    qtbot.mouseClick(rows(view)[0], Qt.MouseButton.LeftButton)
    assert session.selection == {"output"}


def test_the_keyboard_goes_through_the_list_and_selects(qtbot, session, view):
    first, second = rows(view)[:2]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert session.selection == {"output"}


def test_several_repairs_wait_behind_one_link(qtbot, session, view):
    row = next(row for row in rows(view) if "are outputs" in texts(row)[-1])
    qtbot.waitUntil(lambda: repair(row).text() == "2 repairs")
    qtbot.mouseClick(repair(row), Qt.MouseButton.LeftButton)
    menu = row.findChild(QMenu)
    assert menu.isVisible()
    problem = next(problem for problem in session.problems if "are outputs" in problem.message)
    titles = [action.text().partition("\t")[0] for action in menu.actions()]
    assert titles == [repair.title for repair in session.repairs(problem)]
    before = session.document
    menu.actions()[0].trigger()
    menu.close()
    assert problem not in session.problems
    session.undo()
    assert session.document == before


def test_a_single_repair_is_one_click_and_one_undo_step(qtbot, session, view):
    nodes = (Node(id="points", layer=Input(shape=(2,))), Node(id="sum", layer=Add()))
    edges = (Edge("points", "sum"), Edge("points", "sum", 2))
    session.replace(Document(network=Network(nodes, edges)))
    row = next(row for row in rows(view) if texts(row)[0] == "sum")
    qtbot.waitUntil(lambda: repair(row).text() == "Number the ports in order")
    qtbot.mouseClick(repair(row), Qt.MouseButton.LeftButton)
    assert session.document.network.edges[1].port == 1
    session.undo()
    assert session.document.network.edges == edges


def test_a_repair_with_a_long_title_leaves_room_for_the_sentence(qtbot, view):
    row = next(row for row in rows(view) if "are outputs" in texts(row)[-1])
    row.show_repairs([RepairText(*["Set the shape to 4, " * 12] * 2, "", "", "reshaping")])
    qtbot.waitUntil(lambda: 0 < repair(row).width() <= 0.4 * row.width())
    assert repair(row).text().startswith("Set the shape to 4, Set")
    assert repair(row).toolTip() == repair(row).text()


def test_a_repair_is_carried_out_with_the_keyboard(qtbot, session, view):
    row = next(row for row in rows(view) if "are outputs" in texts(row)[-1])
    qtbot.waitUntil(lambda: repair(row).isVisible())
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Tab)
    assert repair(row).hasFocus()
    qtbot.keyClick(repair(row), Qt.Key.Key_Space)
    menu = row.findChild(QMenu)
    qtbot.waitUntil(menu.isVisible)
    before = session.document
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert not any("are outputs" in problem.message for problem in session.problems)
    session.undo()
    assert session.document == before


def test_where_nothing_is_wrong_it_says_so(session, view):
    session.do(edits.connect(session.document, "hidden", "output"))
    for problem in session.problems:
        assert problem.severity == "warning"
    session.select([])
    session.problems_changed.emit()
    assert view.count == 0


def test_no_problems_are_a_calm_sentence(session, view, monkeypatch):
    note = view.findChild(EmptyPlace, "problems.none")
    assert not note.isVisible()
    monkeypatch.setattr(Session, "problems", property(lambda _: ()))
    session.problems_changed.emit()
    assert note.isVisible()
    assert note.text == EmptyText("No problems", "The network is ready to train.")
    assert rows(view) == []


def test_the_count_is_told_after_every_change(qtbot, session, view):
    with qtbot.waitSignal(view.count_changed) as told:
        session.do(edits.connect(session.document, "hidden", "output"))
    assert told.args == [0]
    with qtbot.waitSignal(view.count_changed) as told:
        session.undo()
    assert told.args == [view.count]
    assert view.count == 2


def test_a_problem_of_the_training_leads_to_its_setting(qtbot, session, view, monkeypatch):
    wrong = Problem(code="loss-target", field="loss", message="Huber does not fit the target.")
    monkeypatch.setattr(Session, "problems", property(lambda _: (wrong,)))
    session.problems_changed.emit()
    with qtbot.waitSignal(view.setting_chosen) as chosen:
        qtbot.mouseClick(rows(view)[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["loss"]


def test_a_very_long_list_is_cut(session, view, monkeypatch):
    many = tuple(Problem(code="x", message=f"Problem {number}.") for number in range(130))
    monkeypatch.setattr(Session, "problems", property(lambda _: many))
    session.problems_changed.emit()
    assert len(rows(view)) == 100
    assert any(label.text() == "… and 30 more" for label in view.findChildren(QLabel) if label.isVisible())


def test_rows_keep_the_focus_while_the_list_changes(session, view):
    row = rows(view)[0]
    row.setFocus()
    session.do(edits.set_name(session.document, "other"))
    assert row.hasFocus()


def test_sentences_stand_under_each_other(session, view):
    longer = edits.rename_node(session.document, "output", "a_much_longer_name")
    session.do(longer)
    places = {row.findChildren(QLabel)[2].x() for row in rows(view)}
    assert len(rows(view)) > 1
    assert len(places) == 1


def test_an_empty_canvas_is_no_problem_yet(session, view):
    session.replace(Document())
    assert view.count == 0
