from __future__ import annotations

import re

import numpy as np
import pytest

from nnstudio.catalog.activations import Exponential
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.errors import ExchangeError, InputError
from nnstudio.exchange import Exporter, export, exporters
from nnstudio.exchange.python_module import PythonModule
from nnstudio.exchange.weight_files import Npz
from tests.exchange.exported import with_random_weights
from tests.network.networks import chain


@pytest.fixture
def trained():
    return with_random_weights(chain(Input(shape=(2,)), Dense(units=3), Dense(units=1)).network)


def test_every_format_says_what_it_is():
    assert {exporter.suffix for exporter in exporters()} == {".npz", ".safetensors", ".py"}
    for exporter in exporters():
        assert exporter.label
        assert exporter.title().endswith(".")


@pytest.mark.parametrize("exporter", exporters(), ids=lambda exporter: exporter.label)
def test_the_ending_of_the_file_or_a_name_chooses_the_format(tmp_path, trained, exporter):
    by_ending = tmp_path / f"w{exporter.suffix.upper()}"
    by_name = tmp_path / "w.data"
    export(trained, by_ending)
    export(trained, by_name, exporter.short_name)
    assert by_ending.read_bytes() == by_name.read_bytes() == exporter.content(trained)


@pytest.mark.parametrize(
    ("name", "chosen", "sentence"),
    [
        ("w.h5", None, "w.h5 tells no export format by its ending. Use one of "),
        ("w", None, "w tells no export format by its ending."),
        ("w.npz", "safetensor", "There is no export format 'safetensor'. Did you mean 'safetensors'? Known are "),
    ],
)
def test_a_format_that_does_not_exist_is_refused(tmp_path, trained, name, chosen, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        export(trained, tmp_path / name, chosen)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("exporter", exporters(), ids=lambda exporter: exporter.label)
def test_an_export_is_proven_on_request(tmp_path, trained, exporter):
    path = tmp_path / f"w{exporter.suffix}"
    assert export(trained, path) is None
    assert 0 <= export(trained, path, verify=True) < 1e-5


def test_a_place_that_cannot_be_written_is_told(tmp_path, trained):
    with pytest.raises(InputError, match=r"w.npz cannot be written: there is no such folder\. Choose another place\."):
        export(trained, tmp_path / "missing" / "w.npz")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(InputError, match="there is a folder of that name"):
        export(trained, tmp_path / "folder.npz")


@pytest.mark.parametrize("verify", [True, False])
def test_a_full_disk_leaves_what_was_there(tmp_path, trained, monkeypatch, verify):
    path = tmp_path / "w.npz"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(InputError, match="the disk is full"):
        export(trained, path, verify=verify)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["w.npz"]


def test_an_export_that_predicts_otherwise_leaves_what_was_there(tmp_path, trained, monkeypatch):
    other = with_random_weights(trained.document.network, seed=9)
    content = Npz().content(other)
    assert_refused(tmp_path, trained, monkeypatch, "content", lambda *_: content, r"otherwise than the network \(by ")


def test_an_export_of_another_shape_leaves_what_was_there(tmp_path, trained, monkeypatch):
    shape = r"results of the shape \(3, 3\) and the network \(32, 1\)"
    assert_refused(tmp_path, trained, monkeypatch, "predict", lambda *_: {"dense_2": np.zeros((3, 3))}, shape)


def assert_refused(folder, trained, monkeypatch, method, instead, sentence):
    path = folder / "w.npz"
    path.write_bytes(b"old")
    monkeypatch.setattr(Npz, method, instead)
    with pytest.raises(ExchangeError, match=rf"w\.npz predicts {sentence}.*; it was not written\."):
        export(trained, path, verify=True)
    assert path.read_bytes() == b"old"
    assert [file.name for file in folder.iterdir()] == ["w.npz"]


def test_infinite_predictions_are_the_same_if_they_are_infinite_on_both_sides(tmp_path):
    network = chain(Input(shape=(2,)), Dense(units=3, activation=Exponential())).network
    trained = with_random_weights(network)
    trained.model.store.weights_of("dense").kernel[...] = 1000
    assert export(trained, tmp_path / "w.npz", verify=True) == 0


def test_a_kind_of_its_own_is_no_format():
    assert Exporter not in map(type, exporters())
    assert PythonModule in map(type, exporters())
