from __future__ import annotations

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.exchange import export, weight_files
from nnstudio.network import edits
from nnstudio.network.change import apply
from tests.exchange.exported import random_rows, with_random_weights
from tests.exchange.test_python_module import ODD_NAMES
from tests.network.networks import chain, sound_networks

FORMATS = pytest.mark.parametrize("exporter", [weight_files.Npz(), weight_files.Safetensors()], ids=lambda e: e.label)

thorough = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@FORMATS
@thorough
@given(network=sound_networks())
def test_weights_come_back_to_the_last_bit(tmp_path, exporter, network):
    trained = with_random_weights(network)
    path = tmp_path / f"weights{exporter.suffix}"
    assert export(trained, path, verify=True) == 0
    arrays = exporter.arrays(path)
    assert arrays.keys() == trained.weights.keys()
    for name, array in trained.weights.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == np.float32
    rows = random_rows(trained)
    theirs, ours = exporter.predict(path, trained, rows), trained.model.predictions(rows)
    assert theirs.keys() == ours.keys()
    for output, predictions in ours.items():
        np.testing.assert_array_equal(theirs[output], predictions)


@FORMATS
@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_of_a_node_is_part_of_a_name_in_the_file(tmp_path, exporter, name):
    document = chain(Input(shape=(2,)), Dense(units=3))
    document = apply(document, edits.rename_node(document, "dense", name))
    trained = with_random_weights(document.network)
    path = tmp_path / f"weights{exporter.suffix}"
    export(trained, path, verify=True)
    assert exporter.arrays(path).keys() == {f"{name}/kernel", f"{name}/bias"}


def test_the_files_are_what_other_tools_read(tmp_path):
    trained = with_random_weights(chain(Input(shape=(2,)), Dense(units=3)).network)
    export(trained, tmp_path / "w.npz")
    export(trained, tmp_path / "w.safetensors")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as archive:
        np.testing.assert_array_equal(archive["dense/kernel"], trained.weights["dense/kernel"])
    arrays = safetensors.numpy.load_file(tmp_path / "w.safetensors")
    np.testing.assert_array_equal(arrays["dense/bias"], trained.weights["dense/bias"])


@FORMATS
def test_the_same_weights_make_the_same_file(exporter):
    trained = with_random_weights(chain(Input(shape=(2,)), Dense(units=3)).network)
    assert exporter.content(trained) == exporter.content(trained)
