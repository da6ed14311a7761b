"""What is recorded is what the tables ask for, and leaves nothing of the catalog out."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.catalog.schedules import Schedule
from tests.catalog.declarations import TYPES
from tests.golden.golden import cases
from tests.golden.tables import functions, objectives
from tests.golden.tables.layers import LAYERS

TABLES = {
    "activations": functions.ACTIVATIONS,
    "constraints": functions.CONSTRAINTS,
    "initializers": functions.INITIALIZERS,
    "layers": [(case.type, case.config) for case in LAYERS],
    "losses": [(case.type, case.config) for case in objectives.LOSSES],
    "metrics": [(case.type, case.config) for case in objectives.METRICS],
    "regularizers": functions.REGULARIZERS,
    "schedules": functions.SCHEDULES,
}
KINDS: dict[str, type[Declaration]] = {
    "activations": ActivationFunction,
    "constraints": Constraint,
    "initializers": Initializer,
    "layers": Layer,
    "losses": Loss,
    "metrics": Metric,
    "optimizers": Optimizer,
    "regularizers": Regularizer,
    "schedules": Schedule,
}
NOTHING_TO_ASK = {
    "AutoAccuracy": "stands for another metric",
    "Block": "holds a network",
    "Input": "computes nothing",
}


@pytest.mark.parametrize("kind", TABLES)
def test_every_row_of_a_table_is_recorded_and_nothing_else(kind: str):
    asked = {_written(type_name, config) for type_name, config in TABLES[kind]}
    assert asked == {_written(case.type, case.config) for case in cases(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_keras_was_asked_about_everything_in_the_catalog(kind: str):
    known = {found.keras_name() for found in TYPES[KINDS[kind]]}
    assert known - {case.type for case in cases(kind)} <= NOTHING_TO_ASK.keys()


def test_every_layer_was_recorded_with_three_settings_or_inputs():
    count = Counter(case.type for case in cases("layers"))
    few = [found.__name__ for found in TYPES[Layer] if count[found.__name__] < 3]
    assert set(few) <= NOTHING_TO_ASK.keys()


def _written(type_name: str, config: object) -> str:
    return f"{type_name} {json.dumps(config, sort_keys=True)}"
