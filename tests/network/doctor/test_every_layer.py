"""Any layer with any settings, given what it may not take."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import HealthCheck, assume, given, settings

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.network.change import apply
from nnstudio.network.checks import check, first_error
from nnstudio.network.doctor.doctor import repairs
from tests.catalog.layers import samples
from tests.network.descriptions import NUMBERS, described
from tests.network.doctor.cases import case_of, found
from tests.network.networks import chain

SHAPES = [(5,), (64,), (6, 4), (8, 8, 2), (3, 3, 1)]
SINGLE = [kind for kind in samples.LAYERS.values() if kind.least_inputs == 1 == kind.most_inputs]


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(st.sampled_from(SINGLE), st.sampled_from(SHAPES), st.data())
def test_a_layer_that_refuses_its_input_can_be_repaired(kind, shape, data):
    layer = read_config(kind, data.draw(samples.configs(kind)), "test")
    document = chain(Input(shape=shape), layer, Flatten(), Dense(units=3, activation=Relu()), Dense(units=1))
    description = described(NUMBERS, input=shape)
    case = case_of(document, description)
    assume(case.inference.failures.keys() == {document.network.nodes[1].id})
    problem = found(case, "shape")
    assert problem.message.startswith("Input “input” gives ")
    assert f"but {document.network.nodes[1].title} " in problem.message
    first = repairs(case, problem)[0]
    assert first.preview.trains
    assert first_error(check(apply(document, first.change), description)) is None
