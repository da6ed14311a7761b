"""What the selected node computes: its formula, its help, the shapes of its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from nnstudio.catalog.layers.base import Layer, WeightSpec
from nnstudio.studio.forms.section import Section
from nnstudio.studio.forms.wording import paragraphs
from nnstudio.studio.inspector.formula import broken_formula
from nnstudio.studio.theme import Role, set_role, spacing

_ONE_LINE = 28
"""Formulas of so many characters fit on one line, in the middle."""


class Explanation(Section):
    """A section that explains a layer as it is set now."""

    help_requested = Signal()
    """The whole help page is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("Explanation", "What it computes"), parent)
        self._formula = _wrapped(Role.FORMULA)
        self._formula.setWordWrap(False)  # it is broken where a mathematician would, and needs no room for more lines
        self._formula.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._formula.setObjectName("inspector.formula")
        self._help = _wrapped(Role.SECOND)
        self._weights = _wrapped(Role.THIRD)
        self._link = QPushButton(self.tr("Open help"))
        self._link.setObjectName("inspector.help")
        self._link.setToolTip("F1")
        set_role(self._link, Role.LINK)
        self._link.clicked.connect(self.help_requested)
        for widget in (self._formula, self._help, self._weights, self._link):
            self.add(widget, indented=True)
        self.body.setSpacing(spacing.SMALL)

    def show_layers(self, layers: Sequence[Layer], weights: Mapping[str, WeightSpec]) -> None:
        """Explain a layer, or several of one type, whose weights are these, as far as they are known and alike."""
        layer = layers[0]
        formula = broken_formula(common_formula(layers))
        short = len(formula) <= _ONE_LINE
        set_role(self._formula, Role.FORMULA if short else Role.FORMULA_LINES)
        self._formula.setText(formula)
        self._formula.setAlignment(Qt.AlignmentFlag.AlignCenter if short else Qt.AlignmentFlag.AlignLeft)
        self._formula.setVisible(bool(layer.formula))
        self._help.setText("\n\n".join(paragraphs(layer.help_text())))
        self._weights.setText(", ".join(f"{name} {_shape(spec)}" for name, spec in weights.items()))
        self._weights.setVisible(bool(weights))


def common_formula(layers: Sequence[Layer]) -> str:
    """The formula of several layers of one type: with the activation in it if they have the same one."""
    formulas = {formula_of(layer) for layer in layers}
    return formulas.pop() if len(formulas) == 1 else layers[0].formula


def formula_of(layer: Layer) -> str:
    """The formula with the chosen activation in it: y = relu(x · W + b)."""
    activation = layer.output_activation
    if activation is None:
        return layer.formula
    return layer.formula.replace("activation(", f"{activation.short_name}(")


def _shape(spec: WeightSpec) -> str:
    return f"({', '.join(map(str, spec.shape))})"


def _wrapped(role: Role) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    set_role(label, role)
    return label
