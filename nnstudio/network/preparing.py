"""The data of a document, prepared for the inputs and outputs of its network."""

from __future__ import annotations

from pathlib import Path

from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.errors import DataError
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Network


def input_ids(network: Network) -> tuple[str, ...]:
    """The names under which data enters."""
    return tuple(node.id for node in network.inputs)


def output_ids(network: Network) -> tuple[str, ...]:
    """The names under which results are held against targets."""
    return tuple(node.id for node in outputs_of(network))


def prepare_data(document: Document, folder: Path | None) -> PreparedData:
    """Load, split and preprocess the data of a document that lies in this folder."""
    if document.data is None:
        raise DataError("The document names no data.")
    return prepare(document.data, folder, input_ids(document.network), output_ids(document.network))
