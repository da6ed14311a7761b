"""Formulas in the widths that panels have."""

import pytest
from PySide6.QtGui import QColor

from nnstudio.catalog.callbacks import Callback
from nnstudio.data.samples.sample import Sample
from nnstudio.studio.formulas import FormulaView, formula_picture
from nnstudio.studio.formulas.layout import Layout
from tests.studio.test_every_declaration import DECLARATIONS

pytestmark = pytest.mark.usefixtures("qapp")


ON_PAGES = (Callback, Sample)
"""Kinds that are explained on help pages alone, which are wide."""
EXPLAINED = {found.formula for found in DECLARATIONS if found.formula and not issubclass(found, ON_PAGES)}


@pytest.mark.parametrize("formula", sorted(EXPLAINED))
def test_every_formula_can_be_read_in_a_narrow_panel(formula):
    layout = Layout(formula, 190)
    assert layout.width <= 190 + 1e-6
    assert layout._scale > 0.75


def test_a_formula_takes_no_more_lines_than_it_needs():
    formula = "y = gamma · (x - mean) / √(variance + epsilon) + beta"
    assert Layout(formula, 400).is_one_line
    assert not Layout(formula, 110).is_one_line
    assert Layout(formula, 110).height > Layout(formula, 400).height


def test_a_picture_is_drawn_in_the_color_that_is_asked_for():
    picture = formula_picture("y = x / 2", 300, QColor("#ff0000"))
    colors = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert "#ff0000" in colors


def test_a_view_is_as_high_as_its_width_makes_it(qtbot):
    view = FormulaView()
    qtbot.addWidget(view)
    view.setText("hₜ = z · hₜ₋₁ + (1 - z) · activation(xₜ · W + r · (hₜ₋₁ · U) + b)")
    assert view.heightForWidth(200) > view.heightForWidth(600)
    assert view.accessibleDescription() == view.text()
    narrow = view.heightForWidth(200)
    view.setText("y = x")
    assert view.heightForWidth(200) < narrow
    view.setText("")
    assert not view.isVisible()
