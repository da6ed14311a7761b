"""Bad input of every kind: one clear sentence, exit status 2, and nothing in the folder has changed."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnstudio.project.project import Project

SOUND_CSV = "x,y\n" + "".join(f"{i / 20},{i * i / 400}\n" for i in range(20))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def refuse(nnstudio, folder):
    """Runs a command that has to refuse, and returns its sentence."""

    def run(line: str) -> str:
        before = contents(folder)
        result = nnstudio(line)
        assert result.status == 2
        assert result.out == ""
        assert contents(folder) == before
        assert result.err.endswith((".\n", "?\n"))
        assert result.err.count("\n") == 1
        assert len(result.err) < 500
        return result.err.strip()

    return run


TEXTS = {
    "nothing": "",
    "a truncated document": '{"format": "nnstudio", "version": 1, "netw',
    "a list": "[]",
    "a number": "7",
    "another format": '{"format": "other", "version": 1, "network": {}}',
    "a newer version": '{"format": "nnstudio", "version": 99, "network": {}}',
    "no network": '{"format": "nnstudio", "version": 1}',
    "NaN": '{"format": "nnstudio", "version": 1, "network": {"nodes": [{"id": "a", "position": [NaN, 0]}]}}',
    "1e999": '{"format": "nnstudio", "version": 1, "network": {"nodes": [{"id": "a", "position": [1e999, 0]}]}}',
    "deep nesting": "[" * 100_000,
    "wrong bytes": "\udcff\udcfe",
    "a huge integer": '{"format": "nnstudio", "version": 1' + "0" * 5000 + ', "network": {}}',
}


@pytest.mark.parametrize("command", ["train {}", "check {}", "train {} --save out.nnstudio --history h.jsonl"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_that_is_no_document_is_refused(refuse, folder, text, command):
    (folder / "bad.json").write_bytes(text.encode(errors="surrogateescape"))
    refuse(command.format("bad.json"))


CHANGES = {
    "an unknown key": ({"nam": "x"}, "Did you mean 'name'?"),
    "an unknown node type": ({"network__nodes__1__type": "Dens"}, "Did you mean 'Dense'?"),
    "an unknown field": ({"network__nodes__1__config": {"unit": 3}}, "Did you mean 'units'?"),
    "an unknown activation": (
        {"network__nodes__1__config": {"units": 3, "activation": "rleu"}},
        "Did you mean 'relu'?",
    ),
    "an unknown optimizer": ({"training__optimizer": {"type": "Adm"}}, "Did you mean 'Adam'?"),
    "an unknown loss": ({"training__loss": "mean_squared"}, "mean_squared"),
    "an unknown metric": ({"training__metrics": ["acuracy"]}, "Did you mean 'accuracy'?"),
    "an unknown sample": ({"data__source": "sample:irs"}, "iris"),
    "duplicate ids": ({"network__nodes__2__id": "hidden"}, "Two nodes have the id 'hidden'"),
    "an edge to nowhere": ({"network__edges__0__target": "gone"}, "no node has that id"),
    "an edge that stands twice": (
        {"network__edges__1": {"source": "input", "target": "hidden"}},
        "An edge is listed twice",
    ),
    "a cycle": ({"network__edges__0": {"source": "output", "target": "hidden"}}, "hidden"),
    "two outputs": ({"network__edges": [{"source": "input", "target": "hidden"}]}, "output"),
    "no nodes": ({"network": {"nodes": [], "edges": []}}, ""),
    "text for a number": ({"network__nodes__1__config": {"units": "eight"}}, "must be a whole number at least 1"),
    "a fraction for a whole number": ({"network__nodes__1__config": {"units": 8.5}}, "must be a whole number"),
    "true for a number": ({"network__nodes__1__config": {"units": True}}, "must be a whole number"),
    "no units": ({"network__nodes__1__config": {"units": 0}}, "at least 1"),
    "too many units to count": ({"network__nodes__1__config": {"units": 10**30}}, "must be a whole number"),
    "a node that is no object": ({"network__nodes__1": 5}, "must be a JSON object, not 5"),
    "nodes that are no list": ({"network__nodes": {}}, "must be a list"),
    "an id with a slash": ({"network__nodes__1__id": "a/b"}, "without “/”"),
    "an epoch count below one": ({"training__epochs": 0}, "Epochs (epochs) of the training set-up must be"),
    "a negative learning rate": (
        {"training__optimizer": {"type": "SGD", "config": {"learning_rate": -1}}},
        "must be a number at least 0",
    ),
    "a wrong shape": ({"network__nodes__0__config": {"shape": [2]}}, "expects 2"),
    "an output that does not fit": ({"network__nodes__2__config": {"units": 3}}, "needs 1"),
    "a loss that does not fit": ({"training__loss": "sparse_categorical_crossentropy"}, "y"),
    "a column that is not there": ({"data__target": "z"}, "no column named 'z'"),
    "an input that is the target": ({"data__inputs": {"input": ["y"]}, "data__target": ["x", "y"]}, "'y'"),
    "a split of everything": ({"data__validation_split": 0.999}, "validation split"),
    "a split beyond one": ({"data__validation_split": 1.5}, "must be a number at least 0 and below 1"),
    "a source of an unknown kind": ({"data": {"source": "a.docx"}}, "cannot read 'a.docx'"),
    "a source that is not there": ({"data": {"source": "gone.csv"}}, "There is no file 'gone.csv'"),
}


HINDRANCES = {
    "a billion units": ({"network__nodes__1__config": {"units": 10**9}}, "Make Dense “hidden” smaller"),
    "no data": ({"data": None}, "names no data to train on"),
}
"""What is well-formed and cannot be trained here and now."""


@pytest.mark.parametrize(("changes", "part"), (CHANGES | HINDRANCES).values(), ids=CHANGES | HINDRANCES)
def test_a_document_that_cannot_be_trained_is_refused(refuse, write, changes, part):
    write(**changes)
    assert part in refuse("train square.json --save out.nnstudio --history h.jsonl")


@pytest.mark.parametrize(("changes", "part"), CHANGES.values(), ids=CHANGES)
def test_check_tells_the_same_of_it(nnstudio, write, changes, part):
    write(**changes)
    result = nnstudio("check square.json --json")
    assert result.status in (1, 2)
    assert any(part in problem["message"] for problem in result.json if problem["severity"] == "error")


def npz(**arrays) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def zip_bomb() -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.npy", "w", force_zip64=True) as file,
    ):
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (2**24, 2**13)})
        for _ in range(64):
            file.write(bytes(2**20))
    return stream.getvalue()


X = np.linspace(0, 1, 10)
DATA = {
    "an empty table": ("data.csv", b"", "empty"),
    "a header without rows": ("data.csv", b"x,y\n", "data.csv"),
    "a ragged table": ("data.csv", b"x,y\n1,2\n3\n4,5,6\n", "data.csv"),
    "words in a numeric column": ("data.csv", b"x,y\n1,2\n3,many\n5,6\n", "'many'"),
    "a column name twice": ("data.csv", b"x,x,y\n1,2,3\n4,5,6\n", "'x'"),
    "no number": ("data.csv", b"x,y\n1,nan\n2,3\n", "data.csv"),
    "infinity": ("data.csv", b"x,y\n1,1e999\n2,3\n", "data.csv"),
    "zeros for text": ("data.csv", bytes(1000), "data.csv"),
    "no text at all": ("data.csv", b"\xff\xfe\x00\x01" * 100, "data.csv"),
    "an archive that is none": ("data.npz", b"not a zip", "data.npz"),
    "a truncated archive": ("data.npz", npz(x=X, y=X)[:100], "data.npz"),
    "an archive without arrays": ("data.npz", npz(), "data.npz"),
    "an object array": ("data.npz", npz(x=np.array([{}, []], object), y=X[:2]), "x"),
    "arrays of unequal length": ("data.npz", npz(x=X, y=X[:5]), "10"),
    "a zip bomb": ("data.npz", zip_bomb(), "data.npz"),
    "not a number in an array": ("data.npz", npz(x=X, y=X * np.nan), "y"),
    "complex numbers": ("data.npz", npz(x=X * 1j, y=X), "x"),
    "a lone array without a target": ("data.npy", npz(x=X), "data.npy"),
}


@pytest.mark.parametrize(("name", "content", "part"), DATA.values(), ids=DATA)
def test_data_that_cannot_be_trained_on_is_refused(refuse, nnstudio, write, folder, name, content, part):
    (folder / name).write_bytes(content)
    write(data={"source": name, "target": "y"})
    assert part in refuse("train square.json --save out.nnstudio --history h.jsonl")
    result = nnstudio("check square.json --json")
    assert result.status == 1
    assert [problem["code"] for problem in result.json] == ["data"]


@pytest.mark.parametrize(("name", "content", "part"), DATA.values(), ids=DATA)
@pytest.mark.parametrize("command", ["evaluate out.nnstudio --data {}", "predict out.nnstudio --data {} --out p.csv"])
def test_data_that_cannot_be_predicted_is_refused(refuse, nnstudio, write, folder, name, content, part, command):
    del part
    (folder / "points.csv").write_text(SOUND_CSV)
    write(data={"source": "points.csv", "target": "y"}, training__epochs=1)
    nnstudio("train square.json --save out.nnstudio --quiet")
    (folder / name).write_bytes(content)
    refuse(command.format(name))


PROJECTS = {
    "nothing": b"",
    "JSON": b'{"format": "nnstudio", "version": 1}',
    "a truncated database": b"SQLite format 3\0" + bytes(50),
    "a zip": b"PK\x03\x04" + bytes(100),
}
LINES = (
    "check bad.nnstudio",
    "train bad.nnstudio",
    "train bad.nnstudio --resume",
    "train square.json --save bad.nnstudio",
    "evaluate bad.nnstudio",
    "predict bad.nnstudio --data points.csv --out p.csv",
    "export bad.nnstudio --to w.npz",
)


@pytest.mark.parametrize("content", PROJECTS.values(), ids=PROJECTS)
@pytest.mark.parametrize("line", LINES)
@pytest.mark.usefixtures("square")
def test_a_file_that_is_no_project_is_refused_and_left_alone(refuse, folder, content, line):
    (folder / "points.csv").write_text(SOUND_CSV)
    (folder / "bad.nnstudio").write_bytes(content)
    assert "bad.nnstudio" in refuse(line)


@pytest.mark.parametrize("line", [line for line in LINES if "--save" not in line])
@pytest.mark.parametrize("name", ["gone.nnstudio", "folder.nnstudio", "notes.txt", "gone.json"])
def test_a_file_that_is_not_there_or_of_another_kind_is_told(nnstudio, tmp_path, line, name):
    (tmp_path / "points.csv").write_text(SOUND_CSV)
    (tmp_path / "folder.nnstudio").mkdir()
    (tmp_path / "notes.txt").write_text("hello")
    result = nnstudio(line.replace("bad.nnstudio", name))
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert name.removesuffix(".nnstudio").removesuffix(".json") in result.err


def test_a_project_with_a_damaged_document_inside_is_told(refuse, folder, trained):
    Project.open(trained)
    content = trained.read_bytes()
    (folder / "bad.nnstudio").write_bytes(content.replace(b'"format": "nnstudio"', b'"format": "nnstudia"'))
    trained.unlink()
    assert "not an NN Studio document" in refuse("check bad.nnstudio")


def test_the_sentence_of_a_wrong_value_is_short_however_long_the_value(refuse, folder):
    document = {"format": "nnstudio", "version": 1, "network": {"nodes": [{"id": "a" * 10**6, "type": "Dense"}]}}
    (folder / "bad.json").write_text(json.dumps(document))
    refuse("check bad.json")
