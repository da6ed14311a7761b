"""The data that a network was trained with."""

from __future__ import annotations

from pathlib import Path

from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.network.document import Document


def run_data(document: Document, known: PreparedData | None, folder: Path | None) -> PreparedData:
    """The data of a run where it is still at hand; read again where the weights came with a project."""
    if known is not None:
        return known
    if document.data is None:
        raise AssertionError("A network is trained only with data.")
    return prepare(document.data, folder, tuple(node.id for node in document.network.inputs))
