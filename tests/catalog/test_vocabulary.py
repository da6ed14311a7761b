"""Whether everything that Keras has of a kind is in the catalog, under every name that it has there."""

from __future__ import annotations

import pytest

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import find_type
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.catalog.schedules import Schedule
from tests.catalog.left_out import LEFT_OUT
from tests.golden.golden import identifiers, signatures

KINDS = {
    "activations": ActivationFunction,
    "initializers": Initializer,
    "regularizers": Regularizer,
    "constraints": Constraint,
    "layers": Layer,
    "losses": Loss,
    "metrics": Metric,
    "optimizers": Optimizer,
    "schedules": Schedule,
    "callbacks": Callback,
}
NAMED_BY_CLASS = ("layers", "schedules", "callbacks")
"""Kinds of which Keras takes no short names."""
OUT_OF_SIGHT = ("LossFunctionWrapper",)
"""What Keras' lists hold, but its documentation does not."""
EVERY_KIND = pytest.mark.parametrize(("plural", "kind"), KINDS.items(), ids=KINDS)


@EVERY_KIND
def test_every_class_and_function_of_keras_is_known_but_for_a_reason(plural, kind):
    unknown = {name for name in signatures(plural) if find_type(kind, name) is None}
    assert unknown == LEFT_OUT[plural].keys()


@pytest.mark.parametrize("plural", [plural for plural in KINDS if plural not in NAMED_BY_CLASS])
def test_a_name_stands_for_what_it_stands_for_in_keras(plural):
    left_out = {name.lower() for name in (*LEFT_OUT[plural], *OUT_OF_SIGHT)}
    for name, meant in identifiers(plural).items():
        if meant.lower() not in left_out:
            found = find_type(KINDS[plural], name)
            assert found.string_only or meant in {found.__name__, found.short_name}, name
