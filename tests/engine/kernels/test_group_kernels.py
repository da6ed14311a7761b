"""Every kernel that computes layers together gives what their own kernels give one by one."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from nnstudio.catalog.activations import LeakyRelu, Linear, Relu, Sigmoid, Softmax, Tanh
from nnstudio.catalog.layers.activation import Activation, ReLU
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.pooling import AveragePooling2D, MaxPooling2D
from nnstudio.engine.kernels.block_convolution import BlockConvolution
from nnstudio.engine.kernels.block_normalization import BlockNormalization
from nnstudio.engine.kernels.choice import GROUP_CHOICES, group_kernel_of
from nnstudio.engine.kernels.small_products import in_pieces, piece_count
from nnstudio.engine.kernels.winograd import WinogradGroup
from tests.catalog.layers import samples
from tests.catalog.layers.test_every_layer import MOST_ALLOCATED, allocated, small_casting_buffers
from tests.engine.kernels.chained import Chained, channels_last, samples_last

POOLED = (MaxPooling2D(),)
AVERAGED = (AveragePooling2D(pool_size=(2, 2)),)
ANY_CONVOLUTION = samples.layers_on_shapes(Conv2D)
SMALL_WINDOWS = st.tuples(
    st.builds(
        Conv2D,
        filters=st.integers(1, 5),
        kernel_size=st.just((3, 3)),
        padding=st.sampled_from(["valid", "same"]),
        activation=st.sampled_from([Linear(), Relu()]),
        use_bias=st.booleans(),
    ),
    st.tuples(st.tuples(st.integers(3, 11), st.integers(3, 9), st.integers(1, 4))),
)
NORMALIZATIONS = st.tuples(
    st.builds(BatchNormalization, center=st.booleans(), scale=st.booleans()),
    st.tuples(st.tuples(st.integers(2, 7), st.integers(2, 7), st.integers(1, 4))),
)
CHAINS = {
    BlockConvolution: [(ANY_CONVOLUTION, after) for after in [(), POOLED, AVERAGED, (Activation(activation=Tanh()),)]],
    WinogradGroup: [
        (SMALL_WINDOWS, after) for after in [(), POOLED, (ReLU(),), (Activation(activation=Relu()), *POOLED)]
    ],
    BlockNormalization: [(NORMALIZATIONS, after) for after in [(), POOLED, (ReLU(),), (ReLU(), *POOLED)]],
}
"""How the first layer is drawn, with the shape of its input, and the layers after it."""
EVERY_CHAIN = pytest.mark.parametrize(
    ("kernel", "drawn", "after"),
    [(kernel, *chain) for kernel, chains in CHAINS.items() for chain in chains],
    ids=lambda found: f"and {len(found)} more" if isinstance(found, tuple) else getattr(found, "__name__", "drawn"),
)
LAYOUTS = [channels_last, samples_last]

SIZES = [
    (BlockConvolution, [Conv2D(filters=6, kernel_size=(5, 5), padding="same", activation=Relu())], (28, 28, 1), 40),
    (BlockConvolution, [Conv2D(filters=6, kernel_size=(5, 5), activation=Tanh()), *POOLED], (29, 28, 1), 70),
    (BlockConvolution, [Conv2D(filters=16, kernel_size=(5, 5), activation=Relu()), *POOLED], (14, 14, 6), 32),
    (
        BlockConvolution,
        [Conv2D(filters=3, kernel_size=(3, 4), strides=(2, 1), use_bias=False), *POOLED],
        (13, 11, 2),
        9,
    ),
    (BlockConvolution, [Conv2D(filters=6, kernel_size=(5, 5), activation=Tanh()), *AVERAGED], (17, 18, 1), 33),
    (BlockConvolution, [Conv2D(filters=4, kernel_size=(4, 4)), ReLU(), *POOLED], (12, 12, 3), 11),
    (BlockConvolution, [Conv2D(filters=2, kernel_size=(2, 1), strides=(3, 2), padding="same")], (13, 17, 2), 5),
    (BlockConvolution, [Conv2D(filters=3, kernel_size=(7, 6), padding="same"), *POOLED], (5, 6, 2), 3),
    (WinogradGroup, [Conv2D(filters=32, kernel_size=(3, 3), padding="same", activation=Relu())], (8, 8, 16), 70),
    (WinogradGroup, [Conv2D(filters=24, kernel_size=(3, 3)), ReLU(), *POOLED], (15, 16, 32), 21),
    (WinogradGroup, [Conv2D(filters=5, kernel_size=(3, 3), use_bias=False), *POOLED], (18, 9, 3), 7),
    (WinogradGroup, [Conv2D(filters=64, kernel_size=(3, 3), padding="same")], (10, 9, 40), 11),
]
EVERY_SIZE = pytest.mark.parametrize(("kernel", "layers", "shape", "batch"), SIZES)
EVERY_SIZE_AND_LAYOUT = pytest.mark.parametrize(
    ("kernel", "layers", "shape", "batch", "make"),
    [(*size, make) for size in SIZES for make in LAYOUTS if size[0].takes_any_layout or make is channels_last],
)

few = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def test_every_kernel_is_tried():
    assert {choice.kernel for choice in GROUP_CHOICES} == CHAINS.keys()


@EVERY_CHAIN
@few
@given(
    data=st.data(),
    batch=st.integers(1, 4),
    make=st.sampled_from(LAYOUTS),
    wants_gradient=st.booleans(),
)
def test_a_kernel_computes_what_the_layers_declare(kernel, drawn, after, data, batch, make, wants_gradient):
    layer, (shape,) = data.draw(drawn)
    assume(kernel.takes_any_layout or make is channels_last)
    layers = [layer, *after]
    assume(kernel.takes(layers) and can_follow(layers, shape))
    compare(kernel, layers, shape, batch, make=make, wants_gradient=wants_gradient)


@EVERY_SIZE_AND_LAYOUT
def test_a_prediction_is_what_a_training_computes_forwards(kernel, layers, shape, batch, make):
    bound = [
        Chained(layers, shape, batch, kernel=kernel(layers), make=make, training=training) for training in (True, False)
    ]
    for one in bound:
        one.forward()
    np.testing.assert_array_equal(bound[0].out, bound[1].out)


@EVERY_SIZE_AND_LAYOUT
def test_parts_and_blocks_of_every_size_add_up(kernel, layers, shape, batch, make):
    compare(kernel, layers, shape, batch, make=make)


@EVERY_SIZE
def test_single_precision_stays_within_what_is_asked_of_golden_numbers(kernel, layers, shape, batch):
    compare(kernel, layers, shape, batch, dtype=np.float32, rtol=1e-4, part=1e-5)


@EVERY_SIZE_AND_LAYOUT
def test_a_bound_pass_allocates_nothing(kernel, layers, shape, batch, make):
    bound = Chained(layers, shape, batch, kernel=kernel(layers), dtype=np.float32, make=make)
    bound.results()
    with small_casting_buffers():
        assert allocated(bound.forward_calls) < MOST_ALLOCATED
        assert allocated(bound.backward_calls) < MOST_ALLOCATED


@EVERY_SIZE
def test_the_second_pass_equals_the_first(kernel, layers, shape, batch):
    bound = Chained(layers, shape, batch, kernel=kernel(layers), dtype=np.float32)
    first = bound.results()
    for name, array in bound.results().items():
        np.testing.assert_array_equal(array, first[name])


@pytest.mark.parametrize(
    ("kernel", "size", "activation"),
    [
        *((BlockConvolution, (2, 2), function) for function in (Linear(), Relu(), LeakyRelu(), Sigmoid())),
        *((WinogradGroup, (3, 3), function) for function in (Linear(), Relu())),
    ],
    ids=str,
)
def test_of_equal_results_the_first_gets_the_gradient(kernel, size, activation):
    layers = [Conv2D(filters=2, kernel_size=size, activation=activation), *POOLED]
    compare(kernel, layers, (7, 7, 2), 12, draw=lambda random, shape: 24 * random.integers(-1, 2, shape))


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(units=3)],
        [Conv2D(filters=4, kernel_size=(3, 3), groups=2), *POOLED],
        [Conv2D(filters=4, kernel_size=(3, 3), dilation_rate=(2, 2)), *POOLED],
        [Conv2D(filters=4, kernel_size=(3, 3), activation=Softmax()), *POOLED],
        [Conv2D(filters=4, kernel_size=(3, 3)), MaxPooling2D(pool_size=(3, 3))],
        [Conv2D(filters=4, kernel_size=(3, 3)), MaxPooling2D(strides=(1, 1))],
        [Conv2D(filters=4, kernel_size=(3, 3)), MaxPooling2D(padding="same")],
        [Conv2D(filters=4, kernel_size=(3, 3)), AveragePooling2D(pool_size=(2, 2), padding="same")],
        [Conv2D(filters=4, kernel_size=(3, 3), activation=Relu()), ReLU()],
        [Conv2D(filters=4, kernel_size=(3, 3)), Activation(activation=Softmax()), *POOLED],
        [Conv2D(filters=4, kernel_size=(3, 3)), *POOLED, *POOLED],
    ],
    ids=lambda layers: " ".join(layer.summary for layer in layers),
)
def test_blocks_are_left_to_layers_that_they_cannot_compute(layers):
    assert not BlockConvolution.takes(layers)


@pytest.mark.parametrize(
    "after",
    [
        [Conv2D(filters=4, kernel_size=(3, 3))],
        [Activation(activation=Tanh())],
        [ReLU(max_value=6.0)],
        [MaxPooling2D(padding="same")],
        [MaxPooling2D(pool_size=(3, 3))],
        [*POOLED, ReLU()],
        [ReLU(), ReLU()],
    ],
    ids=lambda layers: " ".join(f"{type(layer).__name__} {layer.summary}" for layer in layers),
)
def test_a_convolution_is_not_grouped_with_what_is_no_ending(after):
    assert not WinogradGroup.takes([Conv2D(filters=4, kernel_size=(3, 3)), *after])
    assert not WinogradGroup.takes([Conv2D(filters=4, kernel_size=(3, 3), activation=Tanh())])


def can_follow(layers, shape):
    try:
        for layer in layers:
            shape = layer.result_shape(shape)
    except ShapeError:
        return False
    return True


def compare(kernel, layers, shape, batch, *, make=channels_last, rtol=1e-9, part=1e-11, **settings):
    """Hold a kernel against the layers' own; `part` is what may be wrong of the largest value."""
    ours = Chained(layers, shape, batch, kernel=kernel(layers), make=make, **settings).results()
    for name, expected in Chained(layers, shape, batch, **settings).results().items():
        largest = np.abs(expected).max(initial=0)
        np.testing.assert_allclose(ours[name], expected, rtol=rtol, atol=part * largest, err_msg=name)


@pytest.mark.parametrize(
    ("size", "strides", "excess"),
    [((5, 5), (1, 1), 1.44), ((3, 3), (1, 1), 16 / 9), ((4, 4), (1, 1), 2.25), ((3, 3), (2, 2), 64 / 9)],
)
def test_blocks_look_at_more_than_a_window(size, strides, excess):
    assert BlockConvolution.excess(Conv2D(filters=1, kernel_size=size, strides=strides)) == pytest.approx(excess)


@pytest.mark.parametrize(
    ("layers", "channels", "expected"),
    [
        ([Conv2D(filters=6, kernel_size=(5, 5)), *POOLED], 1, BlockConvolution),
        ([Conv2D(filters=64, kernel_size=(5, 5)), *POOLED], 16, BlockConvolution),
        ([Conv2D(filters=64, kernel_size=(5, 5)), *POOLED], 32, None),
        ([Conv2D(filters=32, kernel_size=(3, 3)), *POOLED], 1, BlockConvolution),
        ([Conv2D(filters=32, kernel_size=(3, 3)), *POOLED], 4, WinogradGroup),
        ([Conv2D(filters=32, kernel_size=(3, 3), activation=Relu())], 3, WinogradGroup),
        ([Conv2D(filters=32, kernel_size=(3, 3))], 1, None),
        ([Conv2D(filters=16, kernel_size=(5, 5))], 3, BlockConvolution),
        ([Conv2D(filters=16, kernel_size=(5, 5))], 1, None),
        ([Conv2D(filters=16, kernel_size=(3, 3), strides=(2, 2)), *POOLED], 3, None),
        ([Conv2D(filters=16, kernel_size=(1, 1)), *POOLED], 8, None),
    ],
)
def test_the_kernel_that_was_measured_to_win_is_chosen(layers, channels, expected):
    kernel = group_kernel_of(layers, (28, 28, channels))
    assert (None if kernel is None else type(kernel)) == expected


@pytest.mark.parametrize(("each", "length", "count"), [(864, 6272, 7), (864, 128, 1), (13824, 800, 1), (10, 1000, 1)])
def test_long_products_are_cut_into_small_ones_where_these_are_long_enough(each, length, count):
    assert piece_count(each, length) == count
    rows = np.arange(3 * length).reshape(3, length)
    np.testing.assert_array_equal(np.concatenate(in_pieces(rows, count), axis=1), rows)
