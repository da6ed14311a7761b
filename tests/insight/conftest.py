"""Templates that were trained for a moment, once for all tests."""

from dataclasses import dataclass
from functools import cache

import pytest

from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.engine.model import Model
from nnstudio.engine.trainer import Trainer
from nnstudio.insight.evaluation import in_target_form
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource


@dataclass(frozen=True, eq=False)
class Trained:
    document: Document
    data: PreparedData
    model: Model
    history: dict[str, float]


@cache
def _trained(name):
    document = read_document_file(resource(f"templates/{name}.json"))
    data = prepare(document.data, None, tuple(node.id for node in document.network.inputs))
    trainer = Trainer(document, data)
    row = None
    while trainer.epoch < 4:
        row = trainer.advance()
    return Trained(document, in_target_form(document, data), trainer.model, row)


@pytest.fixture
def trained():
    return _trained
