"""Fuzzy search over names."""

import pytest

from nnstudio.studio.search.fuzzy import ranked, score

LAYERS = [
    "Dense",
    "Dropout",
    "Conv2D",
    "Conv2DTranspose",
    "MaxPooling2D",
    "GlobalMaxPooling2D",
    "GlobalAveragePooling2D",
    "BatchNormalization",
    "LayerNormalization",
    "ReLU",
    "LeakyReLU",
]


def test_an_empty_query_keeps_everything_in_order():
    assert ranked("", LAYERS) == LAYERS
    assert ranked("  ", LAYERS) == LAYERS


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dense", "Dense"),
        ("de", "Dense"),
        ("d", "Dense"),
        ("conv", "Conv2D"),
        ("c2", "Conv2D"),
        ("c2t", "Conv2DTranspose"),
        ("gap2", "GlobalAveragePooling2D"),
        ("gmp", "GlobalMaxPooling2D"),
        ("bn", "BatchNormalization"),
        ("ln", "LayerNormalization"),
        ("relu", "ReLU"),
        ("Max Pool", "MaxPooling2D"),
    ],
)
def test_the_best_match_comes_first(query, first):
    assert ranked(query, LAYERS)[0] == first


def test_names_without_the_letters_in_order_are_left_out():
    assert ranked("zz", LAYERS) == []
    assert ranked("esned", LAYERS) == []
    assert score("x", "Dense") is None


def test_case_does_not_matter():
    assert ranked("RELU", LAYERS) == ranked("relu", LAYERS)
