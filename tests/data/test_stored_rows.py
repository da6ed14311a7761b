import json
import os
import subprocess
import sys
from contextlib import suppress

import numpy as np
import pytest

from nnstudio.data.preparation import prepare
from nnstudio.data.readers.numpy_files import NumpyArchive, NumpyArray
from nnstudio.data.stored_rows import StoredRows
from nnstudio.engine.run import Run
from nnstudio.engine.snapshot import RunState
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import DataError
from nnstudio.network.json_format import document_from_json

ROWS = 64


def document(**data):
    return {
        "format": "nnstudio",
        "version": 1,
        "network": {
            "nodes": [
                {"id": "input", "type": "Input", "config": {"shape": [2, 3]}},
                {"id": "flat", "type": "Flatten"},
                {"id": "output", "type": "Dense", "config": {"units": 3}},
            ],
            "edges": [
                {"source": "input", "target": "flat", "port": 0},
                {"source": "flat", "target": "output", "port": 0},
            ],
        },
        "data": {"source": "rows.npz", "validation_split": 0.25, **data},
        "training": {
            "loss": {"type": "SparseCategoricalCrossentropy", "config": {"from_logits": True}},
            "optimizer": {"type": "Adam", "config": {}},
            "epochs": 3,
            "batch_size": 10,
        },
    }


@pytest.fixture
def stays(monkeypatch):
    """Let even small arrays stay in their files."""
    monkeypatch.setattr("nnstudio.data.readers.npy_format.LEAST_VALUES", 10)
    monkeypatch.setattr("nnstudio.data.readers.numpy_files.LEAST_VALUES", 10)
    monkeypatch.setattr("nnstudio.data.stored_rows._PIECE_VALUES", 50)


@pytest.fixture
def in_memory(monkeypatch):
    monkeypatch.setattr("nnstudio.data.stored_rows._PIECE_VALUES", 50)


def write_rows(folder, kind):
    rng = np.random.default_rng(0)
    x = (rng.random((ROWS, 2, 3)) * 200).astype(kind)
    np.savez(folder / "rows.npz", x=x, y=rng.integers(0, 3, ROWS))
    return x


def prepared(folder, **data):
    found = document_from_json(document(**data))
    return found, prepare(found.data, folder, ("input",))


def trained(folder, **data):
    trainer = Trainer(*prepared(folder, **data))
    while not trainer.finished:
        trainer.advance()
    trainer.close()
    return trainer.model.store.named(), list(trainer.history.rows())


def figures(rows):
    return [
        {name: value for name, value in row.items() if name not in ("seconds", "samples_per_second")} for row in rows
    ]


KINDS = ["u1", "<i2", ">i4", "<f4", ">f4", "f8"]
STEPS = [[], [{"type": "Standardize", "columns": ["x"]}], [{"type": "MinMax"}, {"type": "Scale", "factor": 0.5}]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps", STEPS, ids=["plain", "standardized", "scaled"])
def test_rows_that_stay_in_their_file_train_as_those_in_memory_bit_for_bit(tmp_path, kind, steps, request):
    write_rows(tmp_path, kind)
    request.getfixturevalue("in_memory")
    _, data = prepared(tmp_path, preprocessing=steps)
    assert not isinstance(data.train.inputs["input"], StoredRows)
    weights, history = trained(tmp_path, preprocessing=steps)
    request.getfixturevalue("stays")
    _, data = prepared(tmp_path, preprocessing=steps)
    assert isinstance(data.train.inputs["input"], StoredRows)
    stored, again = trained(tmp_path, preprocessing=steps)
    assert figures(again) == figures(history)
    for name, values in weights.items():
        np.testing.assert_array_equal(stored[name], values)


@pytest.mark.usefixtures("stays")
def test_rows_are_found_like_those_of_an_array(tmp_path):
    x = write_rows(tmp_path, "f4")
    np.save(tmp_path / "x.npy", x)
    for rows in (NumpyArchive().read(tmp_path / "rows.npz"), NumpyArray().read(tmp_path / "x.npy")):
        found = rows.columns["x"]
        assert (found.shape, found.dtype, found.ndim, found.size, len(found)) == (x.shape, x.dtype, 3, x.size, ROWS)
        some = np.array([5, 2, 63])
        for key in (slice(3, 9), some, 7, x[:, 0, 0] > 100, (slice(None), 1)):
            np.testing.assert_array_equal(found[key], x[key])
        np.testing.assert_array_equal(np.asarray(found), x)


@pytest.mark.usefixtures("stays")
def test_arrays_by_columns_words_and_packed_ones_are_read_as_ever(tmp_path):
    x = write_rows(tmp_path, "f4")
    np.save(tmp_path / "by_columns.npy", np.asfortranarray(x))
    np.savez_compressed(tmp_path / "packed.npz", x=x)
    for found in (NumpyArray().read(tmp_path / "by_columns.npy"), NumpyArchive().read(tmp_path / "packed.npz")):
        assert isinstance(found.columns["x"], np.ndarray)
        np.testing.assert_array_equal(found.columns["x"], x)


@pytest.mark.usefixtures("stays")
def test_parts_for_training_and_test_are_joined(tmp_path):
    x, y = write_rows(tmp_path, "f4"), np.arange(ROWS)
    np.savez(tmp_path / "rows.npz", x_train=x[:40], y_train=y[:40], x_test=x[40:], y_test=y[40:])
    found = NumpyArchive().read(tmp_path / "rows.npz").columns["x"]
    assert isinstance(found, StoredRows)
    np.testing.assert_array_equal(found[np.array([50, 3, 39, 40])], x[[50, 3, 39, 40]])
    np.testing.assert_array_equal(np.asarray(found), x)


@pytest.mark.usefixtures("stays")
def test_parts_of_different_types_are_joined_in_memory(tmp_path):
    x, y = write_rows(tmp_path, "f4"), np.arange(ROWS)
    wide = x[40:].astype(np.float64)
    np.savez(tmp_path / "rows.npz", x_train=x[:40], y_train=y[:40], x_test=wide, y_test=y[40:])
    np.testing.assert_array_equal(NumpyArchive().read(tmp_path / "rows.npz").columns["x"], x)


@pytest.mark.usefixtures("stays")
def test_numbers_that_are_not_finite_are_found_in_the_file(tmp_path):
    x = write_rows(tmp_path, "f4")
    x[50, 1, 2] = np.nan
    np.savez(tmp_path / "rows.npz", x=x, y=np.zeros(ROWS))
    with pytest.raises(DataError, match=r"1 value without a finite number, the first nan at \[50, 1, 2\]"):
        NumpyArchive().read(tmp_path / "rows.npz")


def spoil(path, how):
    if how == "cut short":
        with path.open("r+b") as stream:
            stream.truncate(300)
    else:
        with path.open("r+b") as stream:
            stream.seek(300)
            stream.write(b"other")
        os.utime(path, ns=(1, 1))


@pytest.mark.usefixtures("stays")
@pytest.mark.parametrize("how", ["cut short", "changed"])
def test_a_file_that_is_spoiled_ends_the_training_and_nothing_is_lost(tmp_path, how):
    write_rows(tmp_path, "f4")
    trainer = Trainer(*prepared(tmp_path))
    for _ in range(7):
        trainer.advance()
    weights = trainer.model.store.named()
    spoil(tmp_path / "rows.npz", how)
    states = []

    class Kept:
        def checkpoint(self, state):
            states.append(state)

        def end(self, state, reason):
            pass

    run = Run(lambda: (trainer, Kept()))
    run.start()
    assert run.join(30)
    assert run.snapshot.state is RunState.FAILED
    assert run.snapshot.reason.startswith(f"rows.npz was {how} while it was in use. Put it back as it was")
    assert (states[-1].facts["step"], run.snapshot.step) == (7, 7)
    for name, values in weights.items():
        np.testing.assert_array_equal(run.weights[name], values)


@pytest.mark.usefixtures("stays")
def test_a_file_that_is_removed_stays_readable_until_the_end(tmp_path):
    write_rows(tmp_path, "f4")
    trainer = Trainer(*prepared(tmp_path))
    with suppress(PermissionError):  # Windows keeps it from being removed
        (tmp_path / "rows.npz").unlink()
    while not trainer.finished:
        trainer.advance()
    trainer.close()
    assert trainer.epoch == 3


LIMITED = """
import sys
from pathlib import Path
from nnstudio.network.json_format import read_document_file
from nnstudio.network.preparing import prepare_data
from nnstudio.engine.trainer import Trainer

if sys.platform == "linux":  # other systems do not limit what a process allocates
    import resource
    status = Path("/proc/self/status").read_text().splitlines()
    held = 1024 * int(next(line for line in status if line.startswith("VmData")).split()[1])
    resource.setrlimit(resource.RLIMIT_DATA, (held + int(sys.argv[2]),) * 2)
path = Path(sys.argv[1])
document = read_document_file(path)
trainer = Trainer(document, prepare_data(document, path.parent), threads=1)
for _ in range(20):
    trainer.advance()
print(trainer.batch_loss)
"""


def test_a_file_trains_in_a_fraction_of_its_size(tmp_path):
    rows, width = 6000, 6000  # 36 MB of bytes, 144 MB as they are computed with
    x = np.random.default_rng(0).integers(0, 256, (rows, width), np.uint8)
    np.savez(tmp_path / "rows.npz", x=x, y=np.arange(rows) % 3)
    content = document(preprocessing=[{"type": "Standardize"}])
    content["network"]["nodes"][0]["config"]["shape"] = [width]
    (tmp_path / "document.json").write_text(json.dumps(content), encoding="utf-8")
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "document.json"), str(60 * 2**20)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert np.isfinite(float(ended.stdout))
