"""What was open last comes back at the next start: after quitting, and after a crash."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.project.claim import Claims
from nnstudio.project.drafts import all_drafts
from nnstudio.project.lost_edits import lost_edits
from nnstudio.project.project import Project
from nnstudio.studio.preferences import Preferences
from nnstudio.studio.settings import settings
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.last_windows import LastWindows
from nnstudio.studio.window.windows import Windows

KILLED = """
import os, signal
from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.project.lost_edits import journal_folder
from nnstudio.studio.garbage import GarbageCollector
from nnstudio.studio.window.last_windows import LastWindows
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.windows import Windows

GarbageCollector(app)
windows = Windows.of(app)
last = LastWindows(windows)
last.start(Path(sys.argv[1]))
(named,) = windows.all
unnamed = windows.open_beside(named)
unnamed.files.new(TEMPLATES[1].read())
unnamed.welcome.hide()
for window in windows.all:
    window.session.do(edits.add_node(window.session.document, Dense(units=3), node_id="unsaved"))

def are_kept():
    return sum(b"unsaved" in path.read_bytes() for path in journal_folder().glob("*.json")) == 2

when(are_kept, lambda: os.kill(os.getpid(), signal.SIGKILL))
app.exec()
"""


class Program:
    """What happens between the start of the program and its end."""

    def __init__(self, qapp, path=None):
        self._qapp = qapp
        self.windows = Windows.of(qapp)
        assert self.windows.all == ()
        self._last = LastWindows(self.windows)
        self._last.start(path)
        qapp.processEvents()

    @property
    def names(self):
        return [window.windowTitle() for window in self.windows.all]

    def told(self):
        notices = [window.notice for window in self.windows.all if window.notice.isVisible()]
        return [notice.findChild(QLabel, "notice.text").text() for notice in notices]

    def quit(self):
        self.windows.quit()
        self.end()

    def end(self):
        self._last.end()
        self._last.deleteLater()
        self._qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def start(qapp):
    programs = []

    def start(path=None):
        programs.append(Program(qapp, path))
        return programs[-1]

    yield start
    for window in programs[-1].windows.all:
        window.files.keeping.give_up()
    programs[-1].quit()


@pytest.fixture
def path(tmp_path):
    return Project.create(tmp_path / "square.nnstudio", TEMPLATES[0].read()).path


def edit(window):
    window.session.do(edits.add_node(window.session.document, Dense(units=1), node_id="unsaved"))


def test_at_first_there_is_the_welcome_page(start):
    (window,) = start().windows.all
    assert window.welcome.isVisible()
    assert not window.notice.isVisible()


def test_windows_come_back_as_they_were(start, path):
    program = start(path)
    (first,) = program.windows.all
    second = program.windows.open_beside(first)
    second.files.new(TEMPLATES[4].read())
    second.welcome.hide()
    edit(second)
    second.resize(1100, 700)
    second.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, second.docks["history"])
    second.session.select([second.session.document.network.nodes[1].id])
    second.canvas.zoom_out()
    zoom, selection, document = second.canvas.camera.zoom, second.session.selection, second.session.document
    program.quit()
    again = start()
    first, second = again.windows.all
    assert first.files.path == path
    assert second.session.document == document
    assert second.files.path is None
    assert second.session.selection == selection
    assert second.canvas.camera.zoom == pytest.approx(zoom)
    assert second.dockWidgetArea(second.docks["history"]) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert not second.welcome.isVisible()
    assert again.told() == []


def test_unsaved_edits_of_a_file_come_back_as_one_undo_step(start, path):
    program = start(path)
    edit(program.windows.all[0])
    program.quit()
    again = start()
    (window,) = again.windows.all
    assert "unsaved" in window.session.document.network.by_id
    assert window.windowTitle() == "square.nnstudio — edited"
    assert again.told() == ["Edits that were not saved are back. Undo takes them away again."]
    window.session.undo()
    assert window.session.document == TEMPLATES[0].read()
    again.quit()
    third = start()
    assert third.told() == []
    assert "unsaved" not in third.windows.all[0].session.document.network.by_id


def test_after_a_crash_everything_is_there_once(start, start_studio, path):
    process = start_studio(KILLED, path)
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == -9, complaints
    program = start()
    named, unnamed = program.windows.all
    assert named.files.path == path
    assert unnamed.files.path is None
    for window in (named, unnamed):
        assert "unsaved" in window.session.document.network.by_id
    assert program.told() == ["Edits that were not saved are back. Undo takes them away again."]
    assert len(all_drafts()) == 1
    assert named.files.save()
    program.quit()
    again = start()
    assert again.told() == []
    assert len(again.windows.all) == 2
    assert len(all_drafts()) == 1
    assert lost_edits() == ()


def test_edits_of_a_file_that_is_gone_come_back_without_it_after_a_crash(start, start_studio, path):
    process = start_studio(KILLED, path)
    process.communicate(timeout=60)
    path.unlink()
    program = start()
    assert [window.files.path for window in program.windows.all] == [None, None]
    for window in program.windows.all:
        assert "unsaved" in window.session.document.network.by_id
    assert program.told() == ["square.nnstudio was open last, and is not there any more."]


def test_a_window_that_was_closed_before_stays_closed(start, path):
    program = start(path)
    (first,) = program.windows.all
    second = program.windows.open_beside(first)
    second.files.new(TEMPLATES[1].read())
    edit(second)
    first.close()
    program.quit()
    assert [window.session.document.name for window in start().windows.all] == [TEMPLATES[1].read().name]


def test_the_last_window_that_is_closed_comes_back(start, path):
    program = start(path)
    program.windows.all[0].close()
    program.end()
    assert [window.files.path for window in start().windows.all] == [path]


def test_what_is_gone_is_told_and_the_rest_comes_back(start, path, tmp_path):
    other = Project.create(tmp_path / "other.nnstudio", TEMPLATES[1].read()).path
    broken = Project.create(tmp_path / "broken.nnstudio", TEMPLATES[1].read()).path
    program = start(path)
    for one in (other, broken):
        program.windows.open_beside(program.windows.all[0]).open(one)
    program.quit()
    path.unlink()
    broken.write_bytes(b"noise")
    again = start()
    assert [window.files.path for window in again.windows.all] == [other]
    (window,) = again.windows.all
    sentences = window.notice.sentences
    assert sentences[0] == "square.nnstudio was open last, and is not there any more."
    assert sentences[1].startswith("broken.nnstudio")
    assert len(sentences) == 2


def test_where_all_is_gone_there_is_the_welcome_page(start, path):
    start(path).quit()
    path.unlink()
    program = start()
    assert program.windows.all[0].welcome.isVisible()
    assert program.told() == ["square.nnstudio was open last, and is not there any more."]


def test_a_file_that_is_asked_for_is_all_that_is_opened(start, path, tmp_path):
    start(path).quit()
    other = Project.create(tmp_path / "other.nnstudio", TEMPLATES[1].read()).path
    assert [window.files.path for window in start(other).windows.all] == [other]


def test_the_welcome_page_is_shown_to_those_who_prefer_it(start, path, qtbot):
    program = start(path)
    (window,) = program.windows.all
    window.findChild(QAction, "edit.preferences").trigger()
    chooser = window.findChild(Preferences).findChild(QComboBox, "preferences.start")
    assert [chooser.itemText(place) for place in range(chooser.count())] == [
        "Open what was open last",
        "Show the welcome page",
    ]
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert settings().value("start") == "welcome"
    program.quit()
    again = start()
    assert again.windows.all[0].files.path is None
    assert again.windows.all[0].welcome.isVisible()


def test_a_file_that_another_program_opened_meanwhile_is_opened_as_a_copy(start, path):
    start(path).quit()
    elsewhere = Claims()
    assert elsewhere.take(path)
    program = start()
    assert program.windows.all[0].files.path is None
    assert program.windows.all[0].session.document == TEMPLATES[0].read()
    elsewhere.keep()
