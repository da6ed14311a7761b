"""What holds for every layer of the catalog, whichever they are."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.conversion import read_config, write_config
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.kernels import Array, Call
from nnstudio.errors import DocumentError
from tests.catalog.field_values import LISTS, NUMERIC
from tests.catalog.layers import samples
from tests.catalog.layers.harness import BoundLayer
from tests.golden.golden import GoldenCase

EVERY_LAYER = pytest.mark.parametrize("layer", samples.LAYERS.values(), ids=lambda layer: layer.__name__)
EVERY_CASE = pytest.mark.parametrize("case", samples.golden_layers(), ids=str)
EITHER_MODE = pytest.mark.parametrize("training", [True, False], ids=["training", "inference"])

STEP = 1e-6
COORDINATES = 25
"""How many values of every array are moved, one at a time."""
LEAST_ARRAY = 64 * 1024
MOST_ALLOCATED = 16 * 1024

few = settings(
    derandomize=True,  # the same examples every time: a kink within STEP of a value would fail by chance
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@EITHER_MODE
@EVERY_CASE
def test_gradients_agree_with_central_differences(case: GoldenCase, training: bool):
    check_gradients(bound_to(case, training=training and case.type not in samples.HOLDS_CONSTANT))


@EVERY_LAYER
@few
@given(data=st.data(), training=st.booleans(), batch=st.integers(1, 3))
def test_gradients_agree_for_any_settings(layer, data, training, batch):
    declared, shapes = data.draw(samples.layers_on_shapes(layer))
    training = training and layer.__name__ not in samples.HOLDS_CONSTANT
    check_gradients(BoundLayer(declared, shapes, training=training, batch=batch))


@EVERY_LAYER
@few
@given(data=st.data(), training=st.booleans())
def test_weights_learn_where_no_gradient_of_the_input_is_wanted(layer, data, training):
    declared, shapes = data.draw(samples.layers_on_shapes(layer))
    whole = BoundLayer(declared, shapes, training=training)
    part = BoundLayer(declared, shapes, training=training, wanted=[False] * len(shapes))
    for bound in (whole, part):
        with np.errstate(all="ignore"):  # some settings make values grow beyond all numbers
            bound.forward()
            bound.backward()
    for name, gradient in part.weight_gradients.items():
        np.testing.assert_allclose(gradient, whole.weight_gradients[name], rtol=1e-12)


@EITHER_MODE
@EVERY_CASE
def test_a_pass_writes_every_value_and_leaves_nothing_behind(case: GoldenCase, training: bool):
    bound = bound_to(case, training=training, dtype=np.float32)
    tracked = {name: value.copy() for name, value in bound.weights.items()}
    first = outcome(bound)
    assert all(np.isfinite(array).all() for array in first.values())
    for name, value in tracked.items():
        bound.weights[name][...] = value
    second = outcome(bound)
    for name, array in first.items():
        np.testing.assert_array_equal(second[name], array)


@EVERY_CASE
def test_a_bound_pass_allocates_nothing(case: GoldenCase):
    layer, shapes = samples.layer_of(case), samples.shapes_of(case)
    smallest = min(np.prod(shape) for shape in [*shapes, layer.result_shape(*shapes)])
    bound = bound_to(case, batch=int(-(-LEAST_ARRAY // (4 * smallest))), dtype=np.float32)
    with small_casting_buffers():
        assert allocated(bound.forward_calls) < MOST_ALLOCATED
        assert allocated(bound.backward_calls) < MOST_ALLOCATED


@EVERY_LAYER
@given(data=st.data())
def test_settings_survive_json(layer, data):
    declared = read_config(layer, data.draw(samples.configs(layer)), "node")
    assert read_config(layer, json.loads(json.dumps(write_config(declared))), "node") == declared


@EVERY_LAYER
@settings(deadline=None)
@given(data=st.data())
def test_an_illegal_value_is_refused_by_the_name_of_its_field(layer, data):
    if not fields_of(layer):
        return
    field = data.draw(st.sampled_from(list(fields_of(layer).values())))
    config = data.draw(samples.configs(layer)) | {field.name: data.draw(illegal_values(field))}
    with pytest.raises(DocumentError, match=field.label) as refusal:
        read_config(layer, config, "node")
    assert refusal.value.field == field.name
    assert str(refusal.value).endswith((".", "?"))


@EVERY_LAYER
def test_an_unknown_field_is_refused(layer):
    with pytest.raises(DocumentError, match="no field named 'colour'"):
        read_config(layer, {"colour": 1}, "node")


@EVERY_LAYER
@given(data=st.data())
def test_a_required_field_is_asked_for(layer, data):
    config = data.draw(samples.configs(layer))
    for field in fields_of(layer).values():
        if field.required:
            rest = {name: value for name, value in config.items() if name != field.name}
            with pytest.raises(DocumentError, match=rf"{field.label} \({field.name}\) of node is missing"):
                read_config(layer, rest, "node")


@EVERY_LAYER
def test_help_begins_with_one_sentence_and_every_field_explains_itself(layer):
    assert layer.title().endswith(".")
    assert layer.formula
    for field in fields_of(layer).values():
        assert field.label[0].isupper()
        assert field.help.endswith(".")


def bound_to(case: GoldenCase, **settings: Any) -> BoundLayer:
    return BoundLayer(
        samples.layer_of(case),
        samples.shapes_of(case),
        integers=samples.integers_of(case),
        masks=samples.masks_of(case),
        **settings,
    )


def check_gradients(bound: BoundLayer) -> None:
    """Compare the gradient of Σ dout · out with what moving single values, and all values together, does to it."""
    bound.forward()
    bound.backward()
    random = np.random.default_rng(2)
    learned = {name: (value, gradient.copy()) for name, (value, gradient) in bound.learned().items()}
    for name, (value, gradient) in learned.items():
        scale = np.abs(gradient).max()
        assert np.isfinite(gradient).all(), f"the gradient of {name} is not written"
        for move in moves(random, value.shape):
            measured = derivative(bound, value, move)
            expected = np.sum(gradient * move)
            assert measured == pytest.approx(expected, rel=1e-3, abs=1e-6 * max(1, scale)), name


def moves(random: np.random.Generator, shape: tuple[int, ...]) -> Iterator[Array]:
    size = int(np.prod(shape))
    for place in random.permutation(size)[:COORDINATES]:
        move = np.zeros(size)
        move[place] = 1
        yield move.reshape(shape)
    yield random.normal(size=shape)


def derivative(bound: BoundLayer, value: Array, move: Array) -> float:
    kept = value.copy()
    results = []
    for sign in (1, -1):
        value[...] = kept + sign * STEP * move
        results.append(float(np.sum(bound.dout * bound.forward())))
    value[...] = kept
    return (results[0] - results[1]) / (2 * STEP)


def outcome(bound: BoundLayer) -> dict[str, Array]:
    """Copies of everything that both passes give."""
    bound.forward()
    bound.backward()
    gradients = {f"d{name}": gradient.copy() for name, (_, gradient) in bound.learned().items()}
    return {"out": bound.out.copy()} | gradients


def allocated(calls: list[Call]) -> int:
    """The peak of memory that the second run of the calls takes, in bytes."""
    run(calls)
    tracemalloc.start()
    try:
        run(calls)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        run(calls)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def run(calls: list[Call]) -> None:
    for call in calls:
        call()


@contextlib.contextmanager
def small_casting_buffers() -> Iterator[None]:
    """NumPy turns booleans into numbers in buffers of its own, 64 kB by default; they are no array of ours."""
    size = np.setbufsize(64)
    try:
        yield
    finally:
        np.setbufsize(size)


def illegal_values(field: Field) -> st.SearchStrategy[object]:
    """Values of the wrong type for a field, or outside its bounds."""
    wrong: list[st.SearchStrategy[object]] = [st.sampled_from([{}, [[1]], float("nan"), float("inf")])]
    if not field.optional and field.kind is not FieldKind.DECLARATION:
        wrong.append(st.none())
    if field.kind is not FieldKind.BOOLEAN:
        wrong.append(st.booleans())
    if field.kind is not FieldKind.TEXT:
        wrong.append(st.sampled_from(["no such thing", ""]))
    if field.kind is FieldKind.INTEGER:
        wrong.append(st.just(1.5))
    if field.kind in LISTS:
        wrong.append(
            st.sampled_from([["1"], *([] if field.gaps else [[None]]), [1] * ((field.length or 1) + 1) + [True]])
        )
        wrong += [st.just([value] * (field.length or 1)) for value in beyond(field)]
    if field.kind in NUMERIC:
        wrong += [st.just(value) for value in [*beyond(field), 10**400]]
    return st.one_of(wrong)


def beyond(field: Field) -> list[int]:
    below = [] if field.bounds.ge is None else [int(field.bounds.ge) - 1]
    above = [] if field.bounds.le is None else [int(field.bounds.le) + 1]
    return below + above
