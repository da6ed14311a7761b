from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from nnstudio.catalog.layers.embedding import Embedding
from tests.catalog.layers.harness import BoundLayer


@given(st.integers(1, 40), st.integers(1, 30), st.integers(1, 4), st.integers(0, 100))
def test_every_vector_gets_the_sum_of_its_gradients(count, vocabulary, size, seed):
    bound = BoundLayer(Embedding(input_dim=vocabulary, output_dim=size), [(count,)], integers=[0])
    bound.inputs[0][...] = np.random.default_rng(seed).integers(0, vocabulary, (3, count))
    bound.forward()
    bound.backward()
    expected = np.zeros((vocabulary, size))
    np.add.at(expected, bound.inputs[0], bound.dout)
    np.testing.assert_allclose(bound.weight_gradients["embeddings"], expected, atol=1e-12)


def test_numbers_are_cut_to_whole_ones_as_keras_does():
    bound = BoundLayer(Embedding(input_dim=4, output_dim=2), [(3,)])
    bound.inputs[0][...] = [2.9, 0.1, -0.9]
    np.testing.assert_array_equal(bound.forward()[0], bound.weights["embeddings"][[2, 0, 0]])
    bound.backward()
    assert not bound.gradients[0].any()


def test_numbers_that_layers_have_made_are_kept_in_range():
    bound = BoundLayer(Embedding(input_dim=4, output_dim=2), [(2,)])
    bound.inputs[0][...] = [-70.0, 70.0]
    np.testing.assert_array_equal(bound.forward()[0], bound.weights["embeddings"][[0, 3]])
    bound.backward()


def test_the_summary_is_what_becomes_of_what():
    assert Embedding(input_dim=10_000, output_dim=8).summary == "10,000 to 8"
