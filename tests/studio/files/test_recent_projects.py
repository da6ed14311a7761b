"""What is taken off the list can be found again, or was asked for."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from nnstudio.project.claim import Claims
from nnstudio.project.drafts import all_drafts, create_draft
from nnstudio.project.journal import Journal
from nnstudio.project.lost_edits import lost_edits
from nnstudio.project.project import Project
from nnstudio.studio.files.recent_projects import RecentProjects
from nnstudio.studio.welcome.templates import TEMPLATES


class Asked:
    """Answers whether something may be deleted."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.answer = False

    def __call__(self, name):
        self.names.append(name)
        return self.answer


@pytest.fixture
def asked():
    return Asked()


@pytest.fixture
def projects(desk, asked):
    projects = RecentProjects(desk.files)
    projects.may_delete = asked
    projects.told = []
    for signal in (projects.message, projects.failed):
        signal.connect(projects.told.append)
    return projects


@pytest.fixture
def draft(square):
    return create_draft(square).path


def test_a_draft_goes_into_the_trash_with_all_its_runs(desk, projects, square, train, stop, trash):
    desk.files.new(square)
    train(desk)
    stop(desk)
    (draft,) = desk.files.recent()
    desk.files.new(TEMPLATES[1].read())
    projects.remove(draft)
    (thrown_away,) = trash.iterdir()
    assert len(Project.open(thrown_away).runs()) == 1
    assert projects.listed() == ()
    assert projects.told == ["“square” is in the trash of your computer now."]


def test_edits_that_a_crash_left_of_a_draft_go_with_it(projects, draft, trash):
    crashed = Journal()
    crashed.keep(TEMPLATES[1].read(), draft)
    crashed.close(keep=True)
    projects.remove(draft)
    (thrown_away,) = trash.iterdir()
    assert Project.open(thrown_away).document == TEMPLATES[1].read()
    assert lost_edits() == ()


def test_a_damaged_draft_can_be_deleted(projects, draft, trash):
    draft.write_bytes(b"noise")
    projects.remove(draft)
    assert len(list(trash.iterdir())) == 1
    assert all_drafts() == ()


def test_a_draft_that_another_program_has_open_stays(projects, draft):
    elsewhere = Claims()
    assert elsewhere.take(draft)
    projects.remove(draft)
    elsewhere.keep()
    assert draft.exists()
    assert projects.told == ["“square” is open in a window. Close it there before you delete it."]


def test_without_a_trash_nothing_is_deleted_unasked(projects, draft, asked):
    projects.remove(draft)
    assert asked.names == ["square"]
    assert draft.exists()
    assert projects.told == []
    asked.answer = True
    projects.remove(draft)
    assert not draft.exists()
    assert projects.told == ["“square” is deleted."]


def test_what_cannot_be_deleted_is_told(projects, draft, asked, monkeypatch):
    unlink = Path.unlink

    def forbidden(path, **options):
        if path == draft:
            raise OSError(errno.EACCES, "Permission denied")
        unlink(path, **options)

    asked.answer = True
    monkeypatch.setattr(Path, "unlink", forbidden)
    projects.remove(draft)
    assert projects.told == [f"“square” cannot be deleted from {draft.parent}: you may not write there."]


def test_a_draft_that_is_gone_already_drops_out(desk, projects, draft):
    desk.files.recent_files.add(draft)
    draft.unlink()
    projects.remove(draft)
    assert desk.files.recent_files.paths() == ()
    assert projects.told == []
