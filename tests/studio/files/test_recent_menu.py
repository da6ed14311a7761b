"""The menu of what was open last: opened from it, taken off it, by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.json_format import write_document
from nnstudio.project.drafts import create_draft
from nnstudio.project.project import Project
from nnstudio.studio.welcome.templates import TEMPLATES


@pytest.fixture
def project(tmp_path):
    return Project.create(tmp_path / "square.nnstudio", TEMPLATES[0].read()).path


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "spiral.json"
    path.write_bytes(write_document(TEMPLATES[1].read()))
    return path


@pytest.fixture
def menu(window):
    menu = window.findChild(QMenu, "menu.recent")

    def texts():
        menu.aboutToShow.emit()
        return [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]

    menu.texts = texts
    return menu


def test_it_stands_in_the_file_menu(window, menu):
    file_menu = window.findChild(QMenu, "menu.file")
    texts = [action.text() for action in file_menu.actions()]
    assert texts.index("Open recent") == texts.index("Open…") + 1
    assert menu.texts() == ["Nothing was opened yet", "Clear the list"]
    assert not any(action.isEnabled() for action in menu.actions() if not action.isSeparator())


def test_files_are_opened_from_it_newest_first(window, menu, project, document):
    window.open(project)
    window.open(document)
    assert menu.texts() == ["spiral.json", "square.nnstudio", "Clear the list"]
    menu.actions()[1].trigger()
    assert window.files.path == project


def test_it_is_cleared_but_for_what_was_never_saved(window, menu, project):
    window.files.new(TEMPLATES[0].read())
    window.session.do(edits.add_node(window.session.document, Dense(units=1)))
    window.open(project)
    assert menu.texts() == ["square.nnstudio", "square (not saved)", "Clear the list"]
    menu.actions()[-1].trigger()
    assert menu.texts() == ["square (not saved)", "Clear the list"]


def test_a_name_is_shown_as_it_is(window, menu, project):
    odd = project.rename(project.with_name("a & b.nnstudio"))
    window.open(odd)
    assert menu.texts()[0] == "a && b.nnstudio"


@pytest.fixture
def shown(window, menu):
    """The menu as it is when it is open."""

    def shown():
        menu.popup(window.mapToGlobal(QPoint(50, 50)))
        return menu

    yield shown
    menu.close()


def test_del_puts_a_draft_into_the_trash(window, shown, menu, project, trash, qtbot):
    draft = create_draft(TEMPLATES[1].read()).path
    window.open(project)
    qtbot.keyClick(shown(), Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Delete)
    assert menu.isVisible()
    assert menu.texts() == ["square.nnstudio", "Clear the list"]
    assert not draft.exists()
    (thrown_away,) = trash.iterdir()
    assert Project.open(thrown_away).document == TEMPLATES[1].read()
    assert window.statusBar().currentMessage() == "“spiral” is in the trash of your computer now."


def test_del_takes_a_file_off_the_list_and_leaves_it_where_it_is(window, shown, menu, project, document, qtbot):
    window.open(project)
    window.open(document)
    qtbot.keyClick(shown(), Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Delete)
    assert menu.activeAction().text().startswith("square.nnstudio")
    assert menu.texts() == ["square.nnstudio", "Clear the list"]
    assert document.exists()


def test_del_in_the_menu_deletes_nothing_on_the_canvas(window, shown, menu, project, qtbot):
    window.open(project)
    window.canvas.select_all()
    before = window.session.document
    qtbot.keyClick(shown(), Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Delete)
    assert window.session.document == before


@pytest.mark.usefixtures("trash")
@pytest.mark.parametrize(("kind", "offer"), [("draft", "Move to the trash"), ("file", "Remove from the list")])
def test_the_right_button_offers_what_can_be_done_with_an_entry(window, shown, menu, project, qtbot, kind, offer):
    if kind == "draft":
        create_draft(TEMPLATES[1].read())
    else:
        window.open(project)
        window.new()
    place = shown().actionGeometry(menu.actions()[0]).center()
    before = window.session.document
    QTest.mousePress(menu, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)
    QApplication.sendEvent(menu, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, menu.mapToGlobal(place)))
    QTest.mouseRelease(menu, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)
    (entry,) = menu.findChildren(QMenu, "menu.recent.entry")
    assert [action.text() for action in entry.actions()] == [offer]
    qtbot.keyClick(entry, Qt.Key.Key_Down)
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert menu.texts()[0] == "Nothing was opened yet"
    assert window.session.document is before


def test_files_that_are_gone_are_forgotten_on_demand(window, menu, project, document):
    window.open(project)
    window.open(document)
    window.new()
    document.unlink()
    assert menu.texts() == ["square.nnstudio", "Forget files that are gone (1)", "Clear the list"]
    assert menu.actions()[-2].toolTip() == str(document)
    menu.actions()[-2].trigger()
    assert menu.texts() == ["square.nnstudio", "Clear the list"]
    document.write_bytes(write_document(TEMPLATES[1].read()))
    assert menu.texts() == ["square.nnstudio", "Clear the list"]


def test_a_draft_that_is_open_is_not_deleted(window, shown, menu, qtbot):
    draft = create_draft(TEMPLATES[1].read()).path
    window.open(draft)
    qtbot.keyClick(shown(), Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Delete)
    assert draft.exists()
    assert window.findChild(QLabel, "notice.text").text() == (
        "“spiral” is open in a window. Close it there before you delete it."
    )
