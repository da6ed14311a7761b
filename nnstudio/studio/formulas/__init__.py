"""Formulas as mathematicians write them, drawn from the plain text in which the catalog declares them."""

from nnstudio.studio.formulas.picture import formula_picture
from nnstudio.studio.formulas.view import FormulaView

__all__ = ["FormulaView", "formula_picture"]
