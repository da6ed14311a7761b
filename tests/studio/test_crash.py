"""A studio that was killed loses nothing but what came after the last checkpoint and the last half second of edits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableView

from nnstudio.project.project import Project
from nnstudio.studio.files.recent_link import RecentLink
from nnstudio.studio.welcome.templates import TEMPLATES

KILLED = """
import os, signal
from msgspec import structs
from nnstudio.catalog.layers.core import Dense
from nnstudio.engine import run as runs
from nnstudio.network import edits
from nnstudio.project.lost_edits import journal_folder
from nnstudio.project.project import Project
from nnstudio.studio.files.recent_link import RecentLink
from nnstudio.studio.welcome.templates import TEMPLATES

runs.CHECKPOINT_SECONDS = 0.05
what, target = sys.argv[1], Path(sys.argv[2])
window = build_window()
window.show()
document = TEMPLATES[0].read()
window.files.new(structs.replace(document, training=document.training.replace(epochs=1_000_000)))
if "saved" in what:
    assert window.files.save_as(target)

def edit():
    window.session.do(edits.add_node(window.session.document, Dense(units=3), node_id="unsaved"))

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def is_trained():
    state = window.files.project.latest_state() if window.files.project is not None else None
    return state is not None and state.epoch > 20

if "trained" in what:
    window.training.train()
    when(is_trained, kill if "edited" not in what else edit)
else:
    edit()
if "edited" in what:
    when(lambda: any(b"unsaved" in path.read_bytes() for path in journal_folder().glob("*.json")), kill)
app.exec()
"""


@pytest.fixture
def kill_studio(start_studio, tmp_path):
    """Kills a studio at work; gives the file in which its project was saved, if it was."""

    def kill_studio(what):
        target = tmp_path / "square.nnstudio"
        process = start_studio(KILLED, what, target)
        _, complaints = process.communicate(timeout=60)
        assert process.returncode == -9, complaints
        return target

    return kill_studio


def press(qtbot, window, text):
    """Press a button of the notice."""
    (button,) = [button for button in window.notice.findChildren(QPushButton) if button.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_killed_training_is_there_up_to_its_last_checkpoint(kill_studio, open_window, qtbot):
    path = kill_studio("saved trained")
    window = open_window(path)
    assert not window.notice.isVisible()
    snapshot, state = window.training.snapshot, Project.open(path).latest_state()
    assert snapshot.epoch == state.epoch > 20
    assert len(snapshot.history["loss"]) == state.epoch
    assert window.files.runs.trained() is not None
    qtbot.waitUntil(lambda: window.training.weights.keys() == state.weights.keys(), timeout=20_000)
    window.docks.show("runs")
    table = window.findChild(QTableView, "runs.table")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    cells = [table.model().index(0, column).data() for column in range(table.model().columnCount())]
    assert "stopped" in cells
    assert f"{state.epoch:,}" in cells
    assert any(f"Epoch {state.epoch}" in label.text() for label in window.bar.findChildren(QLabel))


def test_a_killed_training_can_be_followed_by_another_one(kill_studio, open_window, qtbot):
    path = kill_studio("saved trained")
    window = open_window(path)
    window.training.train()
    qtbot.waitUntil(lambda: window.training.snapshot.epoch > 2, timeout=10_000)
    with qtbot.waitSignal(window.training.ended, timeout=20_000):
        window.training.stop()
    assert [run.state for run in Project.open(path).runs()] == ["running", "stopped"]
    assert [record.name for record in window.workspace.run_log.records] == ["run 1", "run 2"]


def test_unsaved_edits_are_offered_and_taken_over(kill_studio, open_window, qtbot):
    path = kill_studio("saved edited")
    before = path.read_bytes()
    window = open_window(path)
    assert window.notice.isVisible()
    assert window.findChild(QLabel, "notice.text").text() == (
        "This file has edits that were not saved. Do you want them back?"
    )
    assert "unsaved" not in window.session.document.network.by_id
    press(qtbot, window, "Take them over")
    assert not window.notice.isVisible()
    assert "unsaved" in window.session.document.network.by_id
    assert window.canvas.node_item("unsaved") is not None
    assert window.session.modified
    assert path.read_bytes() == before
    assert window.files.save()
    assert "unsaved" in Project.open(path).document.network.by_id


def test_unsaved_edits_are_forgotten_on_demand(kill_studio, open_window, qtbot):
    path = kill_studio("saved edited")
    window = open_window(path)
    press(qtbot, window, "Forget them")
    assert not window.notice.isVisible()
    assert not window.session.modified
    window.close()
    assert not open_window(path).notice.isVisible()


def test_unsaved_edits_are_offered_again_until_something_is_done_about_them(kill_studio, open_window, qtbot):
    path = kill_studio("saved edited")
    window = open_window(path)
    press(qtbot, window, "Dismiss")
    window.close()
    assert open_window(path).notice.isVisible()


def test_a_document_that_was_never_saved_comes_back_under_recent(kill_studio, open_window, qtbot):
    kill_studio("edited")
    window = open_window()
    (draft,) = window.files.recent()
    (button,) = [one for one in window.welcome.findChildren(RecentLink) if one.path == draft]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "unsaved" in window.session.document.network.by_id
    assert not window.notice.isVisible()
    assert window.files.path is None


def test_a_training_that_was_never_saved_comes_back_with_the_edits_made_meanwhile(kill_studio, open_window, qtbot):
    kill_studio("trained edited")
    window = open_window()
    (draft,) = window.files.recent()
    window.open(draft)
    assert window.training.snapshot.epoch > 20
    assert "unsaved" not in window.session.document.network.by_id
    press(qtbot, window, "Take them over")
    assert "unsaved" in window.session.document.network.by_id


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_edits_taken_over_are_undone_to_what_was_saved(window, qtbot, template, tmp_path, assert_consistent):
    document = template.read()
    window.files.new(document)
    assert window.files.save_as(tmp_path / "saved.nnstudio")
    window.canvas.select_all()
    window.canvas.delete_selection()
    edited = window.session.document
    assert not edited.network.nodes
    window.open(tmp_path / "saved.nnstudio")
    press(qtbot, window, "Take them over")
    assert window.session.document == edited
    assert_consistent(window)
    window.session.undo()
    assert window.session.document == document
    assert_consistent(window)
