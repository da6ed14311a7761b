"""Whether everything that Keras has of a kind is in the catalog, under every name that it has there."""

from __future__ import annotations

import pytest

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.registry import find_type, types_of
from nnstudio.catalog.regularizers import Regularizer
from tests.golden.golden import cases, identifiers, signatures

KINDS = {
    "activations": ActivationFunction,
    "initializers": Initializer,
    "regularizers": Regularizer,
    "constraints": Constraint,
}
BASE = "the base of the others, which computes nothing"
LEFT_OUT = {
    "activations": {},
    "initializers": {"Initializer": BASE, "initializer": BASE},
    "regularizers": {"Regularizer": BASE, "regularizer": BASE},
    "constraints": {"Constraint": BASE, "constraint": BASE},
}
EVERY_KIND = pytest.mark.parametrize(("plural", "kind"), KINDS.items(), ids=KINDS)


@EVERY_KIND
def test_every_name_of_keras_is_known_but_for_a_reason(plural, kind):
    names = identifiers(plural).keys() | signatures(plural).keys()
    assert {name for name in names if find_type(kind, name) is None} == LEFT_OUT[plural].keys()


@EVERY_KIND
def test_a_name_stands_for_what_it_stands_for_in_keras(plural, kind):
    for name, meant in identifiers(plural).items():
        if name not in LEFT_OUT[plural]:
            found = find_type(kind, name)
            assert meant in {found.__name__, found.short_name}


@EVERY_KIND
def test_everything_has_golden_numbers(plural, kind):
    recorded = {case.type for case in cases(plural)}
    assert {found.keras_name() for found in types_of(kind).values()} == recorded
