"""Trainings that are interrupted, killed or continued end with the weights of those that never stopped."""

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine.state import TrainingState
from nnstudio.network.json_format import read_document_file
from nnstudio.project.database import writing
from nnstudio.project.project import Project
from nnstudio.project.trained import trained as load_trained

EPOCHS = 300
TIMES = ("history/seconds", "history/samples_per_second")

SLOW = """
import sys, time
from nnstudio.cli import main
from nnstudio.engine.trainer import Trainer
from nnstudio.engine import run

run.CHECKPOINT_SECONDS = 0.1
advance = Trainer.advance

def slow(self):
    time.sleep(0.002)
    return advance(self)

Trainer.advance = slow
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def document(write) -> Path:
    return write(
        training__epochs=EPOCHS,
        training__optimizer={"type": "Adam", "config": {"learning_rate": 0.01}},
    )


@pytest.fixture
def uninterrupted(nnstudio, document, folder):
    nnstudio(f"train {document.name} --save whole.nnstudio --history whole.jsonl --quiet")
    return folder / "whole.nnstudio"


@pytest.fixture
def start(folder):
    """Starts a training in a process of its own, in which every batch takes its time."""
    processes = []

    def starting(line: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW, *line.split()],
            cwd=folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        processes.append(process)
        return process

    yield starting
    for process in processes:
        process.kill()
        process.communicate()


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def read_lines(process: subprocess.Popen[str], count: int) -> None:
    for _ in range(count):
        assert process.stdout.readline().startswith("epoch")


def same_end(one: Path, other: Path) -> bool:
    first, second = (Project.open(path).latest_state() for path in (one, other))
    return (
        first.arrays.keys() == second.arrays.keys()
        and all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays if name not in TIMES)
        and first.facts["step"] == second.facts["step"]
    )


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_training_says_the_command_that_goes_on_bit_for_bit(
    nnstudio, start, uninterrupted, folder, number, status
):
    process = start("train square.json --save part.nnstudio --history part.jsonl")
    read_lines(process, 3)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == status
    first, line = err.splitlines()
    assert first.startswith("Stopped in epoch ")
    assert first.endswith("Saved in part.nnstudio. To go on:")
    (run,) = Project.open(folder / "part.nnstudio").runs()
    assert run.state == "stopped"
    assert 3 <= run.epochs < EPOCHS

    program, *words = shlex.split(line)
    assert program == "nnstudio"
    assert nnstudio(" ".join(words)).status == 0
    assert same_end(folder / "part.nnstudio", uninterrupted)
    (run,) = Project.open(folder / "part.nnstudio").runs()
    assert (run.state, run.epochs) == ("finished", EPOCHS)
    histories = [
        [json.loads(line) for line in (folder / name).read_text().splitlines()]
        for name in ("part.jsonl", "whole.jsonl")
    ]
    part, whole = ([row["val_loss"] for row in rows] for rows in histories)
    assert part == whole


def test_an_interrupted_plain_document_is_saved_beside_it(nnstudio, start, uninterrupted, folder):
    (folder / "square.nnstudio").write_text("a file of this name is there already")
    process = start("train square.json")
    read_lines(process, 2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.endswith("Saved in square-2.nnstudio. To go on:\n  nnstudio train square-2.nnstudio --resume\n")
    assert nnstudio("train square-2.nnstudio --resume --quiet").status == 0
    assert same_end(folder / "square-2.nnstudio", uninterrupted)


def test_a_killed_training_goes_on_bit_for_bit(nnstudio, start, uninterrupted, folder):
    process = start("train square.json --save part.nnstudio --quiet")
    part = folder / "part.nnstudio"
    wait_for(lambda: part.exists() and (state := Project.open(part).latest_state()) is not None and state.epoch > 10)
    process.kill()
    process.wait()
    project = Project.open(part)
    assert project.latest_run().state == "running"
    assert project.document == read_document_file(folder / "square.json")
    epochs = project.latest_state().epoch
    assert [row["epoch"] for row in project.history(1)] == list(range(1, epochs + 1))
    assert load_trained(part).weights
    result = nnstudio("train part.nnstudio --resume")
    assert result.out.splitlines()[0].startswith(f"epoch {epochs + 1:>3}/{EPOCHS}  loss ")
    assert same_end(part, uninterrupted)


@pytest.mark.usefixtures("document")
def test_a_training_that_was_killed_before_its_first_epoch_goes_on_with_its_first_weights(nnstudio, start, folder):
    process = start("train square.json --save part.nnstudio --quiet --seed 7")
    part = folder / "part.nnstudio"
    wait_for(lambda: part.exists() and Project.open(part).latest_state() is not None)
    process.kill()
    process.wait()
    assert nnstudio("train part.nnstudio --resume --quiet").status == 0
    nnstudio("train square.json --save whole.nnstudio --quiet --seed 7")
    assert same_end(part, folder / "whole.nnstudio")


@pytest.mark.usefixtures("square")
def test_more_epochs_are_the_same_as_all_at_once(nnstudio, folder):
    nnstudio("train square.json --epochs 10 --save part.nnstudio --quiet")
    result = nnstudio("train part.nnstudio --resume --epochs 20")
    assert result.out.splitlines()[0].startswith("epoch 11/20")
    nnstudio("train square.json --save whole.nnstudio --quiet")
    assert same_end(folder / "part.nnstudio", folder / "whole.nnstudio")


@pytest.mark.usefixtures("trained")
def test_a_finished_training_has_nothing_left_to_do(nnstudio, folder):
    before = (folder / "square.nnstudio").read_bytes()
    result = nnstudio("train square.nnstudio --resume")
    assert result.status == 0
    assert result.out == (
        "Nothing is left to do in square.nnstudio. All 20 epochs are done. Add --epochs N\nto train for more.\n"
    )
    assert (folder / "square.nnstudio").read_bytes() == before


@pytest.mark.usefixtures("square")
def test_a_document_goes_on_in_the_project_that_save_names(nnstudio, folder):
    nnstudio("train square.json --epochs 10 --save part.nnstudio --quiet")
    assert nnstudio("train square.json --save part.nnstudio --resume --epochs 20 --quiet").status == 0
    assert [run.epochs for run in Project.open(folder / "part.nnstudio").runs()] == [20]


@pytest.mark.usefixtures("square")
def test_a_copy_can_go_on_while_the_original_stays(nnstudio, folder):
    nnstudio("train square.json --epochs 10 --save part.nnstudio --quiet")
    nnstudio("train part.nnstudio --resume --epochs 20 --save copy.nnstudio --quiet")
    assert [Project.open(folder / f"{name}.nnstudio").latest_run().epochs for name in ("part", "copy")] == [10, 20]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("square.json --resume", "square.json is a document and keeps no training to go on with."),
        ("square.nnstudio --resume --seed 3", "--seed begins another training."),
        ("square.nnstudio --resume --batch-size 3", "--batch-size begins another training."),
        ("square.nnstudio --resume --init w.safetensors", "--init begins another training."),
        ("square.nnstudio --resume --save other.nnstudio", "other.nnstudio exists already."),
        ("empty.nnstudio --resume", "empty.nnstudio holds no training to go on with."),
        ("square.json --resume --save gone.nnstudio", "There is no file gone.nnstudio."),
    ],
)
def test_what_cannot_be_resumed_is_told(nnstudio, trained, folder, line, sentence):
    Project.create(folder / "empty.nnstudio", Project.open(trained).document)
    (folder / "other.nnstudio").touch()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = nnstudio(f"train {line}")
    assert result.status == 2
    assert result.err.startswith(sentence)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_data_that_has_changed_is_told(nnstudio, write, folder):
    data = folder / "points.csv"
    data.write_text("x,y\n" + "".join(f"{i},{i * i}\n" for i in range(10)))
    write(data={"source": "points.csv", "target": "y"}, training__optimizer="adam")
    nnstudio("train square.json --epochs 2 --save out.nnstudio --quiet")
    data.write_text(data.read_text() + "10,100\n")
    result = nnstudio("train out.nnstudio --resume --epochs 4")
    assert result.status == 2
    assert result.err == (
        "The data of out.nnstudio has changed, so its training cannot go on. Begin anew without --resume.\n"
    )


@pytest.mark.usefixtures("document")
def test_a_stopped_training_that_cannot_be_saved_is_a_failed_job(start, folder):
    process = start("train square.json --save part.nnstudio --quiet")
    part = folder / "part.nnstudio"
    wait_for(lambda: part.exists() and Project.open(part).latest_state() is not None)
    part.replace(folder / "moved.nnstudio")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "It could not be saved: part.nnstudio cannot be opened or written" in err


def test_a_copy_in_another_folder_goes_on_with_the_same_data(nnstudio, write, folder):
    (folder / "points.csv").write_text("x,y\n" + "".join(f"{i / 10},{i * i / 100}\n" for i in range(10)))
    write(data={"source": "points.csv", "target": "y"})
    nnstudio("train square.json --epochs 2 --save out.nnstudio --quiet")
    (folder / "below").mkdir()
    nnstudio("train out.nnstudio --resume --epochs 4 --save below/copy.nnstudio --quiet")
    assert nnstudio("train below/copy.nnstudio --resume --epochs 6 --quiet").status == 0
    assert nnstudio("evaluate below/copy.nnstudio").status == 0


DAMAGES = {
    "no facts": lambda facts: facts.clear(),
    "facts of another kind": lambda facts: facts.update(epoch="ten"),
    "a negative epoch": lambda facts: facts.update(epoch=-1),
    "no generators": lambda facts: facts.pop("layers"),
    "a generator of nonsense": lambda facts: facts["shuffle"].update(state={"state": -1, "inc": "x"}),
    "callbacks of another document": lambda facts: facts.update(callbacks=[{}]),
    "curves that are not there": lambda facts: facts.update(history=["val_accuracy"]),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_checkpoint_that_was_tampered_with_is_told(nnstudio, trained, damage):
    state = Project.open(trained).latest_state()
    facts = json.loads(json.dumps(state.facts))
    damage(facts)
    with writing(trained) as connection:
        connection.execute("UPDATE part SET content = ?", (TrainingState(state.arrays, facts).to_bytes(),))
    result = nnstudio("train square.nnstudio --resume --epochs 30")
    assert result.status == 2
    assert "damaged and cannot be used" in result.err
