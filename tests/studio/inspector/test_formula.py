"""Formulas in a narrow panel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.studio.inspector.formula import LONGEST, broken_formula


def test_a_short_formula_stays_as_it_is():
    assert broken_formula("y = x · W + b") == "y = x · W + b"


def test_statements_stand_on_lines_of_their_own():
    assert broken_formula("z = σ(x); y = z · x") == "z = σ(x)\ny = z · x"


@pytest.mark.parametrize(
    ("formula", "lines"),
    [
        (
            "y = gamma · (x - mean) / √(variance + epsilon) + beta",
            ["y = gamma · (x - mean)", "    / √(variance + epsilon) + beta"],
        ),
        (
            "y[r, c] = max x[r · stride + i, c · stride + j]",
            ["y[r, c] = max", "    x[r · stride + i,", "      c · stride + j]"],
        ),
        ("y = x + noise, noise ~ N(0, stddev²)", ["y = x + noise,", "noise ~ N(0, stddev²)"]),
        (
            "y = softmax(Σ scale · tanh(query + key)) · value",
            ["y = softmax(Σ scale", "            · tanh(query + key))", "    · value"],
        ),
    ],
)
def test_a_long_formula_is_broken_as_little_inside_of_brackets_as_can_be(formula, lines):
    assert broken_formula(formula).replace("\N{NO-BREAK SPACE}", " ").splitlines() == lines


@pytest.mark.parametrize("layer", types_of(Layer).values(), ids=types_of(Layer))
def test_every_formula_of_the_catalog_fits(layer):
    assert all(len(line) <= LONGEST for line in broken_formula(layer.formula).splitlines())


@given(st.text(alphabet="xy=+·,()[] ", max_size=200))
def test_nothing_gets_lost(formula):
    assert "".join(broken_formula(formula).split()) == "".join(formula.split())
