import pytest
from msgspec import structs

from nnstudio.data.reference import DataReference
from nnstudio.errors import ProjectError
from nnstudio.network.document import Document
from nnstudio.project.drafts import all_drafts, create_draft, draft_of, drafts_folder, is_draft, recover_drafts
from nnstudio.project.journal import Journal
from nnstudio.project.lost_edits import lost_edits
from nnstudio.project.project import Project


@pytest.fixture(autouse=True)
def settings_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


@pytest.fixture
def crash():
    """Leaves a document in the journal as a killed process does."""

    def crash(document, path=None):
        journal = Journal()
        journal.keep(document, path)
        journal.close(keep=True)

    return crash


@pytest.mark.parametrize("name", ["../../elsewhere", "a/b", "", "x" * 300, "..", "naïve – 网络", "a\0b", "con\n"])
def test_no_name_of_a_document_leads_out_of_the_folder(document, name):
    draft = create_draft(structs.replace(document, name=name))
    assert draft.path.resolve().parent == drafts_folder().resolve()
    assert draft.document.name == name
    assert is_draft(draft.path)


def test_two_drafts_of_one_document_are_two_files(document):
    assert create_draft(document).path != create_draft(document).path


def test_a_document_that_was_lost_before_it_had_a_file_becomes_a_draft(document, crash):
    crash(document)
    (draft,) = recover_drafts()
    assert draft.document == document
    assert lost_edits() == ()
    assert recover_drafts() == ()


def test_edits_of_a_file_stay_in_the_journal(document, crash, tmp_path):
    path = Project.create(tmp_path / "mine.nnstudio", document).path
    crash(structs.replace(document, name="better"), path)
    assert recover_drafts() == ()
    assert len(lost_edits()) == 1


def test_edits_of_a_file_that_is_gone_become_a_draft_that_finds_its_data(document, crash, tmp_path):
    crash(structs.replace(document, data=DataReference(source="rows.csv")), tmp_path / "folder" / "mine.nnstudio")
    (draft,) = recover_drafts()
    assert draft.document.data.source == str(tmp_path / "folder" / "rows.csv")
    assert lost_edits() == ()


def test_a_recovery_that_was_killed_half_way_makes_no_second_draft(document, crash):
    crash(document)
    (lost,) = lost_edits()
    draft = create_draft(lost.document, lost.journal.stem)
    assert [again.path for again in recover_drafts()] == [draft.path]
    assert all_drafts() == (draft.path,)
    assert lost_edits() == ()


def test_what_somebody_else_recovers_at_the_same_time_becomes_one_draft(document, crash):
    crash(document)
    (lost,) = lost_edits()
    with lost.claimed() as ours:
        assert ours
        assert draft_of(lost) is None
        assert recover_drafts() == ()
    assert len(recover_drafts()) == 1


def test_an_empty_canvas_becomes_no_draft(crash):
    crash(Document(name="nothing"))
    assert recover_drafts() == ()
    assert all_drafts() == ()
    assert lost_edits() == ()


def test_edits_of_a_draft_wait_for_it_as_long_as_it_is_there(document, crash):
    draft = create_draft(document)
    crash(document, draft.path)
    assert recover_drafts() == ()
    draft.path.unlink()
    (again,) = recover_drafts()
    assert again.document == document


def test_what_cannot_be_made_a_draft_stays_in_the_journal(document, crash):
    crash(document)
    drafts_folder().write_text("a file where the folder should be")
    with pytest.raises(ProjectError, match="cannot be made"):
        create_draft(document)
    assert recover_drafts() == ()
    assert len(lost_edits()) == 1
    drafts_folder().unlink()
    assert [draft.document for draft in recover_drafts()] == [document]
    assert all(Project.open(path).document == document for path in drafts_folder().iterdir())
