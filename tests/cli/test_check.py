import json

import pytest

from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.project.project import Project


@pytest.mark.usefixtures("square")
def test_a_sound_document_has_no_problems(nnstudio):
    result = nnstudio("check square.json")
    assert (result.status, result.out, result.err) == (0, "square.json: no problems.\n", "")
    assert nnstudio("check square.json --json").json == []


def test_a_problem_says_what_is_wrong_where_and_how_to_repair_it(nnstudio, write):
    write(network__nodes__0__config={"shape": [3]})
    result = nnstudio("check square.json")
    assert result.status == 1
    assert "error input-shape at input.shape\n" in result.out
    assert "Input “input” expects 3 features, but" in result.out
    assert "  Fix: Set Shape to 1 (1, 25 weights)\n" in result.out
    assert result.out.endswith("square.json: 1 error.\n")
    assert max(map(len, result.out.splitlines())) <= 80


def test_json_holds_every_part_of_a_problem(nnstudio, write):
    write(network__nodes__0__config={"shape": [3]})
    result = nnstudio("check square.json --json")
    assert result.status == 1
    (problem,) = result.json
    assert problem == {
        "severity": "error",
        "code": "input-shape",
        "node": "input",
        "field": "shape",
        "message": problem["message"],
        "fixes": ["Set Shape to 1"],
    }


def test_warnings_alone_are_status_0(nnstudio, write):
    write(training__batch_size=1000)
    result = nnstudio("check square.json")
    assert result.status == 0
    assert "warning batch-size at batch_size" in result.out
    assert result.out.endswith("square.json: 1 warning.\n")


def test_data_that_cannot_be_read_is_a_problem(nnstudio, write):
    write(data={"source": "gone.csv"})
    result = nnstudio("check square.json --json")
    assert result.status == 1
    assert [(problem["code"], problem["severity"]) for problem in result.json] == [("data", "error")]
    assert "gone.csv" in result.json[0]["message"]


def test_a_cycle_and_bad_data_are_told_together(nnstudio, write):
    write(network__edges__0={"source": "output", "target": "hidden"}, data={"source": "gone.csv"})
    result = nnstudio("check square.json --json")
    codes = [problem["code"] for problem in result.json]
    assert result.status == 1
    assert "data" in codes
    assert "cycle" in codes


@pytest.mark.usefixtures("trained")
def test_a_project_can_be_checked(nnstudio):
    assert nnstudio("check square.nnstudio").out == "square.nnstudio: no problems.\n"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "nnstudio", "version": 1}'])
def test_a_document_that_cannot_be_read_is_status_2_and_a_list_with_one_problem(nnstudio, folder, content):
    (folder / "bad.json").write_text(content)
    result = nnstudio("check bad.json --json")
    assert result.status == 2
    (problem,) = result.json
    assert (problem["severity"], problem["code"]) == ("error", "document")
    assert result.err == problem["message"] + "\n"


def test_a_wrong_field_names_its_node_in_json(nnstudio, write):
    write(network__nodes__1__config={"units": -1})
    (problem,) = nnstudio("check square.json --json").json
    assert (problem["node"], problem["field"]) == ("hidden", "units")


def test_a_file_that_is_not_there_is_a_problem_too(nnstudio):
    result = nnstudio("check gone.nnstudio --json")
    assert result.status == 2
    assert json.loads(result.out)[0]["code"] == "file"


def test_the_first_fix_is_carried_out_on_a_copy(nnstudio, write, folder):
    write(network__nodes__0__config={"shape": [3]})
    before = (folder / "square.json").read_bytes()
    result = nnstudio("check square.json --repair -o mended.json")
    assert result.status == 0
    assert "  Repaired: Set Shape to 1 (1, 25 weights)\n" in result.out
    assert result.out.endswith("Wrote mended.json.\n")
    assert (folder / "square.json").read_bytes() == before
    assert nnstudio("check mended.json").out == "mended.json: no problems.\n"


def test_what_is_sound_needs_no_repair(nnstudio, write, folder):
    write()
    result = nnstudio("check square.json --repair --out same.json")
    assert (result.status, result.out) == (0, "square.json: nothing to repair.\n")
    assert not (folder / "same.json").exists()


@pytest.mark.usefixtures("trained")
def test_a_project_keeps_its_runs_when_it_is_repaired(nnstudio, folder):
    project = Project.open(folder / "square.nnstudio")
    wrong = edits.set_fields(project.document, ["input"], shape=(3,))
    project.save_document(apply(project.document, wrong))
    assert nnstudio("check square.nnstudio --repair --out mended.nnstudio").status == 0
    mended = Project.open(folder / "mended.nnstudio")
    assert mended.document.network.by_id["input"].layer.shape == (1,)
    assert len(mended.runs()) == len(project.runs()) == 1


@pytest.mark.parametrize("words", ["--repair", "--out x.json"])
def test_a_repair_needs_a_place_to_go(nnstudio, write, words):
    write()
    result = nnstudio(f"check square.json {words}")
    assert result.status == 2
    assert result.err == "--repair and --out OUT belong together: say both, or neither.\n"


@pytest.mark.parametrize(
    ("out", "reason"), [("x.txt", "must end in .json or .nnstudio"), ("no/x.json", "no such folder")]
)
def test_a_repaired_document_needs_a_place_that_can_be_written(nnstudio, write, out, reason):
    write(network__nodes__0__config={"shape": [3]})
    result = nnstudio(f"check square.json --repair -o {out}")
    assert result.status == 2
    assert reason in result.err
