"""What would come out of a layer if it were put behind a given shape."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.registry import types_of
from nnstudio.studio.edited_network import EditedNetwork
from nnstudio.studio.language import told
from nnstudio.studio.starting_layer import starting_layer


@dataclass(frozen=True)
class Outcome:
    """The shape that comes out, or why none does: "needs an input of 3 axes ..."."""

    shape: Shape | None
    reason: str = ""


def outcome(type_name: str, session: EditedNetwork, given: Shape) -> Outcome:
    """What a layer of this type, set as it starts, makes of a shape; of several where it needs them."""
    kind = types_of(Layer)[type_name]
    if kind.most_inputs == 0:
        return Outcome(None, QCoreApplication.translate("Outcome", "takes no edge"))
    try:
        return Outcome(starting_layer(type_name, session, given).result_shape(*[given] * kind.least_inputs))
    except ShapeError as error:
        return Outcome(None, told(error.args[0]))
