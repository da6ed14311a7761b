from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.initializers import Identity, Orthogonal
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.attention.look_up import AdditiveAttention, Attention
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.position_embedding import PositionEmbedding
from tests.catalog.layers.harness import BoundLayer

HEADS = MultiHeadAttention(num_heads=2, key_dim=3)
EVERY_TYPE = pytest.mark.parametrize(
    "layer", [HEADS, Attention(), Attention(score_mode="concat"), AdditiveAttention()], ids=lambda layer: layer.label
)


def outcome(bound):
    bound.forward()
    bound.backward()
    return bound


@EVERY_TYPE
def test_one_edge_is_a_query_a_value_and_a_key(layer):
    alone = outcome(BoundLayer(layer, [(4, 3)]))
    three = BoundLayer(layer, [(4, 3)] * 3)
    for x in three.inputs:
        x[...] = alone.inputs[0]
    for name, value in alone.weights.items():
        three.weights[name][...] = value
    three.dout[...] = alone.dout
    outcome(three)
    np.testing.assert_allclose(three.out, alone.out)
    np.testing.assert_allclose(sum(three.gradients), alone.gradients[0])


@EVERY_TYPE
def test_without_a_key_the_value_is_its_own(layer):
    two = outcome(BoundLayer(layer, [(4, 3), (5, 3)]))
    three = BoundLayer(layer, [(4, 3), (5, 3), (5, 3)])
    three.inputs[0][...], three.inputs[1][...], three.inputs[2][...] = two.inputs[0], two.inputs[1], two.inputs[1]
    for name, value in two.weights.items():
        three.weights[name][...] = value
    three.dout[...] = two.dout
    outcome(three)
    np.testing.assert_allclose(three.out, two.out)
    np.testing.assert_allclose(three.gradients[1] + three.gradients[2], two.gradients[1])


@EVERY_TYPE
def test_with_a_causal_mask_the_future_is_not_seen(layer):
    bound = BoundLayer(layer.replace(use_causal_mask=True), [(5, 3)])
    before = bound.forward().copy()
    bound.inputs[0][:, 3:] += 1
    after = bound.forward()
    np.testing.assert_array_equal(after[:, :3], before[:, :3])
    assert (after[:, 3:] != before[:, 3:]).any()


@EVERY_TYPE
def test_a_gradient_that_nobody_wants_is_passed_over(layer):
    whole = outcome(BoundLayer(layer, [(4, 3)] * 3))
    part = outcome(BoundLayer(layer, [(4, 3)] * 3, wanted=[True, False, True]))
    assert part.gradients[1] is None
    np.testing.assert_array_equal(part.gradients[2], whole.gradients[2])


@EVERY_TYPE
def test_attention_weights_are_dropped_in_training_only(layer):
    plain = BoundLayer(layer, [(30, 3)], batch=20).forward()
    layer = layer.replace(dropout=0.5)
    np.testing.assert_array_equal(BoundLayer(layer, [(30, 3)], batch=20, training=False).forward(), plain)
    bound = BoundLayer(layer, [(30, 3)], batch=20)
    mean = np.mean([step_of(bound).copy() for _ in range(300)], axis=0)
    assert np.abs(bound.out - plain).max() > 0
    np.testing.assert_allclose(mean, plain, atol=0.25 * np.abs(plain).max())


def step_of(bound):
    for call in bound.forward_calls:
        call()
    return bound.out


def test_weights_have_the_names_and_shapes_of_keras():
    specs = MultiHeadAttention(num_heads=2, key_dim=3, value_dim=4).weights((5, 6), (7, 8), (7, 9))
    assert {name: spec.shape for name, spec in specs.items()} == {
        "query/kernel": (6, 2, 3),
        "query/bias": (2, 3),
        "key/kernel": (9, 2, 3),
        "key/bias": (2, 3),
        "value/kernel": (8, 2, 4),
        "value/bias": (2, 4),
        "attention_output/kernel": (2, 4, 6),
        "attention_output/bias": (6,),
    }


def test_sequences_that_do_not_fit_are_refused():
    with pytest.raises(ShapeError, match=r"^needs inputs of 2 axes \(positions, values\), not 4$"):
        Attention().output_shape((4,))
    with pytest.raises(ShapeError) as refusal:
        HEADS.result_shape((4, 3), (5, 3), (6, 3))
    assert str(refusal.value) == (
        "needs a key for every value: the value has 5 positions, and the key 6; make them equal"
    )
    with pytest.raises(ShapeError, match=r"^compares query and key, which have 3 and 2 values; make them equal$"):
        AdditiveAttention().output_shape((4, 3), (5, 2))


@pytest.mark.parametrize(
    ("field", "initializer", "reason"),
    [
        ("kernel_initializer", Identity(), "has the kernel initializer identity, which needs a weight of two axes"),
        ("bias_initializer", Orthogonal(), "has the bias initializer orthogonal, which needs a weight of at least two"),
    ],
)
def test_an_initializer_that_cannot_fill_a_projection_is_refused_by_its_field(field, initializer, reason):
    with pytest.raises(ShapeError, match=f"^{reason}") as refusal:
        HEADS.replace(**{field: initializer}).result_shape((4, 3))
    assert refusal.value.field == field


def test_a_position_has_the_same_vector_in_every_sample():
    bound = outcome(BoundLayer(PositionEmbedding(sequence_length=6), [(4, 3)]))
    np.testing.assert_array_equal(bound.out, np.broadcast_to(bound.weights["embeddings"][:4], (3, 4, 3)))
    assert not bound.gradients[0].any()
    assert not bound.weight_gradients["embeddings"][4:].any()


def test_a_sequence_longer_than_the_embedding_is_refused():
    with pytest.raises(ShapeError) as refusal:
        PositionEmbedding(sequence_length=3).output_shape((4, 2))
    assert str(refusal.value) == ("knows 3 positions, and its input of 4×2 has 4; make its sequence length larger")
    assert refusal.value.field == "sequence_length"
    with pytest.raises(ShapeError, match=r"^needs an input of at least 2 axes \(positions, values\), not 4$"):
        PositionEmbedding(sequence_length=3).output_shape((4,))


def test_the_summary_is_what_matters():
    assert HEADS.summary == "2 heads of 3"
    assert MultiHeadAttention(num_heads=1, key_dim=8, use_causal_mask=True).summary == "1 head of 8 · causal"
    assert Attention(score_mode="concat", use_causal_mask=True).summary == "concat · causal"
    assert not AdditiveAttention().summary
    assert PositionEmbedding(sequence_length=1).summary == "1 position"


def test_projections_begin_as_wide_as_in_keras():
    specs = MultiHeadAttention(num_heads=4, key_dim=8).weights((5, 16))
    for name in ("query", "key", "value", "attention_output"):
        values = specs[f"{name}/kernel"].first_values(np.random.default_rng(0))
        assert values.shape == specs[f"{name}/kernel"].shape
        assert np.abs(values).max() == pytest.approx(0.3535, rel=0.02)  # √(6 / (16 + 4 · 8)), as keras 3.15 draws them
