"""Whatever lies in a file with the ending .nnstudio: a sentence, and the file as it was."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nnstudio.errors import NNStudioError, ProjectError
from nnstudio.network.json_format import write_document
from nnstudio.project import database
from nnstudio.project.project import Project
from nnstudio.project.schema import create_schema

DAMAGED = "bad.nnstudio is damaged and was left as it is. Use an earlier copy of it."


def change(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def refused(path: Path) -> str:
    """The sentence with which a file is refused, made sure that the file stays as it is."""
    before = path.read_bytes()
    with pytest.raises(ProjectError) as caught:
        Project.open(path)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    return caught.value.sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "bad.nnstudio is empty, so it is no project."),
        (b"PK\x03\x04 a zip archive", "bad.nnstudio is not an NN Studio project."),
        (b"SQLite format 3\0", "bad.nnstudio is damaged and was left as it is. Use an earlier copy of it."),
        (
            b"SQLite format 3\0" + bytes(8000),
            "bad.nnstudio is damaged and was left as it is. Use an earlier copy of it.",
        ),
    ],
)
def test_what_is_no_database_is_refused(tmp_path, content, sentence):
    path = tmp_path / "bad.nnstudio"
    path.write_bytes(content)
    assert refused(path) == sentence


def test_a_document_with_the_ending_of_a_project_is_recognized(tmp_path, document):
    path = tmp_path / "bad.nnstudio"
    path.write_bytes(write_document(document))
    assert refused(path) == "bad.nnstudio holds plain JSON, not a project. Give it the ending .json to open it."


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ProjectError, match=r"There is no file .*gone\.nnstudio\. Check the path\."):
        Project.open(tmp_path / "gone.nnstudio")


def test_a_folder_is_told(tmp_path):
    with pytest.raises(ProjectError, match="is a folder, not a project"):
        Project.open(tmp_path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_project_is_refused(project, train, part):
    train(project)
    content = project.path.read_bytes()
    project.path.write_bytes(content[: int(part * len(content))])
    assert "is damaged and was left as it is" in refused(project.path)


def test_bytes_that_were_turned_over_never_crash(project, train):
    train(project)
    content = bytearray(project.path.read_bytes())
    for position in range(101, len(content), 997):
        changed = content.copy()
        changed[position : position + 16] = bytes(255 - byte for byte in changed[position : position + 16])
        project.path.write_bytes(changed)
        try:
            opened = Project.open(project.path)
            opened.document, opened.latest_state(), [opened.history(run.id) for run in opened.runs()]
        except NNStudioError:
            pass


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "bad.nnstudio"
    change(path, "CREATE TABLE t (x)")
    assert refused(path) == "bad.nnstudio is a database of another program, not an NN Studio project."


def test_a_project_of_a_newer_version_is_refused_with_the_remedy(project):
    change(project.path, "PRAGMA user_version = 9")
    assert refused(project.path) == (
        "square.nnstudio was saved by a newer NN Studio (format 9; this one reads format 3). "
        "Update NN Studio to open it."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE extra (x)",
        "CREATE VIEW extra AS SELECT load_extension('evil')",
        "CREATE TRIGGER extra AFTER UPDATE ON project BEGIN DELETE FROM run; END",
        "CREATE INDEX extra ON run (state)",
        "ALTER TABLE run ADD COLUMN extra TEXT",
        "DROP TABLE part",
        "CREATE VIRTUAL TABLE extra USING fts5(x)",
    ],
)
def test_a_schema_that_differs_in_anything_is_refused(project, statement):
    change(project.path, statement)
    assert refused(project.path) == "square.nnstudio does not have the tables of a project. It was left as it is."


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM project",
        "INSERT INTO epoch VALUES (77, 1, '{}')",
        "INSERT INTO part VALUES (77, 0, x'00')",
    ],
)
def test_rows_that_do_not_belong_together_are_refused(project, statement):
    change(project.path, statement)
    assert "is damaged" in refused(project.path)


def test_a_value_that_is_too_long_is_refused_before_it_is_read(project, monkeypatch):
    change(project.path, "UPDATE project SET document = hex(zeroblob(3000))")
    monkeypatch.setattr(database, "LARGEST_VALUE", 2000)
    with pytest.raises(ProjectError, match="larger than any project's"):
        Project.open(project.path).document  # noqa: B018 - reading is what fails


def test_a_document_inside_that_is_no_document_is_told(project):
    change(project.path, 'UPDATE project SET document = \'{"format": "nnstudio"\'')
    with pytest.raises(NNStudioError, match="not valid JSON"):
        Project.open(project.path).document  # noqa: B018 - reading is what fails


@pytest.mark.parametrize("figures", ["[1]", '{"loss": "low"}', "{", "7"])
def test_a_history_that_is_no_history_is_told(project, train, figures):
    run = train(project)
    change(project.path, "UPDATE epoch SET figures = ?", figures)
    with pytest.raises(ProjectError, match="The history in this project is damaged"):
        project.history(run)


@pytest.mark.parametrize("column", ["UPDATE run SET preprocessing = ?", "UPDATE run SET description = ?"])
@pytest.mark.parametrize("text", ["{", "[]", '{"steps": 5}'])
def test_a_preparation_that_is_none_is_told(project, train, column, text):
    run = train(project)
    change(project.path, column, text)
    with pytest.raises(ProjectError, match="is damaged"):
        project.preparation(run)


def test_a_project_with_a_write_ahead_log_is_one_file_again_after_saving(project, document):
    change(project.path, "PRAGMA journal_mode = WAL")
    Project.open(project.path).save_document(document)
    assert [path.name for path in project.folder.iterdir()] == [project.path.name]
    assert project.path.read_bytes()[18:20] == b"\1\1"


def test_a_project_in_use_by_another_program_is_told(project, document, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.05)
    with closing(sqlite3.connect(project.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ProjectError, match=r"square\.nnstudio is in use by another program"):
            Project.open(project.path)
        with pytest.raises(ProjectError, match="is in use by another program"):
            project.save_document(document)
    assert Project.open(project.path).document == document


def test_a_full_disk_leaves_the_project_as_it_was(project, document, monkeypatch):
    before = project.path.read_bytes()
    large = {"name": "x" * 100_000}
    monkeypatch.setattr(database, "_SETTINGS", (*database._SETTINGS, "PRAGMA max_page_count = 1"))
    with pytest.raises(ProjectError, match="the disk is full"):
        project.save_document(type(document)(**large))
    with pytest.raises(ProjectError, match=r"^copy\.nnstudio cannot be written: the disk is full"):
        Project.create(project.folder / "copy.nnstudio", document)
    assert project.path.read_bytes() == before
    assert [path.name for path in project.folder.iterdir()] == [project.path.name]


LIMITED = """
import resource, sys
from pathlib import Path
from nnstudio.errors import ProjectError
from nnstudio.network.document import Document
from nnstudio.project.project import Project
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
path = Path(sys.argv[1])
project = Project.open(path)
large = Document(name="x" * 200_000)
for act in (lambda: project.save_document(large), lambda: Project.create(path.parent / "c.nnstudio", large)):
    try:
        act()
    except ProjectError as error:
        print(error.sentence)
"""


def test_a_disk_that_refuses_in_the_middle_leaves_the_project_as_it_was(project, document):
    project.save_document(type(document)(name="y" * 100_000))
    before = project.path.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(project.path)], capture_output=True, text=True, check=True
    )
    assert [line.split(" cannot be ")[0] for line in ended.stdout.splitlines()] == ["square.nnstudio", "c.nnstudio"]
    assert Project.open(project.path).document.name == "y" * 100_000
    assert project.path.read_bytes() == before
    assert [path.name for path in project.folder.iterdir()] == [project.path.name]


def test_a_file_that_may_not_be_changed_can_be_read_and_is_told_when_saving(project, document, monkeypatch):
    monkeypatch.setattr(database, "_SETTINGS", (*database._SETTINGS, "PRAGMA query_only = ON"))
    assert Project.open(project.path).document == document
    with pytest.raises(ProjectError, match="cannot be written: you may not change it"):
        project.save_document(document)


def test_a_folder_in_which_nothing_may_be_written_is_told(tmp_path, document, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(ProjectError, match=r"new\.nnstudio cannot be written: you may not write there\."):
        Project.create(tmp_path / "new.nnstudio", document)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path, document):
    with pytest.raises(ProjectError, match="there is no such folder"):
        Project.create(tmp_path / "nowhere" / "new.nnstudio", document)


def test_a_folder_of_the_same_name_is_told(tmp_path, document):
    (tmp_path / "new.nnstudio").mkdir()
    with pytest.raises(ProjectError, match="there is a folder of that name"):
        Project.create(tmp_path / "new.nnstudio", document)
    assert [path.name for path in tmp_path.iterdir()] == ["new.nnstudio"]


def test_what_a_killed_save_left_behind_does_not_spoil_the_file_that_takes_its_place(tmp_path, project, document):
    """A rollback journal that belongs to a file of the same name would be rolled back into the new one."""
    change(project.path, "PRAGMA page_size = 4096")
    victim = tmp_path / "victim.nnstudio"
    shutil.copy(project.path, victim)
    with closing(sqlite3.connect(victim, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE project SET document = ?", ("z" * 500_000,))
        journal = victim.with_name("victim.nnstudio-journal").read_bytes()
        connection.execute("ROLLBACK")
    victim.with_name("victim.nnstudio-journal").write_bytes(journal)
    renamed = type(document)(name="new")
    assert Project.create(victim, renamed).document == renamed
    assert Project.open(victim).document == renamed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["square.nnstudio", "victim.nnstudio"]


def test_the_schema_that_is_expected_is_the_one_that_is_made():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_schema(connection)
        assert database.schema_of(connection) == database.expected_schema()
