"""Several windows: each with its document, its run and its files."""

from __future__ import annotations

import gc
import weakref

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel

from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.optimizers import SGD
from nnstudio.network import edits
from nnstudio.project.project import Project
from nnstudio.studio.language import Language
from nnstudio.studio.preferences import Preferences
from nnstudio.studio.theme import Mode
from nnstudio.studio.welcome.templates import TEMPLATES


@pytest.fixture
def first(windows, qtbot):
    """A window beside which others are opened."""
    assert windows.all == ()
    return show_one(windows, qtbot)


def show_one(windows, qtbot):
    window = windows.add()
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    qtbot.waitExposed(window)
    return window


def train_for_ever(qtbot, window, template=TEMPLATES[0]):
    document = template.read()
    window.files.new(structs.replace(document, training=document.training.replace(epochs=1_000_000)))
    window.docks.show("curves")
    window.training.train()
    qtbot.waitUntil(lambda: window.training.snapshot.epoch > 1, timeout=20_000)


def told_of_run(window):
    """What its only run is called, and why it ended."""
    cells = window.panels.runs.table.cells
    return [cells.text(0, 0), cells.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)]


def trigger(window, name):
    window.findChild(QAction, name).trigger()


def open_another(windows, window):
    trigger(window, "file.new_window")
    return windows.all[-1]


def path_of(tmp_path, name="square"):
    return Project.create(tmp_path / f"{name}.nnstudio", TEMPLATES[0].read()).path


class TestSeveral:
    def test_a_new_window_has_a_document_of_its_own(self, first, windows, assert_consistent):
        first.files.new(TEMPLATES[0].read())
        second = open_another(windows, first)
        assert second.isVisible()
        assert second.welcome.isVisible()
        second.new()
        second.session.do(edits.add_node(second.session.document, Dense(units=3)))
        assert first.session.document == TEMPLATES[0].read()
        assert [node.id for node in second.session.document.network.nodes] == ["dense"]
        for window in windows.all:
            assert_consistent(window)

    def test_it_stands_a_little_apart(self, first, windows):
        second = open_another(windows, first)
        assert second.pos() != first.pos()
        assert second.size() == first.size()

    def test_trainings_go_on_side_by_side(self, first, windows, qtbot):
        second = open_another(windows, first)
        train_for_ever(qtbot, first)
        train_for_ever(qtbot, second, TEMPLATES[1])
        second.close()
        before = first.training.snapshot.epoch
        qtbot.waitUntil(lambda: first.training.snapshot.epoch > before, timeout=20_000)
        assert first.training.active

    def test_closing_one_leaves_the_others(self, first, windows, qapp):
        second = open_another(windows, first)
        gone = weakref.ref(second)
        second.close()
        del second
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        assert gone() is None
        assert windows.all == (first,)
        assert first.isVisible()

    def test_the_theme_is_that_of_all(self, first, windows):
        second = open_another(windows, first)
        trigger(first, "view.theme_dark")
        assert second.findChild(QAction, "view.theme_dark").isChecked()
        assert second.theme_source.mode is Mode.DARK
        trigger(second, "view.theme_light")
        trigger(second, "view.theme_system")
        assert first.findChild(QAction, "view.theme_system").isChecked()

    def test_a_node_is_copied_from_one_to_the_other(self, first, windows):
        first.files.new(TEMPLATES[0].read())
        second = open_another(windows, first)
        second.new()
        first.session.select(["hidden"])
        trigger(first, "edit.copy")
        trigger(second, "edit.paste")
        assert [node.type_name for node in second.session.document.network.nodes] == ["Dense"]

    def test_quitting_closes_all(self, first, windows):
        trigger(open_another(windows, first), "file.quit")
        assert windows.all == ()

    def test_quitting_is_taken_back_by_any_of_them(self, first, windows):
        second = open_another(windows, first)
        second.files.new(TEMPLATES[0].read())
        second.files.keeping.may_leave = lambda: False
        trigger(first, "file.quit")
        assert windows.all == (first, second)
        assert first.isVisible()
        del second.files.keeping.may_leave


class TestOneFileOneWindow:
    def test_a_file_that_is_open_is_shown_where_it_is(self, first, windows, tmp_path, qtbot):
        path = path_of(tmp_path)
        first.open(path)
        second = open_another(windows, first)
        second.activateWindow()
        qtbot.waitUntil(second.isActiveWindow)
        assert second.open(path)
        qtbot.waitUntil(first.isActiveWindow)
        assert second.files.path is None
        assert not second.session.document.network.nodes
        assert not second.notice.isVisible()

    def test_a_minimized_window_is_shown_again(self, first, windows, tmp_path):
        path = path_of(tmp_path)
        first.open(path)
        second = open_another(windows, first)
        first.showMinimized()
        second.open(path)
        assert not first.isMinimized()

    def test_the_draft_of_a_run_is_shown_where_it_is(self, first, windows, qtbot):
        first.open_template(TEMPLATES[0])
        qtbot.waitUntil(lambda: first.files.project is not None, timeout=20_000)
        second = open_another(windows, first)
        assert second.open(first.files.project.path)
        assert not second.session.document.network.nodes

    def test_its_own_file_is_read_anew(self, first, tmp_path):
        path = path_of(tmp_path)
        first.open(path)
        Project(path).save_document(structs.replace(first.session.document, name="theirs"))
        first.open(path)
        assert first.session.document.name == "theirs"

    def test_a_file_that_is_closed_can_be_opened_in_another_window(self, first, windows, tmp_path):
        path = path_of(tmp_path)
        second = open_another(windows, first)
        second.open(path)
        second.close()
        first.open(path)
        assert first.files.path == path
        assert not first.notice.isVisible()


class TestLanguage:
    @pytest.fixture
    def choose(self, windows, qtbot):
        """Chooses a language in the preferences; gives the window that took the place of the one it was chosen in."""

        def choose(window, language):
            place = windows.all.index(window)
            trigger(window, "edit.preferences")
            chooser = window.findChild(Preferences).findChild(QComboBox, "preferences.language")
            chooser.setFocus()
            qtbot.keyClick(chooser, Qt.Key.Key_End if language is Language.CHINESE else Qt.Key.Key_Home)
            qtbot.waitUntil(lambda: windows.all[place] is not window)
            return windows.all[place]

        return choose

    def test_it_changes_at_once_and_back(self, first, choose):
        first.files.new(TEMPLATES[0].read())
        chinese = choose(first, Language.CHINESE)
        assert chinese.isVisible()
        assert chinese.findChild(QAction, "file.open").text() == "打开…"
        assert chinese.docks["curves"].windowTitle() == "曲线"
        assert chinese.findChild(Preferences).isVisible()
        english = choose(chinese, Language.ENGLISH)
        assert english.findChild(QAction, "file.open").text() == "Open…"

    def test_what_was_being_done_goes_on(self, first, choose, qtbot, assert_consistent, tmp_path):
        train_for_ever(qtbot, first)
        trigger(first, "train.watch")
        assert first.files.save_as(tmp_path / "mine.nnstudio")
        first.session.do(edits.set_name(first.session.document, "mine"))
        first.session.select(["hidden"])
        training, document = first.training, first.session.document
        chinese = choose(first, Language.CHINESE)
        assert chinese.training is training
        before = training.snapshot.epoch
        qtbot.waitUntil(lambda: training.snapshot.epoch > before, timeout=20_000)
        assert training.active
        assert chinese.session.document is document
        assert chinese.session.selection == {"hidden"}
        assert chinese.findChild(QAction, "train.watch").isChecked()
        assert chinese.findChild(QAction, "train.stop").isEnabled()
        assert chinese.canvas.node_item("hidden").is_live
        assert not chinese.welcome.isVisible()
        assert chinese.windowTitle().startswith("mine.nnstudio")
        trigger(chinese, "train.stop")
        qtbot.waitUntil(lambda: not training.active, timeout=20_000)
        assert len(chinese.workspace.run_log.records) == 1
        english = choose(chinese, Language.ENGLISH)
        trigger(english, "edit.undo")
        assert english.session.document.name == "square"
        assert_consistent(english)

    def test_what_is_shown_of_the_run_is_shown_again(self, first, choose, qtbot):
        train_for_ever(qtbot, first)
        qtbot.waitUntil(lambda: first.panels.curves.fit.page is not None, timeout=20_000)
        chinese = choose(first, Language.CHINESE)
        qtbot.waitUntil(lambda: chinese.panels.curves.fit.page is not None, timeout=20_000)
        probed = chinese.training.snapshot.probe
        qtbot.waitUntil(lambda: chinese.training.snapshot.probe is not probed, timeout=20_000)
        assert chinese.panels.curves.curves.plot._curves
        assert chinese.panels.runs.table.cells.rowCount() == 1

    def test_panels_stay_where_they_were(self, first, choose):
        first.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first.docks["history"])
        first.resize(1300, 800)
        first.docks.show("runs")
        size = first.size()
        chinese = choose(first, Language.CHINESE)
        assert chinese.dockWidgetArea(chinese.docks["history"]) == Qt.DockWidgetArea.LeftDockWidgetArea
        assert chinese.size() == size
        assert not chinese.docks["runs"].visibleRegion().isEmpty()

    def test_the_canvas_looks_where_it_looked(self, first, choose):
        first.files.new(TEMPLATES[4].read())
        first.welcome.hide()
        first.canvas.fit()
        first.canvas.zoom_in()
        zoom, middle = first.canvas.camera.zoom, first.canvas.camera.visible_rect().center()
        camera = choose(first, Language.CHINESE).canvas.camera
        assert camera.zoom == pytest.approx(zoom)
        assert (camera.visible_rect().center() - middle).manhattanLength() < 3

    def test_runs_are_told_of_in_the_language_of_now(self, first, choose, qtbot, tmp_path):
        train_for_ever(qtbot, first)
        assert first.files.save_as(tmp_path / "mine.nnstudio")
        trigger(first, "train.stop")
        qtbot.waitUntil(lambda: not first.training.active, timeout=20_000)
        qtbot.waitUntil(lambda: bool(told_of_run(first)[1]))
        name, reason = told_of_run(first)
        assert (name, reason.partition(" epoch ")[0]) == ("run 1", "Stopped in")
        chinese = choose(first, Language.CHINESE)
        told = told_of_run(chinese)
        assert (told[0], told[1][:3]) == ("运行 1", "在第 ")
        chinese.open(tmp_path / "mine.nnstudio")
        assert told_of_run(chinese) == told
        assert told_of_run(choose(chinese, Language.ENGLISH)) == [name, reason]

    def test_why_a_run_failed_is_told_in_the_language_of_now_until_the_next_one_begins(self, first, choose, qtbot):
        document = TEMPLATES[0].read()
        first.files.new(
            structs.replace(document, training=document.training.replace(optimizer=SGD(learning_rate=1e30)))
        )
        first.training.train()
        qtbot.waitUntil(lambda: bool(first.notice.sentences), timeout=20_000)
        chinese = choose(first, Language.CHINESE)
        assert "不是有限数" in chinese.notice.findChild(QLabel, "notice.text").text()
        chinese.session.do(edits.set_training(chinese.session.document, optimizer=SGD(), epochs=1))
        chinese.training.train()
        qtbot.waitUntil(lambda: not chinese.training.active, timeout=20_000)
        assert not chinese.notice.isVisible()

    def test_an_open_question_is_still_there(self, first, choose, tmp_path, windows):
        path = path_of(tmp_path)
        first.open(path)
        first.session.do(edits.set_name(first.session.document, "lost"))
        first.new()
        first.open(path)
        assert first.notice.isVisible()
        chinese = choose(first, Language.CHINESE)
        assert chinese.notice.isVisible()
        chinese.files.restore()
        assert chinese.session.document.name == "lost"
        assert not chinese.notice.isVisible()

    def test_every_window_speaks_it(self, first, windows, choose):
        open_another(windows, first)
        choose(first, Language.CHINESE)
        assert [window.menuBar().actions()[0].text() for window in windows.all] == ["文件"] * 2

    def test_nothing_is_left_of_the_window_before(self, windows, qapp, qtbot):
        train_for_ever(qtbot, show_one(windows, qtbot))
        for language in (Language.CHINESE, Language.ENGLISH):
            (old,) = windows.all
            gone = [weakref.ref(part) for part in (old, old.canvas, old.notice, old.panels.curves, old.panels.data)]
            del old
            windows.speak(language)
            qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            qtbot.wait(50)
            gc.collect()
            assert [part() for part in gone if part() is not None] == []
        (window,) = windows.all
        assert window.training.active


def test_a_shortcut_that_was_chosen_in_one_window_works_in_the_other(first, windows, qtbot):
    second = open_another(windows, first)
    first.actions_by_name.shortcuts.choose("view.fit", QKeySequence("Ctrl+K"))
    second.activateWindow()
    qtbot.waitUntil(second.isActiveWindow)
    assert second.findChild(QAction, "view.fit").shortcut().toString() == "Ctrl+K"
