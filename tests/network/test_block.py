"""A block as a layer: its ports, its result, its summary and its shapes."""

from __future__ import annotations

import pytest

from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.registry import types_of
from nnstudio.network.block import Block, layer_types
from nnstudio.network.graph import Network
from nnstudio.network.inference import infer, shape_and_weights
from tests.network.blocks import RESIDUAL, with_residual
from tests.network.networks import chain, wired


def test_block_is_a_type_of_a_node_and_not_of_the_catalog():
    assert layer_types()["Block"] is Block
    assert "Block" not in types_of(Layer)


def test_the_inputs_inside_are_its_ports_and_its_output_is_its_result():
    block = Block(network=RESIDUAL)
    assert (block.least_inputs, block.most_inputs) == (1, 1)
    assert block.result.id == "sum"
    two = Block(network=wired({"a": Input(shape=(1,)), "b": Input(shape=(1,)), "c": Dense(units=1)}, "a > c").network)
    assert (two.least_inputs, two.most_inputs) == (2, 2)


def test_a_block_of_nothing_takes_an_edge_and_gives_nothing():
    block = Block(network=Network())
    assert (block.least_inputs, block.results, block.result) == (1, (), None)


def test_a_block_tells_how_many_layers_are_inside_and_what_it_is_linked_to():
    assert Block(network=RESIDUAL).summary == "2 layers"
    nested = wired({"x": Input(shape=(3,)), "b": Block(network=RESIDUAL)}).network
    assert Block(network=nested, definition="skip").summary == "2 layers · skip"
    assert Block(network=chain(Input(shape=(1,)), Dense(units=1)).network).summary == "1 layer"


def test_the_shape_that_arrives_counts_and_not_that_of_the_input_inside():
    document = wired(
        {"x": Input(shape=(5, 4)), "b": Block(network=chain(Input(shape=(9,)), Dense(units=2)).network)}, "x > b"
    )
    found = infer(document.network)
    assert found.shapes["b"] == (5, 2)
    assert found.shapes["b/input"] == (5, 4)
    assert found.weights["b"]["dense/kernel"].shape == (4, 2)


def test_weights_of_blocks_are_counted_once():
    found = infer(with_residual().network)
    assert found.weight_count("one") == 12
    assert found.total_weights == 15 + 12 + 12 + 8


def test_what_is_known_inside_a_block_has_the_ids_that_nodes_have_there():
    found = infer(with_residual().network).inside("one")
    assert found.order == ("a", "sum")
    assert found.shapes == {"x": (3,), "a": (3,), "sum": (3,)}
    assert found.weight_count("a") == 12


def test_a_block_makes_of_shapes_what_is_inside_makes_of_them():
    shape, weights = shape_and_weights(Block(network=RESIDUAL), ((3,),))
    assert shape == (3,)
    assert list(weights) == ["a/kernel", "a/bias"]


def test_a_block_that_refuses_a_shape_names_who_refuses():
    block = Block(network=chain(Input(shape=(8, 8, 1)), Conv2D(filters=2, kernel_size=(3, 3))).network)
    with pytest.raises(ShapeError, match="holds “conv2d”, which needs an input of 3 axes"):
        shape_and_weights(block, ((4,),))
    with pytest.raises(ShapeError, match="cannot compute yet"):
        shape_and_weights(Block(network=wired({"x": Input(shape=(2,)), "d": Dense(units=1)}).network), ((4,),))
