"""Documents with blocks on the command line: checked, trained, evaluated, applied and exported."""

from __future__ import annotations

import json
import runpy

import numpy as np
import pytest
import safetensors.numpy

from nnstudio.project.trained import trained as load

LINKED = {
    "format": "nnstudio",
    "version": 1,
    "name": "linked",
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [1]}},
            {"id": "in", "type": "Dense", "config": {"units": 4}},
            {"id": "one", "type": "Block", "config": {"definition": "residual"}},
            {"id": "two", "type": "Block", "config": {"definition": "residual"}},
            {"id": "output", "type": "Dense", "config": {"units": 1}},
        ],
        "edges": [
            {"source": "input", "target": "in"},
            {"source": "in", "target": "one"},
            {"source": "one", "target": "two"},
            {"source": "two", "target": "output"},
        ],
    },
    "definitions": {
        "residual": {
            "nodes": [
                {"id": "x", "type": "Input", "config": {"shape": [4]}},
                {"id": "hidden", "type": "Dense", "config": {"units": 4, "activation": "relu"}},
                {"id": "sum", "type": "Add"},
            ],
            "edges": [
                {"source": "x", "target": "hidden"},
                {"source": "x", "target": "sum"},
                {"source": "hidden", "target": "sum", "port": 1},
            ],
        }
    },
    "data": {"source": "sample:square", "validation_split": 0.2},
    "training": {"optimizer": {"type": "Adam", "config": {"learning_rate": 0.02}}, "epochs": 10},
}


@pytest.fixture
def linked(folder):
    (folder / "linked.json").write_text(json.dumps(LINKED))


@pytest.fixture
def trained_blocks(nnstudio, folder):
    (folder / "linked.json").write_text(json.dumps(LINKED))
    assert nnstudio("train linked.json --save linked.nnstudio --quiet").status == 0


@pytest.mark.usefixtures("linked")
def test_a_document_with_blocks_is_sound(nnstudio):
    result = nnstudio("check linked.json --json")
    assert (result.status, result.json) == (0, [])


def test_a_problem_inside_is_reported_with_its_path(nnstudio, folder):
    broken = json.loads(json.dumps(LINKED))
    broken["definitions"]["residual"]["nodes"][1]["config"]["units"] = 3
    (folder / "broken.json").write_text(json.dumps(broken))
    result = nnstudio("check broken.json --json")
    assert result.status == 1
    assert [problem["node"] for problem in result.json] == ["one/sum"]
    assert result.json[0]["message"].startswith("Inside Block “one”: Input “x” gives 4 units and Dense “hidden” gives")


def test_a_mistake_in_a_definition_is_told_in_a_sentence(nnstudio, folder):
    (folder / "broken.json").write_text(json.dumps({**LINKED, "definitions": {}}))
    result = nnstudio("train broken.json")
    assert result.status == 2
    assert result.err.startswith("The block “one” has the definition 'residual', which does not exist.")


@pytest.mark.usefixtures("trained_blocks")
def test_weights_leave_under_the_names_of_the_contract_and_come_back_in(nnstudio, folder):
    assert nnstudio("export linked.nnstudio --to w.safetensors --verify").status == 0
    weights = safetensors.numpy.load_file(folder / "w.safetensors")
    assert {"in/kernel", "one/hidden/kernel", "two/hidden/bias", "output/bias"} <= weights.keys()
    assert weights["one/hidden/kernel"].shape == (4, 4)
    assert nnstudio("train linked.json --init w.safetensors --epochs 1 --quiet").status == 0


@pytest.mark.usefixtures("trained_blocks")
def test_every_format_is_written_and_proven(nnstudio, folder):
    for name in ("w.npz", "w.py"):
        assert nnstudio(f"export linked.nnstudio --to {name} --verify").status == 0
    module = runpy.run_path(str(folder / "w.py"))
    x = np.linspace(0, 1, 5, dtype=np.float32)[:, None]
    assert np.allclose(module["network"](x), load(folder / "linked.nnstudio").predict({"input": x}), atol=1e-6)


@pytest.mark.usefixtures("trained_blocks")
def test_blocks_are_evaluated_applied_and_trained_on(nnstudio, folder):
    assert nnstudio("evaluate linked.nnstudio --json").json["loss"] < 1
    (folder / "new.csv").write_text("x\n0.5\n")
    assert nnstudio("predict linked.nnstudio --data new.csv --out out.npy").status == 0
    assert np.load(folder / "out.npy").shape == (1, 1)
    assert nnstudio("train linked.nnstudio --resume --epochs 12 --quiet").status == 0


def test_block_is_listed_and_explained(nnstudio):
    assert "Block layers:\n  Block " in nnstudio("layers").out
    for name in ("Block", "block"):
        out = nnstudio(f"layers {name}").out
        assert out.startswith("Block (layer)")
        assert "definition" in out
    assert "Did you mean 'Block'?" in nnstudio("layers Blokc").err
