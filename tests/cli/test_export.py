import runpy

import numpy as np
import pytest
import safetensors.numpy

from nnstudio.project.trained import trained as load


@pytest.mark.usefixtures("trained")
def test_weights_leave_under_the_names_of_the_contract_and_come_back_in(nnstudio, folder):
    result = nnstudio("export square.nnstudio --to w.safetensors --verify")
    assert result.status == 0
    assert result.out.splitlines()[0] == "Wrote w.safetensors."
    weights = safetensors.numpy.load_file(folder / "w.safetensors")
    assert sorted(weights) == ["hidden/bias", "hidden/kernel", "output/bias", "output/kernel"]
    assert weights["hidden/kernel"].shape == (1, 8)
    nnstudio("train square.json --init w.safetensors --epochs 1 --history h.jsonl --quiet")
    value = nnstudio("evaluate square.nnstudio --json").json
    assert value["loss"] < 0.1


@pytest.mark.usefixtures("trained")
def test_every_format_is_written_and_proven(nnstudio, folder):
    for name in ("w.npz", "w.safetensors", "w.py"):
        result = nnstudio(f"export square.nnstudio --to {name} --verify")
        assert result.status == 0
        assert "differ from the network's by" in result.out
    module = runpy.run_path(str(folder / "w.py"))
    x = np.linspace(0, 1, 5, dtype=np.float32)[:, None]
    assert np.allclose(module["network"](x), load(folder / "square.nnstudio").predict({"input": x}), atol=1e-6)


@pytest.mark.usefixtures("trained")
def test_the_format_may_be_named(nnstudio, folder):
    assert nnstudio("export square.nnstudio --to weights.bin --format safetensors").status == 0
    assert safetensors.numpy.load_file(folder / "weights.bin")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--to w.xyz", "w.xyz tells no export format by its ending."),
        ("--to w.npz --format safetensor", "There is no export format 'safetensor'. Did you mean 'safetensors'?"),
        ("--to no/w.npz", "no/w.npz cannot be written: there is no such folder. Make it first."),
        ("--to .", ". is a folder. Name a file."),
    ],
)
@pytest.mark.usefixtures("trained")
def test_what_cannot_be_exported_is_told_and_leaves_no_file(nnstudio, folder, line, sentence):
    before = sorted(path.name for path in folder.iterdir())
    result = nnstudio(f"export square.nnstudio {line}")
    assert result.status == 2
    assert result.err.startswith(sentence)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_the_help_lists_every_format(nnstudio):
    out = nnstudio("export --help").out
    for suffix in (".npz", ".safetensors", ".py"):
        assert suffix in out
