"""Every layer against the numbers and the signatures recorded from Keras."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_field
from nnstudio.catalog.fields import fields_of
from tests.catalog.layers import samples
from tests.catalog.layers.harness import BoundLayer
from tests.golden.golden import GoldenCase, cases, signatures

EVERY_LAYER = pytest.mark.parametrize("name", samples.LAYERS)
EVERY_CASE = pytest.mark.parametrize("case", samples.golden_layers(), ids=str)
TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}

LEFT_OUT = {
    "attention_axes",
    "data_format",  # channels come last
    "dtype",  # training is in float32
    "flash_attention",
    "gptq_unpacked_column_size",
    "lora_alpha",
    "lora_rank",
    "name",  # a node has its id
    "quantization_config",
    "renorm",
    "renorm_clipping",
    "renorm_momentum",
    "return_state",  # a layer has one output
    "sliding_window",
    "stateful",  # every batch begins anew
    "synchronized",
    "unroll",  # a plan always is
    "use_cudnn",
    "use_gate",
    "weights",  # a trained network brings its own
}
"""Keras' settings that our layers do not have."""
LEFT_OUT_OF = {
    "MultiHeadAttention": {"activity_regularizer"},  # judges each of its four projections, not its result
}


@EVERY_CASE
def test_outputs_agree_with_keras(case: GoldenCase):
    assert samples.layer_of(case).result_shape(*samples.shapes_of(case)) == tuple(case.extras["output_shape"])
    for mode in {"inference", "training"} & case.arrays.keys():
        out = bound_to(case, mode).forward()
        np.testing.assert_allclose(out, case.arrays[mode], **TOLERANCE, err_msg=mode)


@EVERY_CASE
def test_masks_agree_with_keras(case: GoldenCase):
    bound = bound_to(case, "inference")
    bound.forward()
    assert (bound.out_mask is None) == ("mask" not in case.arrays)
    if bound.out_mask is not None:
        np.testing.assert_array_equal(bound.out_mask, case.arrays["mask"])


@EVERY_CASE
def test_gradients_agree_with_keras(case: GoldenCase):
    bound = bound_to(case, case.extras["gradients_of"])
    bound.forward()
    bound.backward()
    for port, gradient in enumerate(bound.gradients):
        if gradient is None:
            continue
        np.testing.assert_allclose(gradient, case.arrays[f"dx{port}"], **TOLERANCE)
    assert bound.weight_gradients.keys() == case.under("gradients").keys()
    for name, gradient in case.under("gradients").items():
        np.testing.assert_allclose(bound.weight_gradients[name], gradient, **TOLERANCE, err_msg=name)


@EVERY_CASE
def test_weights_and_tracked_statistics_agree_with_keras(case: GoldenCase):
    bound = bound_to(case, "training")
    assert {name: value.shape for name, value in bound.weights.items()} == {
        name: value.shape for name, value in case.under("weights").items()
    }
    bound.forward()
    for name, value in case.under("after").items():
        np.testing.assert_allclose(bound.weights[name], value, **TOLERANCE, err_msg=name)


@EVERY_LAYER
def test_every_layer_has_golden_numbers(name: str):
    assert any(case.type == name for case in samples.golden_layers())


@EVERY_LAYER
def test_settings_and_defaults_are_those_of_keras(name: str):
    signature, fields = signatures("layers")[name], fields_of(samples.LAYERS[name])
    defaults = signature["defaults"] | signature.get("call", {})
    of_keras = {*signature["required"], *defaults}
    assert of_keras - LEFT_OUT - LEFT_OUT_OF.get(name, set()) <= fields.keys() <= of_keras
    assert {field.name for field in fields.values() if field.required} == set(signature["required"])
    for field in fields.values():
        if not field.required:
            assert read_field(field, defaults[field.name], name) == field.default, field.name


def test_only_settings_known_to_be_left_out_keep_a_golden_case_away():
    used = {field for case in cases("layers") if case.type in samples.LAYERS for field in case.config}
    known = {field for layer in samples.LAYERS.values() for field in fields_of(layer)}
    assert used - known <= LEFT_OUT


def bound_to(case: GoldenCase, mode: str) -> BoundLayer:
    """The layer with the inputs, weights and upstream gradient of the case."""
    bound = BoundLayer(
        samples.layer_of(case),
        samples.shapes_of(case),
        batch=len(case.arrays["x0"]),
        dtype=np.float32,
        training=mode == "training",
        integers=samples.integers_of(case),
        masks=samples.masks_of(case),
    )
    for port, x in enumerate(bound.inputs):
        x[...] = case.arrays[f"x{port}"]
    for port, mask in enumerate(bound.masks):
        if mask is not None:
            mask[...] = case.arrays[f"mask{port}"]
    for name, value in case.under("weights").items():
        bound.weights[name][...] = value
    bound.dout[...] = case.arrays["dout"]
    return bound
