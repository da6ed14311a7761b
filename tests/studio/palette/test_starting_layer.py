"""What layers are set to when they are put on the canvas."""

import pytest

from nnstudio.catalog.conversion import read_config, write_config
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.data.preparation import prepare
from nnstudio.data.reference import DataReference
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node
from nnstudio.studio.palette.starting_layer import starting_layer
from nnstudio.studio.search.layer_outcome import outcome
from nnstudio.studio.session.session import Session


@pytest.fixture
def session():
    return Session()


@pytest.mark.parametrize("type_name", types_of(Layer))
def test_every_layer_starts_with_legal_settings(session, type_name):
    layer = starting_layer(type_name, session)
    assert type(layer).__name__ == type_name
    assert read_config(type(layer), write_config(layer), "the layer") == layer


def test_known_sizes_are_sensible(session):
    assert starting_layer("Dense", session).units == 8
    conv = starting_layer("Conv2D", session)
    assert (conv.filters, conv.kernel_size) == (16, (3, 3))
    assert starting_layer("Dropout", session).rate == 0.2


@pytest.mark.parametrize("type_name", [name for name, kind in types_of(Layer).items() if kind.most_inputs != 0])
def test_every_layer_can_follow_some_shape_as_it_starts(session, type_name):
    shapes = [(64,), (8, 4), (8, 8, 3)]
    found = [outcome(type_name, session, given) for given in shapes]
    assert any(one.shape is not None for one in found), [one.reason for one in found]


def test_sizes_follow_what_comes_in(session):
    assert starting_layer("PositionEmbedding", session, (12, 4)).sequence_length == 12
    assert starting_layer("Permute", session, (12, 4)).dims == (2, 1)
    resizing = starting_layer("Resizing", session, (8, 16, 3))
    assert (resizing.height, resizing.width) == (6, 12)


def test_settings_with_a_default_keep_it(session):
    assert starting_layer("Dense", session).use_bias
    assert starting_layer("MaxPooling2D", session).pool_size == (2, 2)


def test_an_input_takes_the_shape_of_the_data(session):
    assert starting_layer("Input", session).shape == (1,)
    data = prepare(DataReference(source="sample:digits"), None, ("input",))
    session.set_description(data.description)
    assert starting_layer("Input", session).shape == data.description.input_shapes["input"]


def test_a_second_input_takes_the_shape_that_is_still_missing(session):
    first = starting_layer("Input", session).replace(shape=(8, 8, 1))
    session.replace(Document(network=Network((Node(id="image", layer=first),))))
    data = prepare(DataReference(source="sample:iris"), None, ("image",))
    shapes = {"image": (8, 8, 1), "row": (4,)}
    session.set_description(type(data.description)(**{**_fields(data.description), "input_shapes": shapes}))
    assert starting_layer("Input", session).shape == (4,)


def _fields(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


@pytest.mark.parametrize(
    ("given", "target"), [((64,), (8, 8, 1)), ((10,), (10,)), ((4, 4, 2), (32,)), ((1,), (1,)), (None, (1,))]
)
def test_a_reshape_fits_what_comes(session, given, target):
    assert starting_layer("Reshape", session, given).target_shape == target
