"""What would come out of a layer."""

from nnstudio.studio.layer_outcome import outcome
from nnstudio.studio.session import Session


def test_a_layer_that_fits_tells_its_shape():
    assert outcome("Flatten", Session(), (4, 4, 2)).shape == (32,)
    assert outcome("Dense", Session(), (3,)).shape == (8,)


def test_a_layer_that_does_not_fit_tells_why():
    found = outcome("MaxPooling2D", Session(), (8,))
    assert found.shape is None
    assert found.reason.startswith("needs an input of 3 axes")


def test_an_input_follows_nothing():
    assert outcome("Input", Session(), (8,)).reason == "takes no edge"
