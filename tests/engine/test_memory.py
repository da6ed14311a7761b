from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.engine import memory
from nnstudio.engine.memory import physical_memory, require_memory
from nnstudio.engine.model import Model
from nnstudio.errors import NetworkError
from nnstudio.network.inference import infer
from tests.network.networks import chain


def test_a_small_network_fits():
    require_memory(infer(chain(Input(shape=(1,)), Dense(units=8)).network), batch=32)


def test_this_computer_has_some_memory():
    assert physical_memory() > 2**28


@pytest.mark.parametrize(("units", "guilty"), [(10**9, "dense"), (2**53, "dense")])
def test_units_without_end_are_refused_before_anything_is_made(units, guilty):
    network = chain(Input(shape=(1,)), Dense(units=units), Dense(units=1)).network
    with pytest.raises(NetworkError, match=f"Make “{guilty}” smaller, which needs the most"):
        Model(network)


def test_the_batch_counts(monkeypatch):
    monkeypatch.setattr(memory, "physical_memory", lambda: 10**6)
    inference = infer(chain(Input(shape=(100,)), Dense(units=100)).network)
    require_memory(inference, batch=100)
    with pytest.raises(NetworkError) as refusal:
        require_memory(inference, batch=1000)
    assert refusal.value.sentence == (
        "Training this network takes about 2 MB, but this computer has 1 MB. Make “dense” smaller, which needs the "
        "most."
    )


def test_where_the_system_does_not_tell_a_guess_is_made(monkeypatch):
    def unknown(name):
        raise ValueError(name)

    monkeypatch.setattr(memory.os, "sysconf", unknown, raising=False)
    assert physical_memory() == 8 * 2**30
