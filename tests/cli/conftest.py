import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nnstudio.cli import main

SQUARE = {
    "format": "nnstudio",
    "version": 1,
    "name": "square",
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [1]}},
            {"id": "hidden", "type": "Dense", "config": {"units": 8, "activation": "relu"}},
            {"id": "output", "type": "Dense", "config": {"units": 1}},
        ],
        "edges": [{"source": "input", "target": "hidden"}, {"source": "hidden", "target": "output"}],
    },
    "data": {"source": "sample:square", "validation_split": 0.2},
    "training": {
        "optimizer": {"type": "SGD", "config": {"learning_rate": 0.1, "momentum": 0.9}},
        "metrics": ["mean_absolute_error"],
        "epochs": 20,
    },
}

IRIS = {
    "format": "nnstudio",
    "version": 1,
    "name": "iris",
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [4]}},
            {"id": "hidden", "type": "Dense", "config": {"units": 8, "activation": "relu"}},
            {"id": "output", "type": "Dense", "config": {"units": 3, "activation": "softmax"}},
        ],
        "edges": [{"source": "input", "target": "hidden"}, {"source": "hidden", "target": "output"}],
    },
    "data": {
        "source": "sample:iris",
        "target": "species",
        "validation_split": 0.2,
        "preprocessing": [{"type": "Standardize"}],
    },
    "training": {
        "loss": {"type": "SparseCategoricalCrossentropy", "config": {}},
        "optimizer": {"type": "Adam", "config": {"learning_rate": 0.02}},
        "metrics": ["accuracy"],
        "epochs": 30,
    },
}


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def nnstudio(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Runs a command line in the folder; no part of what it prints may look like a traceback."""
    monkeypatch.setattr("sys.argv", ["nnstudio"])  # commands that are suggested begin as the program was started

    def run(line: str) -> Result:
        assert Path.cwd() == folder
        capsys.readouterr()
        status = main(line.split())
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "Something went wrong inside" not in out + err
        return Result(status, out, err)

    return run


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Writes a document into the folder, with changes at dotted paths."""

    def writing(name: str = "square.json", document: Any = None, **changes: Any) -> Path:
        value = json.loads(json.dumps(SQUARE if document is None else document))
        for place, change in changes.items():
            *way, last = place.split("__")
            inner = value
            for step in way:
                inner = inner[int(step)] if step.isdigit() else inner[step]
            inner[int(last) if last.isdigit() else last] = change
        path = folder / name
        path.write_text(json.dumps(value))
        return path

    return writing


@pytest.fixture
def square(write) -> Path:
    return write()


@pytest.fixture
def iris(write) -> Path:
    return write("iris.json", IRIS)


@pytest.fixture
def trained(nnstudio, square) -> Path:
    """A trained project."""
    assert nnstudio("train square.json --save square.nnstudio --quiet").status == 0
    return square.with_suffix(".nnstudio")


@pytest.fixture
def trained_iris(nnstudio, iris) -> Path:
    assert nnstudio("train iris.json --save iris.nnstudio --quiet").status == 0
    return iris.with_suffix(".nnstudio")
