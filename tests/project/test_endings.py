"""Why runs ended, told in any language from what the project keeps."""

import json

import pytest

from nnstudio.project.database import filling, reading, writing
from nnstudio.project.project import Project
from nnstudio.sentence import Sentence

FINISHED = Sentence("Finished after {count} epochs.", count=3)


def german(words):
    return {FINISHED.words: "Nach {count} Epochen fertig.", "Finished after 3 epochs.": "Nach 3 Epochen fertig."}[words]


@pytest.fixture
def run(project, train):
    return train(project, epochs=3)


def reason_of(project):
    (info,) = Project.open(project.path).runs()
    return info.reason


def change(project, sql, *values):
    with writing(project.path) as connection:
        connection.execute(sql, values)


@pytest.mark.usefixtures("run")
def test_the_reason_is_told_in_another_language(project):
    assert reason_of(project) == "Finished after 3 epochs."
    assert reason_of(project).told(german) == "Nach 3 Epochen fertig."


def test_nothing_of_it_is_left_when_the_run_goes_on(project, run, document):
    project.resume_run(run, project.latest_state(), document)
    assert reason_of(project) == ""
    with reading(project.path) as connection:
        assert connection.execute("SELECT count(*) FROM ending").fetchone() == (0,)


@pytest.mark.usefixtures("run")
def test_a_copy_tells_it_as_well(project, tmp_path):
    assert reason_of(project.save_as(tmp_path / "copy.nnstudio")).told(german) == "Nach 3 Epochen fertig."


@pytest.mark.usefixtures("run")
def test_a_project_from_before_tells_its_english_text(project):
    with filling(project.path, project.path) as connection:
        connection.execute("DROP TABLE ending")
        connection.execute("PRAGMA user_version = 2")
    assert reason_of(project) == "Finished after 3 epochs."
    assert reason_of(project).words == "Finished after 3 epochs."


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "7",
        "[" * 100_000,
        json.dumps("Failed."),
        json.dumps({"words": "{count:999999999}", "values": {"count": 3}}),
        json.dumps({"words": "{count.__class__}", "values": {"count": 3}}),
    ],
)
def test_what_is_no_sentence_gives_way_to_the_english_text(project, damaged):
    change(project, "UPDATE ending SET sentence = ?", damaged)
    assert reason_of(project) == "Finished after 3 epochs."
    assert reason_of(project).values == {}
