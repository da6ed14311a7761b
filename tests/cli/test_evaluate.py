import numpy as np
import pytest
from sklearn.metrics import accuracy_score, mean_absolute_error, mean_squared_error

from nnstudio.project.project import Project


def test_every_part_of_the_own_data_is_measured(nnstudio, trained):
    result = nnstudio("evaluate square.nnstudio")
    last = Project.open(trained).latest_run().last
    header, samples, loss, error = result.out.splitlines()[1:]
    assert header.split() == ["training", "validation"]
    assert samples.split() == ["samples", "80", "20"]
    assert loss.split()[::2] == ["loss", f"{last['val_loss']:.4g}"]
    assert error.split()[::2] == ["mean_absolute_error", f"{last['val_mean_absolute_error']:.4g}"]
    assert max(map(len, result.out.splitlines())) <= 80


def test_json_holds_the_figures_of_the_part_that_tells_most(nnstudio, trained):
    last = Project.open(trained).latest_run().last
    value = nnstudio("evaluate square.nnstudio --json").json
    assert (value["part"], value["samples"], value["loss"]) == ("validation", 20, last["val_loss"])
    assert value["parts"]["validation"]["mean_absolute_error"] == last["val_mean_absolute_error"]
    assert value["parts"]["training"]["samples"] == 80


@pytest.mark.usefixtures("trained")
def test_the_rows_of_a_file_are_measured_as_scikit_learn_measures_them(nnstudio, folder):
    x = np.linspace(0, 1, 50)
    np.savetxt(folder / "new.csv", np.c_[x, x**2], delimiter=",", header="x,y", comments="")
    value = nnstudio("evaluate square.nnstudio --data new.csv --json").json
    nnstudio("predict square.nnstudio --data new.csv --out out.npy")
    predictions = np.load(folder / "out.npy")[:, 0]
    assert (value["source"], value["samples"]) == ("new.csv", 50)
    assert value["loss"] == pytest.approx(mean_squared_error(x**2, predictions), rel=1e-4)
    assert value["mean_absolute_error"] == pytest.approx(mean_absolute_error(x**2, predictions), rel=1e-4)


@pytest.mark.usefixtures("trained_iris")
def test_classes_by_their_names_are_measured_with_the_preprocessing_of_the_training(nnstudio, folder):
    rows = "5.1,3.5,1.4,0.2,setosa\n6.0,2.9,4.5,1.5,versicolor\n6.5,3.0,5.5,2.0,virginica\n"
    header = "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),species\n"
    (folder / "new.csv").write_text(header + rows)
    value = nnstudio("evaluate iris.nnstudio --data new.csv --json").json
    nnstudio("predict iris.nnstudio --data new.csv --out out.npz")
    with np.load(folder / "out.npz") as out:
        named = out["class_names"][out["classes"]]
    assert value["accuracy"] == pytest.approx(accuracy_score(["setosa", "versicolor", "virginica"], named))
    assert value["accuracy"] == 1


@pytest.mark.usefixtures("trained")
def test_a_file_without_the_answers_is_told(nnstudio, folder):
    (folder / "new.csv").write_text("x\n1\n")
    result = nnstudio("evaluate square.nnstudio --data new.csv")
    assert result.status == 2
    assert result.err.startswith("new.csv has no column 'y'")


def test_a_kept_moment_is_measured_and_exported_by_its_name(nnstudio, write, folder):
    callback = {"type": "ModelCheckpoint", "config": {"filepath": "epoch-{epoch}"}}
    write(training__callbacks=[callback], training__epochs=3)
    assert nnstudio("train square.json --save square.nnstudio --quiet").status == 0
    for row in Project.open(folder / "square.nnstudio").history(1):
        name = f"epoch-{row['epoch']:.0f}"
        value = nnstudio(f"evaluate square.nnstudio --checkpoint {name} --json").json
        assert value["loss"] == pytest.approx(row["val_loss"], rel=1e-6)
        assert nnstudio(f"export square.nnstudio --checkpoint {name} --to {name}.npz").status == 0
    first, last = (np.load(folder / f"epoch-{number}.npz")["hidden/kernel"] for number in (1, 3))
    assert not np.array_equal(first, last)
    result = nnstudio("evaluate square.nnstudio --checkpoint best")
    assert result.status == 2
    names = "epoch-1, epoch-2, epoch-3"
    assert f"Run 1 keeps no checkpoint named 'best'. It keeps {names}." in " ".join(result.err.split())


@pytest.mark.parametrize("command", ["evaluate {}", "predict {} --data x.csv --out y.csv", "export {} --to w.npz"])
def test_a_document_or_an_untrained_project_says_what_to_do_first(nnstudio, square, folder, command):
    result = nnstudio(command.format("square.json"))
    assert result.status == 2
    assert result.err == (
        "square.json is a document, which holds no trained weights. Train it into a project with “nnstudio train "
        "square.json --save square.nnstudio” and use that.\n"
    )
    nnstudio("train square.json --save new.nnstudio --quiet --epochs 1")
    Project.create(folder / "new.nnstudio", Project.open(folder / "new.nnstudio").document)
    result = nnstudio(command.format("new.nnstudio"))
    assert result.status == 2
    assert result.err == "new.nnstudio holds no trained weights yet. Train it first.\n"
    assert sorted(path.name for path in folder.iterdir()) == ["new.nnstudio", square.name]


def test_data_that_has_changed_is_not_measured_as_if_it_had_not(nnstudio, write, folder):
    data = folder / "points.csv"
    data.write_text("x,y\n" + "".join(f"{i / 10},{i * i / 100}\n" for i in range(10)))
    write(data={"source": "points.csv", "target": "y"})
    nnstudio("train square.json --epochs 2 --save out.nnstudio --quiet")
    assert nnstudio("evaluate out.nnstudio").status == 0
    data.write_text(data.read_text() + "1,1\n")
    result = nnstudio("evaluate out.nnstudio")
    assert result.status == 2
    assert result.err == ("The data of out.nnstudio has changed since the training. Name a file with --data instead.\n")
    assert nnstudio("evaluate out.nnstudio --data points.csv --json").json["samples"] == 11
