import pytest

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D, SeparableConv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.dot import Dot
from nnstudio.catalog.layers.pooling import AveragePooling2D, MaxPooling2D
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.network.json_format import read_document, write_document
from nnstudio.network.replacing import replace_layer, with_settings_of
from nnstudio.studio.forms.starting_value import starting
from tests.network.networks import chain, wired


def replaced(document, node_id, layer):
    change = replace_layer(document, node_id, layer)
    after = apply(document, change)
    assert apply(after, change.inverse()) == document
    return after


def test_settings_that_both_have_stay():
    old = Conv2D(filters=5, kernel_size=(2, 2), padding="same", activation=Relu())
    new = with_settings_of(SeparableConv2D(filters=1, kernel_size=(3, 3)), old)
    assert (new.filters, new.kernel_size, new.padding, new.activation) == (5, (2, 2), "same", Relu())


def test_edges_stay_and_a_name_made_from_the_type_follows_it():
    document = chain(Input(shape=(8, 8, 1)), MaxPooling2D(pool_size=(4, 4)), Conv2D(filters=1, kernel_size=(1, 1)))
    after = replaced(document, "max_pooling2d", AveragePooling2D(pool_size=(2, 2)))
    assert [node.id for node in after.network.nodes] == ["input", "average_pooling2d", "conv2d"]
    assert after.network.by_id["average_pooling2d"].layer.pool_size == (4, 4)
    assert set(after.network.edges) == {Edge("input", "average_pooling2d"), Edge("average_pooling2d", "conv2d")}


def test_a_name_that_somebody_chose_stays():
    document = chain(Input(shape=(2,)), Dense(units=1))
    document = apply(document, edits.rename_node(document, "dense", "hidden"))
    assert "hidden" in replaced(document, "hidden", Add()).network.by_id


def test_edges_beyond_what_the_new_layer_takes_go():
    document = Document()
    for layer in (Input(shape=(2,)), Input(shape=(2,)), Add()):
        document = apply(document, edits.add_node(document, layer))
    for source in ("input", "input_2"):
        document = apply(document, edits.connect(document, source, "add"))
    assert replaced(document, "add", Dense(units=1)).network.edges == (Edge("input", "dense"),)


@pytest.mark.parametrize("layer", [Dense(units=1), Add()])
def test_an_edge_into_a_port_that_the_new_layer_has_not_moves_up(layer):
    layers = {"a": Input(shape=(2,)), "b": Input(shape=(2,)), "dot": Dot(axes=(1, 1))}
    document = wired(layers, "a > dot", "b > dot:1")
    document = apply(document, edits.disconnect(document, [Edge("a", "dot")]))
    after = replaced(document, "dot", layer).network
    assert after.edges == (Edge("b", type(layer).short_name),)


def test_what_shared_its_weights_has_weights_of_its_own_then():
    document = chain(Input(shape=(2,)), Dense(units=2), Dense(units=2))
    document = apply(document, edits.share_weights(document, ["dense_2"], "dense"))
    after = replaced(document, "dense", Conv2D(filters=1, kernel_size=(1, 1)))
    assert after.network.by_id["dense_2"].shared_with is None


@pytest.mark.parametrize("new", types_of(Layer).values(), ids=lambda layer: layer.__name__)
def test_any_layer_takes_the_place_of_any_other_and_back(new):
    document = chain(Input(shape=(4, 4, 2)), Conv2D(filters=3, kernel_size=(2, 2)))
    for before in (document, apply(document, edits.set_muted(document, ["conv2d"], muted=True))):
        after = replaced(before, "conv2d", starting(new))
        assert read_document(write_document(after)) == after
