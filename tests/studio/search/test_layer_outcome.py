"""What would come out of a layer."""

import pytest

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.studio.search.layer_outcome import outcome
from nnstudio.studio.session.session import Session


def test_a_layer_that_fits_tells_its_shape():
    assert outcome("Flatten", Session(), (4, 4, 2)).shape == (32,)
    assert outcome("Dense", Session(), (3,)).shape == (8,)


def test_a_layer_that_does_not_fit_tells_why():
    found = outcome("MaxPooling2D", Session(), (8,))
    assert found.shape is None
    assert found.reason.startswith("needs an input of 3 axes")


def test_an_input_follows_nothing():
    assert outcome("Input", Session(), (8,)).reason == "takes no edge"


@pytest.mark.parametrize("name", types_of(Layer))
def test_every_layer_has_an_outcome_or_a_reason_for_every_shape(name):
    for shape in [(1,), (8,), (3, 4), (8, 8, 1), (4, 4, 4, 2), (2, 2, 2, 2, 2)]:
        found = outcome(name, Session(), shape)
        assert (found.shape is None) == bool(found.reason)
