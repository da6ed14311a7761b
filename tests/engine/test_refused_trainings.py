from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import AutoAccuracy, SparseCategoricalAccuracy
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import DataError, InputError, NetworkError
from tests.engine.trainings import (
    LINE,
    line,
    with_training,
)
from tests.network.networks import chain, wired


def test_a_network_that_does_not_compute():
    with pytest.raises(NetworkError, match="Dense “b” has no edge coming in"):
        Trainer(wired({"x": Input(shape=(1,)), "a": Dense(units=1), "b": Dense(units=1)}, "x > a"), line())


def test_a_network_that_does_not_fit_its_data():
    with pytest.raises(NetworkError, match="expects 2 features, but rows gives 1 feature per sample"):
        Trainer(chain(Input(shape=(2,)), Dense(units=1)), line())


def test_a_loss_that_does_not_fit_the_target():
    document = with_training(LINE, loss=SparseCategoricalCrossentropy())
    with pytest.raises(NetworkError, match="needs classes, but the target 'y' holds numbers"):
        Trainer(document, line())


def test_a_metric_that_does_not_fit_the_loss():
    document = with_training(LINE, metrics=(AutoAccuracy(), SparseCategoricalAccuracy()))
    with pytest.raises(NetworkError, match="does not go with"):
        Trainer(document, line())


def test_an_input_without_data():
    document = wired(
        {"input": Input(shape=(1,)), "other": Input(shape=(1,)), "sum": Add()}, "input > sum", "other > sum:1"
    )
    with pytest.raises(NetworkError, match="The data holds nothing for Input “other”"):
        Trainer(document, line())


def test_data_without_rows():
    with pytest.raises(DataError, match="There are no training samples"):
        Trainer(LINE, line(10, validation=10))


def test_weights_of_another_network():
    with pytest.raises(InputError, match="The weights have no dense/bias"):
        Trainer(LINE, line(), initial={"dense/kernel": np.zeros((1, 1))})


def test_units_without_end():
    document = chain(Input(shape=(1,)), Dense(units=10**9), Dense(units=10**9), Dense(units=1))
    with pytest.raises(NetworkError) as refusal:
        Trainer(document, line())
    assert refusal.value.sentence.startswith("Training this network takes about 4,000.0 PB of memory, and ")
    assert refusal.value.sentence.endswith("Make Dense “dense_2” smaller, which needs the most.")
