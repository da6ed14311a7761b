import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from nnstudio.cli import progress
from nnstudio.project.project import Project
from nnstudio.project.trained import trained as load


def lines(path: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_logger_writes_beside_the_document_and_what_it_cannot_write_stops_nothing(nnstudio, write, folder):
    loggers = [{"type": "CSVLogger", "config": {"filename": name}} for name in ("log.csv", "no/log.csv")]
    write(training__callbacks=loggers, training__epochs=2)
    result = nnstudio("train square.json")
    assert result.status == 0
    assert "CSV logger cannot write" in result.err
    header, *lines = (folder / "log.csv").read_text().splitlines()
    assert header == "epoch,loss,mean_absolute_error,val_loss,val_mean_absolute_error"
    assert [line.split(",")[0] for line in lines] == ["0", "1"]


def test_every_epoch_is_a_line_and_the_end_says_what_became_of_the_weights(nnstudio, square, folder):
    result = nnstudio("train square.json")
    printed = result.out.splitlines()
    assert result.status == 0
    assert printed[0].startswith("epoch  1/20  loss ")
    assert printed[19].startswith("epoch 20/20  loss ")
    assert printed[20] == "Finished after 20 epochs."
    assert printed[-1] == f"The weights are not saved. Add --save {square.stem}.nnstudio to keep them."
    assert max(map(len, printed)) <= 80
    assert files(folder) == ["square.json"]


@pytest.mark.usefixtures("square")
def test_quiet_prints_nothing(nnstudio):
    result = nnstudio("train square.json --quiet")
    assert (result.status, result.out, result.err) == (0, "", "")


@pytest.mark.usefixtures("square")
def test_the_history_has_exactly_the_keys_of_the_contract(nnstudio, folder):
    nnstudio("train square.json --history h.jsonl --quiet")
    rows = lines(folder / "h.jsonl")
    assert [row["epoch"] for row in rows] == list(range(1, 21))
    for row in rows:
        assert list(row) == [
            "epoch",
            "loss",
            "mean_absolute_error",
            "val_loss",
            "val_mean_absolute_error",
            "learning_rate",
            "seconds",
            "samples_per_second",
        ]
        assert all(math.isfinite(value) for value in row.values())
        assert row["seconds"] > 0
        assert row["samples_per_second"] == pytest.approx(80 / row["seconds"])


def test_without_validation_the_history_has_no_val_keys(nnstudio, write, folder):
    write(data={"source": "sample:square"})
    nnstudio("train square.json --history h.jsonl --epochs 1")
    assert not [key for key in lines(folder / "h.jsonl")[0] if key.startswith("val_")]


@pytest.mark.usefixtures("square")
def test_the_history_is_there_to_be_read_line_by_line_while_it_trains(nnstudio, folder, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "nnstudio.cli.recorders.Memory.epoch",
        lambda _, row: seen.append((row["epoch"], len(lines(folder / "h.jsonl")))),
    )
    nnstudio("train square.json --history h.jsonl --epochs 4")
    assert seen == [(1, 0), (2, 1), (3, 2), (4, 3)]


@pytest.mark.usefixtures("square")
def test_the_same_seed_gives_the_same_history_and_another_seed_another(nnstudio, folder):
    def losses(option: str) -> list[float]:
        nnstudio(f"train square.json --quiet --history h.jsonl {option}")
        return [row["loss"] for row in lines(folder / "h.jsonl")]

    assert losses("") == losses("") == losses("--seed 0")
    assert losses("--seed 1") != losses("")


@pytest.mark.usefixtures("square")
def test_epochs_and_batch_size_stand_in_for_those_of_the_document(nnstudio, folder):
    nnstudio("train square.json --save out.nnstudio --epochs 3 --batch-size 7 --quiet")
    project = Project.open(folder / "out.nnstudio")
    assert project.latest_run().epochs == 3
    assert project.document.training.batch_size == 7
    assert project.checkpoints(1)[-1].step == 3 * math.ceil(80 / 7)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--epochs 0", "Epochs (epochs) of the training set-up must be a whole number at least 1, not 0.\n"),
        (
            "--batch-size -3",
            "Batch size (batch_size) of the training set-up must be a whole number at least 1, not -3.\n",
        ),
        ("--seed -1", "Seed (seed) of the training set-up must be a whole number at least 0, not -1.\n"),
        ("--save out.zip", "--save out.zip is no project. Give it the ending .nnstudio.\n"),
        ("--save no/out.nnstudio", "no/out.nnstudio cannot be written: there is no such folder. Make it first.\n"),
        ("--history no/h.jsonl", "no/h.jsonl cannot be written: there is no such folder. Make it first.\n"),
        ("--history .", ". is a folder. Name a file.\n"),
        ("--init gone.safetensors", "There is no file gone.safetensors. Check the path.\n"),
    ],
)
def test_options_that_cannot_be_are_refused_before_anything_is_done(nnstudio, square, folder, options, sentence):
    result = nnstudio(f"train square.json {options}")
    assert (result.status, result.out, result.err) == (2, "", sentence)
    assert files(folder) == [square.name]


@pytest.mark.usefixtures("square")
def test_a_saved_project_holds_run_history_and_checkpoints(nnstudio, folder):
    result = nnstudio("train square.json --save out.nnstudio --history h.jsonl")
    assert result.out.splitlines()[-1] == "Saved in out.nnstudio."
    project = Project.open(folder / "out.nnstudio")
    (run,) = project.runs()
    assert (run.state, run.epochs) == ("finished", 20)
    assert [row["loss"] for row in project.history(run.id)] == [row["loss"] for row in lines(folder / "h.jsonl")]
    assert project.latest_state().epoch == 20


@pytest.mark.usefixtures("square")
def test_saving_again_adds_a_run(nnstudio, write, folder):
    nnstudio("train square.json --save out.nnstudio --quiet")
    write(network__nodes__1__config={"units": 3})
    nnstudio("train square.json --save out.nnstudio --quiet")
    project = Project.open(folder / "out.nnstudio")
    assert [run.id for run in project.runs()] == [1, 2]
    assert project.document.network.by_id["hidden"].layer.units == 3
    assert project.run_document(1).network.by_id["hidden"].layer.units == 8


@pytest.mark.usefixtures("square")
def test_a_document_that_was_never_trained_is_not_overwritten(nnstudio, write, folder):
    nnstudio("train square.json --save out.nnstudio --quiet")
    project = Project.open(folder / "out.nnstudio")
    write("other.json", network__nodes__1__config={"units": 3, "activation": "relu"})
    untrained = project.document.__class__(name="an hour of work")
    project.save_document(untrained)
    result = nnstudio("train other.json --save out.nnstudio")
    assert result.status == 2
    assert result.err.startswith("out.nnstudio holds another document, which was never trained and would be lost.")
    assert project.document == untrained
    assert len(project.runs()) == 1


@pytest.mark.usefixtures("trained")
def test_a_project_is_trained_in_itself(nnstudio, folder):
    before = Project.open(folder / "square.nnstudio").document
    nnstudio("train square.nnstudio --epochs 2 --quiet")
    project = Project.open(folder / "square.nnstudio")
    assert [run.epochs for run in project.runs()] == [20, 2]
    assert project.document == before
    assert project.run_document(2).training.epochs == 2


@pytest.mark.usefixtures("trained")
def test_a_project_may_be_trained_into_a_copy(nnstudio, folder):
    before = (folder / "square.nnstudio").read_bytes()
    nnstudio("train square.nnstudio --save copy.nnstudio --quiet")
    assert (folder / "square.nnstudio").read_bytes() == before
    assert [run.id for run in Project.open(folder / "copy.nnstudio").runs()] == [1, 2]


def test_saving_in_another_folder_keeps_the_way_to_the_data(nnstudio, write, folder):
    (folder / "points.csv").write_text("x,y\n" + "".join(f"{i / 20},{i * i / 400}\n" for i in range(20)))
    write(data={"source": "points.csv", "target": "y"})
    (folder / "below").mkdir()
    nnstudio("train square.json --save below/out.nnstudio --quiet")
    assert nnstudio("evaluate below/out.nnstudio --json").json["samples"] == 20
    assert nnstudio("train below/out.nnstudio --quiet").status == 0


def test_training_begins_with_the_given_weights(nnstudio, write, folder):
    rng = np.random.default_rng(0)
    weights = {
        "hidden/kernel": rng.normal(size=(1, 8)).astype(np.float32),
        "hidden/bias": rng.normal(size=8).astype(np.float32),
        "output/kernel": rng.normal(size=(8, 1)).astype(np.float32),
        "output/bias": np.zeros(1, np.float32),
    }
    safetensors.numpy.save_file(weights, folder / "w.safetensors")
    write(training__optimizer={"type": "SGD", "config": {"learning_rate": 0.0}})
    nnstudio("train square.json --init w.safetensors --save out.nnstudio --quiet --epochs 1")
    for name, values in load(folder / "out.nnstudio").weights.items():
        assert np.array_equal(values, weights[name])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hidden/kernel": None}, "have no hidden/kernel"),
        ({"more/kernel": np.zeros(1, np.float32)}, "have more/kernel, which this network does not have"),
        ({"hidden/kernel": np.zeros((2, 8), np.float32)}, "hidden/kernel"),
        ({"hidden/bias": np.full(8, np.nan, np.float32)}, "not finite"),
    ],
)
def test_weights_that_do_not_fit_are_refused(nnstudio, square, folder, change, sentence):
    weights = {
        "hidden/kernel": np.zeros((1, 8), np.float32),
        "hidden/bias": np.zeros(8, np.float32),
        "output/kernel": np.zeros((8, 1), np.float32),
        "output/bias": np.zeros(1, np.float32),
    }
    weights = {name: values for name, values in (weights | change).items() if values is not None}
    safetensors.numpy.save_file(weights, folder / "w.safetensors")
    result = nnstudio("train square.json --init w.safetensors --save out.nnstudio")
    assert result.status == 2
    assert sentence in result.err
    assert files(folder) == [square.name, "w.safetensors"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff" * 64,
        b"\x02\0\0\0\0\0\0\0{}",
        b'8\0\0\0\0\0\0\0{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}\0\0',
    ],
)
def test_a_file_that_holds_no_weights_is_refused(nnstudio, folder, square, content):
    (folder / "w.safetensors").write_bytes(content)
    result = nnstudio("train square.json --init w.safetensors")
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert files(folder) == [square.name, "w.safetensors"]


def test_a_loss_that_is_not_finite_fails_and_names_the_node(nnstudio, write, folder):
    write(training__optimizer={"type": "SGD", "config": {"learning_rate": 1e30}})
    result = nnstudio("train square.json --save out.nnstudio --quiet")
    assert result.status == 1
    assert result.err.startswith("Dense “")
    assert "Try a smaller learning rate" in result.err
    (run,) = Project.open(folder / "out.nnstudio").runs()
    assert run.state == "failed"
    for values in load(folder / "out.nnstudio").weights.values():
        assert np.isfinite(values).all()


def test_warnings_go_to_standard_error(nnstudio, write):
    write(training__batch_size=1000)
    result = nnstudio("train square.json --epochs 1")
    assert result.status == 0
    assert result.err.startswith("Warning: Batch size is 1000, but there are only 80 training samples")
    assert nnstudio("train square.json --epochs 1 --quiet").err == ""


def test_a_callback_that_ends_the_training_is_told(nnstudio, write, folder):
    write(training__callbacks=[{"type": "EarlyStopping", "config": {"monitor": "loss", "min_delta": 10.0}}])
    result = nnstudio("train square.json --save out.nnstudio")
    assert result.status == 0
    assert "epoch 20/20" not in result.out
    assert Project.open(folder / "out.nnstudio").latest_run().reason in result.out


@pytest.mark.usefixtures("square")
def test_on_a_terminal_there_is_a_bar(nnstudio, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    result = nnstudio("train square.json")
    assert result.status == 0
    printed = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", result.out)
    bar, plain = printed.split("Finished after 20 epochs.")
    assert re.search(r"epoch 20/20 ━{20} 00:00 loss 0\.\d+  val_loss 0\.\d+", bar)
    assert "epoch" not in plain


def test_the_line_of_an_epoch_holds_as_many_figures_as_fit():
    row = {"mean_absolute_error": 0.25, "loss": 0.5, "val_loss": 1e-9, "epoch": 3, "seconds": 1.0}
    assert progress.figures_text(row, 80) == "loss 0.5  val_loss 1e-09  mean_absolute_error 0.25"
    assert progress.figures_text(row, 30) == "loss 0.5  val_loss 1e-09"


@pytest.mark.usefixtures("trained")
def test_a_disk_that_fills_up_while_training_is_told_and_spoils_nothing(nnstudio, write, folder, monkeypatch):
    write(network__nodes__1__config={"units": 5000})
    nnstudio("train square.json --save out.nnstudio --epochs 1 --quiet")
    before = Project.open(folder / "out.nnstudio").latest_state().to_bytes()
    monkeypatch.setattr(
        "nnstudio.project.recorder.insert_checkpoint",
        lambda connection, *_: (
            connection.execute("PRAGMA max_page_count = 1")
            and connection.execute("INSERT INTO part VALUES (1, 99, zeroblob(9000000))")
        ),
    )
    result = nnstudio("train out.nnstudio --epochs 2 --quiet")
    assert result.status == 1
    assert result.err == (
        "Finished after 2 epochs. It could not be saved: out.nnstudio cannot be written: the disk is full. "
        "Make room and save again.\n"
    )
    assert Project.open(folder / "out.nnstudio").latest_state().to_bytes() == before
