"""Formulas are read as mathematicians mean them."""

import pytest

from nnstudio.catalog.registry import types_of
from nnstudio.studio.formulas.reading import read_formula
from nnstudio.studio.formulas.tree import Fenced, Fraction, Operator, Root, Row, Scripts, Symbol
from tests.studio.test_language import KINDS

FORMULAS = sorted({found.formula for kind in KINDS for found in types_of(kind).values() if found.formula})


def shown(part):
    """A part as a text with its structure in brackets: frac[a; b], root[a], x_[i], x^[2]."""
    match part:
        case Symbol(text) | Operator(text):
            return text
        case Row(parts):
            return " ".join(filter(None, map(shown, parts)))
        case Fraction(top, bottom):
            return f"frac[{shown(top)}; {shown(bottom)}]"
        case Scripts(base, below, above):
            ends = f"_[{shown(below)}]" * (below is not None) + f"^[{shown(above)}]" * (above is not None)
            return shown(base) + ends
        case Root(inner):
            return f"root[{shown(inner)}]"
        case Fenced(opening, inner, closing):
            return f"{opening}{shown(inner)}{closing}"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("y = x · W + b", "y = x · W + b"),
        ("(r, t), t in [0, 2π)", "(r , t) , t in [0 , 2 π)"),
        ("y = (x - mean) / √(variance + epsilon)", "y = frac[x − mean; root[variance + ε]]"),
        ("w -= learning_rate · g / √v", "w −= frac[learning rate · g; root[v]]"),
        ("a / b · c / d", "frac[a; b] · frac[c; d]"),
        ("yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)", "y_[i] = frac[exp (x_[i]); Σ_[j] exp (x_[j])]"),
        ("1 - beta_1ᵗ", "1 − β_[1]^[t]"),
        ("(1 - step / n)^power", "(1 − frac[step; n])^[power]"),
        ("-log p[y]", "− log p [y]"),
        ("max(2 · |x|, -1)", "max (2 · |x| , − 1)"),
        ("z = 1 / 2, w = 3", "z = frac[1; 2] , w = 3"),
        ("y if |x| > 1, else x / 2", "y if |x| > 1 , else frac[x; 2]"),
        ("half (open", "half (open"),
    ],
)
def test_a_formula_is_read(formula, expected):
    (row,) = read_formula(formula)
    assert shown(row) == expected


def test_statements_are_read_one_by_one():
    assert [shown(row) for row in read_formula("m = g;  w -= m")] == ["m = g", "w −= m"]


def test_of_nothing_nothing_is_read():
    assert read_formula("") == ()


@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_of_a_formula_is_lost(formula):
    whole = " ".join(shown(row) for row in read_formula(formula))
    for name in ("learning_rate", "epsilon", "mean", "max", "if", "else"):
        spoken = {"learning_rate": "learning rate", "epsilon": "ε"}.get(name, name)
        assert whole.count(spoken) >= formula.count(name), name
    for sign in "=·Σ≥≤":
        assert whole.count(sign) == formula.count(sign), sign
    assert whole.count("frac[") == formula.count(" / ")
    assert whole.count("root[") == formula.count("√")
