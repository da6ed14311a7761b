"""The data of a document, prepared for the inputs and outputs of its network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from nnstudio.data.dataset import Dataset
from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.data.refusal import DataRefusal
from nnstudio.data.roles import choose_roles
from nnstudio.data.stacking import require_side_by_side
from nnstudio.errors import DataError
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Network

ONLY_INPUT: Final = "input"
"""Stands for the Input node of a network that has none yet, so that one can be made with the shape of the data."""


def input_ids(network: Network) -> tuple[str, ...]:
    """The names under which data enters."""
    return tuple(node.id for node in network.inputs)


def output_ids(network: Network) -> tuple[str, ...]:
    """The names under which results are held against targets."""
    return tuple(node.id for node in outputs_of(network))


def refusal_of(document: Document, columns: Dataset) -> DataRefusal | None:
    """Why these columns cannot be shared out among the inputs and outputs of a document; None if they can."""
    if document.data is None:
        return None
    inputs = input_ids(document.network) or tuple(document.data.inputs) or (ONLY_INPUT,)
    try:
        roles = choose_roles(document.data, columns, inputs, output_ids(document.network))
        for names in roles.inputs.values():
            require_side_by_side(columns.columns, names)
    except DataError as error:
        return DataRefusal(error.sentence, columns)
    return None


def prepare_data(document: Document, folder: Path | None) -> PreparedData:
    """Load, split and preprocess the data of a document that lies in this folder."""
    if document.data is None:
        raise DataError("The document names no data.")
    inputs = input_ids(document.network) or tuple(document.data.inputs) or (ONLY_INPUT,)
    return prepare(document.data, folder, inputs, output_ids(document.network))
