import csv

import numpy as np
import pytest

from nnstudio.project.trained import trained as load

NEW_IRIS = "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5.1,3.5,1.4,0.2\n6.5,3.0,5.5,2.0\n"


@pytest.fixture
def new_rows(folder):
    x = np.linspace(0, 1, 7)
    (folder / "new.csv").write_text("x\n" + "".join(f"{value}\n" for value in x))
    return x


@pytest.mark.usefixtures("trained")
def test_numbers_are_predicted_into_every_format(nnstudio, folder, new_rows):
    expected = load(folder / "square.nnstudio").predict({"input": new_rows[:, None]})
    for name in ("out.csv", "out.npy", "out.npz"):
        result = nnstudio(f"predict square.nnstudio --data new.csv --out {name}")
        assert (result.status, result.out) == (0, f"Wrote 7 predictions to {name}.\n")
    assert np.array_equal(np.load(folder / "out.npy"), expected)
    with np.load(folder / "out.npz") as out:
        assert list(out) == ["predictions"]
        assert np.array_equal(out["predictions"], expected)
    header, *rows = csv.reader((folder / "out.csv").read_text().splitlines())
    assert header == ["y"]
    assert np.array_equal(np.array(rows, np.float32), expected)


@pytest.mark.usefixtures("trained_iris")
def test_classes_are_predicted_with_their_names_and_probabilities(nnstudio, folder):
    (folder / "new.csv").write_text(NEW_IRIS)
    nnstudio("predict iris.nnstudio --data new.csv --out out.csv")
    nnstudio("predict iris.nnstudio --data new.csv --out out.npz")
    nnstudio("predict iris.nnstudio --data new.csv --out out.npy")
    header, *rows = csv.reader((folder / "out.csv").read_text().splitlines())
    names = ["setosa", "versicolor", "virginica"]
    assert header == ["species", *(f"probability of {name}" for name in names)]
    assert [row[0] for row in rows] == ["setosa", "virginica"]
    with np.load(folder / "out.npz") as out:
        assert out["classes"].tolist() == [0, 2]
        assert out["class_names"].tolist() == names
        assert np.allclose(out["predictions"].sum(axis=1), 1)
        assert np.array_equal(out["predictions"], np.load(folder / "out.npy"))
        assert np.allclose(np.array([row[1:] for row in rows], float), out["predictions"])


def test_predictions_of_a_scaled_target_are_in_its_own_unit(nnstudio, write, folder):
    x = np.linspace(0, 1, 60)
    np.savetxt(folder / "points.csv", np.c_[x, 1000 * x + 5000], delimiter=",", header="x,y", comments="")
    steps = [{"type": "Standardize", "columns": ["x", "y"]}]
    write(data={"source": "points.csv", "target": "y", "preprocessing": steps}, training__epochs=200)
    assert nnstudio("train square.json --save out.nnstudio --quiet").status == 0
    nnstudio("predict out.nnstudio --data points.csv --out out.npy")
    assert np.abs(np.load(folder / "out.npy")[:, 0] - (1000 * x + 5000)).max() < 50


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "--data new.csv --out out.txt",
            "Predictions cannot be written as out.txt. Give it one of the endings .csv, .npy, .npz.",
        ),
        ("--data new.csv --out no/out.csv", "no/out.csv cannot be written: there is no such folder. Make it first."),
        ("--data gone.csv --out out.csv", "There is no file 'gone.csv' in /"),
        ("--data new.txt --out out.csv", "NN Studio cannot read 'new.txt'"),
        ("--data other.csv --out out.csv", "other.csv lacks 'x', which the network was trained with."),
    ],
)
@pytest.mark.usefixtures("trained", "new_rows")
def test_what_cannot_be_predicted_is_told_and_leaves_no_file(nnstudio, folder, line, sentence):
    (folder / "other.csv").write_text("z\n1\n")
    before = sorted(path.name for path in folder.iterdir())
    result = nnstudio(f"predict square.nnstudio {line}")
    assert result.status == 2
    assert result.err.startswith(sentence)
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.usefixtures("trained", "new_rows")
def test_a_disk_that_fails_leaves_what_was_there(nnstudio, folder, monkeypatch):
    (folder / "out.csv").write_text("precious")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nnstudio.project.atomic._flush", fail)
    result = nnstudio("predict square.nnstudio --data new.csv --out out.csv")
    assert (result.status, result.err) == (1, "out.csv cannot be written: the disk is full.\n")
    assert (folder / "out.csv").read_text() == "precious"
