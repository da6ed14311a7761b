"""The data that a network was trained with."""

from __future__ import annotations

from pathlib import Path

from nnstudio.data.preparation import PreparedData
from nnstudio.network.document import Document
from nnstudio.network.preparing import prepare_data


def run_data(document: Document, known: PreparedData | None, folder: Path | None) -> PreparedData:
    """The data of a run where it is still at hand; read again where the weights came with a project."""
    if known is not None:
        return known
    return prepare_data(document, folder)
