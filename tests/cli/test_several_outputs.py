"""A network with several outputs, from training to predicting and exporting."""

import csv
import json

import numpy as np
import pytest

from nnstudio.exchange import exporters

DOCUMENT = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [2]}},
            {"id": "hidden", "type": "Dense", "config": {"units": 6, "activation": "relu"}},
            {"id": "kind", "type": "Dense", "config": {"units": 3, "activation": "softmax"}},
            {"id": "size", "type": "Dense", "config": {"units": 1}},
        ],
        "edges": [
            {"source": "input", "target": "hidden"},
            {"source": "hidden", "target": "kind"},
            {"source": "hidden", "target": "size"},
        ],
    },
    "data": {
        "source": "rows.csv",
        "target": {"kind": "kind", "size": "size"},
        "sample_weight": "w",
        "validation_split": 0.25,
        "preprocessing": [{"type": "Standardize", "columns": ["size"]}],
    },
    "training": {
        "loss": {"kind": "sparse_categorical_crossentropy", "size": {"type": "MeanSquaredError"}},
        "loss_weights": {"size": 0.5},
        "metrics": {"kind": ["accuracy"], "size": ["mean_absolute_error"]},
        "optimizer": {"type": "Adam", "config": {"learning_rate": 0.01}},
        "epochs": 3,
        "batch_size": 8,
    },
}
FIGURES = ["loss", "kind_loss", "size_loss", "kind_accuracy", "size_mean_absolute_error"]


pytestmark = pytest.mark.usefixtures("trained")


@pytest.fixture
def trained(nnstudio, folder):
    """A trained project, two.nnstudio, beside its rows."""
    random = np.random.default_rng(0)
    lines = ["a,b,kind,size,w"]
    for a, b in random.random((40, 2)):
        lines.append(f"{a},{b},{'cat' if a > b else 'dog' if a + b > 1 else 'ox'},{100 * a},{random.integers(0, 3)}")
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
    (folder / "two.json").write_text(json.dumps(DOCUMENT))
    assert nnstudio("check two.json").status == 0
    assert nnstudio("train two.json --save two.nnstudio --history h.jsonl --quiet").status == 0


def test_a_history_has_a_loss_for_each_output_and_their_weighted_sum(folder):
    rows = [json.loads(line) for line in (folder / "h.jsonl").read_text().splitlines()]
    assert list(rows[0])[1:11] == [*FIGURES, *(f"val_{name}" for name in FIGURES)]
    for row in rows:
        assert row["loss"] == pytest.approx(row["kind_loss"] + 0.5 * row["size_loss"], rel=1e-5)


def test_every_figure_is_evaluated(nnstudio):
    told = json.loads(nnstudio("evaluate two.nnstudio --json").out)
    assert [name for name in told["parts"]["validation"] if name != "samples"] == FIGURES
    on_file = json.loads(nnstudio("evaluate two.nnstudio --data rows.csv --json").out)
    assert on_file["samples"] == 40


def test_predictions_of_each_output_are_told_apart(nnstudio, folder):
    assert nnstudio("predict two.nnstudio --data rows.csv --out p.csv").status == 0
    with (folder / "p.csv").open(newline="") as stream:
        table = list(csv.DictReader(stream))
    assert list(table[0]) == [
        "kind/kind",
        *(f"kind/probability of {name}" for name in ("cat", "dog", "ox")),
        "size/size",
    ]
    assert nnstudio("predict two.nnstudio --data rows.csv --out p.npz").status == 0
    with np.load(folder / "p.npz") as arrays:
        assert set(arrays) == {"kind", "kind/classes", "kind/class_names", "size"}
        assert arrays["kind"].shape == (40, 3)
        np.testing.assert_allclose(arrays["size"][:, 0], [float(row["size/size"]) for row in table], rtol=1e-5)


def test_one_array_cannot_hold_several_outputs(nnstudio):
    told = nnstudio("predict two.nnstudio --data rows.csv --out p.npy")
    assert (told.status, told.err) == (
        2,
        "A .npy holds one array, and the network has the outputs 'kind' and 'size'. Write an .npz or .csv.\n",
    )


@pytest.mark.parametrize("exporter", exporters(), ids=lambda exporter: exporter.label)
def test_exports_are_proven_for_every_output(nnstudio, exporter):
    assert nnstudio(f"export two.nnstudio --to out{exporter.suffix} --verify").status == 0


def test_an_exported_module_returns_a_dict_and_says_so(nnstudio, folder):
    nnstudio("export two.nnstudio --to out.py")
    text = (folder / "out.py").read_text()
    assert (
        "It returns a dict of predictions:\n    'kind', of shape (n, 3), one column for each of CLASS_NAMES['kind']"
        in text
    )
    names: dict = {}
    exec(text, names)  # noqa: S102 - the module that was just written
    nnstudio("predict two.nnstudio --data rows.csv --out p.npz")
    rows = np.loadtxt(folder / "rows.csv", delimiter=",", skiprows=1, usecols=(0, 1))
    with np.load(folder / "p.npz") as arrays:
        for output, predictions in names["predict"](rows).items():
            np.testing.assert_allclose(predictions, arrays[output], rtol=1e-4)


def test_a_training_goes_on_as_if_it_had_never_stopped(nnstudio, folder):
    nnstudio("train two.json --save long.nnstudio --epochs 5 --history long.jsonl --quiet")
    nnstudio("train two.nnstudio --resume --epochs 5 --history resumed.jsonl --quiet")
    last = [json.loads((folder / name).read_text().splitlines()[-1]) for name in ("long.jsonl", "resumed.jsonl")]
    assert {name: last[0][name] for name in FIGURES} == {name: last[1][name] for name in FIGURES}
