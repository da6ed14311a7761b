"""How a layer's type, or a whole block, travels in a drag: from the palette, or from anywhere else."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QMimeData

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of

LAYER_MIME: Final = "application/x-nnstudio-layer"
"""The type name as UTF-8."""


BLOCK_MIME: Final = "application/x-nnstudio-block"
"""A network of one node as the clipboard has it: JSON text in UTF-8."""


def layer_mime(type_name: str) -> QMimeData:
    """What a drag of this layer carries."""
    data = QMimeData()
    data.setData(LAYER_MIME, QByteArray(type_name.encode()))
    return data


def carried_layer(data: QMimeData) -> str | None:
    """The type name that a drag carries; None if it carries something else, or no layer has that name."""
    name = bytes(data.data(LAYER_MIME).data()).decode(errors="replace")
    return name if name in types_of(Layer) else None


def block_mime(text: str) -> QMimeData:
    """What a drag of this block carries."""
    data = QMimeData()
    data.setData(BLOCK_MIME, QByteArray(text.encode()))
    return data


def carried_block(data: QMimeData) -> str | None:
    """The text of the block that a drag carries; None if it carries something else."""
    return bytes(data.data(BLOCK_MIME).data()).decode(errors="replace") or None
