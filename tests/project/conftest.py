from pathlib import Path

import pytest
from msgspec import structs

from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import PreparedData, prepare
from nnstudio.engine.run import Run
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json
from nnstudio.project.project import Project

SQUARE = {
    "format": "nnstudio",
    "version": 1,
    "name": "square",
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [1]}},
            {"id": "hidden", "type": "Dense", "config": {"units": 8, "activation": "relu"}},
            {"id": "output", "type": "Dense", "config": {"units": 1}},
        ],
        "edges": [{"source": "input", "target": "hidden"}, {"source": "hidden", "target": "output"}],
    },
    "data": {"source": "sample:square", "validation_split": 0.2},
    "training": {
        "optimizer": {"type": "SGD", "config": {"learning_rate": 0.1, "momentum": 0.9}},
        "metrics": ["mean_absolute_error"],
        "epochs": 20,
    },
}


@pytest.fixture
def document() -> Document:
    return document_from_json(SQUARE)


@pytest.fixture
def project(tmp_path: Path, document: Document) -> Project:
    return Project.create(tmp_path / "square.nnstudio", document)


@pytest.fixture
def train():
    """Train a document, or what a project holds, into the project."""

    def training(project: Project, document: Document | None = None, **changes) -> int:
        document = document or project.document
        document = structs.replace(document, training=document.training.replace(**changes))
        data = prepared(project, document)
        recorder = project.begin_run(document, data, fingerprint(document.data, project.folder))
        run = Run(lambda: (Trainer(document, data), recorder))
        run.start()
        assert run.join(30)
        assert recorder.failure is None
        return recorder.run

    return training


def prepared(project: Project, document: Document) -> PreparedData:
    return prepare(document.data, project.folder, tuple(node.id for node in document.network.inputs))


@pytest.fixture
def prepare_data():
    return prepared
