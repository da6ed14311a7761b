"""The form of a layer, or of several: what is seldom set waits under a heading of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.measures import LABEL_WIDTH

_SELDOM_SET = (Initializer, Regularizer, Constraint)


class LayerForm(Form):
    """Folds away how weights begin and what holds them back, also for a layer inside another."""

    def __init__(
        self,
        types: Sequence[type[Declaration]],
        name: str,
        *,
        label_width: int = LABEL_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        title = QCoreApplication.translate("LayerForm", "Weight settings")
        super().__init__(
            types[0],
            name,
            also=types[1:],
            folded=_seldom_set(types[0]),
            fold_title=title,
            label_width=label_width,
            parent=parent,
        )

    def _nested(self, declaration: type[Declaration], name: str) -> Form:
        if issubclass(declaration, Layer):
            return LayerForm([declaration], name, label_width=self._nested_label_width)
        return super()._nested(declaration, name)


def _seldom_set(layer: type[Declaration]) -> set[str]:
    """How weights begin, what penalizes them and what they are brought back to; not where that is all there is."""
    fields = fields_of(layer)
    seldom = {name for name, field in fields.items() if field.base is not None and issubclass(field.base, _SELDOM_SET)}
    return seldom if len(seldom) < len(fields) else set()
