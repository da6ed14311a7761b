"""A small network for pictures in a session, and its inspector in a window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from nnstudio.network.json_format import document_from_json
from nnstudio.studio.forms.column import Column
from nnstudio.studio.inspector import Inspector
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource

PICTURES = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "image", "type": "Input", "config": {"shape": [8, 8, 1]}},
            {"id": "flat", "type": "Flatten"},
            {"id": "hidden", "type": "Dense", "config": {"units": 64, "activation": "relu"}},
            {"id": "output", "type": "Dense", "config": {"units": 10, "activation": "softmax"}},
        ],
        "edges": [
            {"source": "image", "target": "flat"},
            {"source": "flat", "target": "hidden"},
            {"source": "hidden", "target": "output"},
        ],
    },
}


@pytest.fixture
def theme_source(qapp):
    return ThemeSource(qapp, Mode.LIGHT)


@pytest.fixture
def session():
    return Session(document_from_json(PICTURES))


@pytest.fixture
def inspector(qtbot, session, theme_source):
    inspector = Inspector(session, theme_source)
    column = Column(inspector)
    column.resize(304, 1000)
    qtbot.addWidget(column)
    column.show()
    column.activateWindow()
    qtbot.waitExposed(column)
    yield inspector
    column.close()


@pytest.fixture
def find(inspector):
    def find(name: str) -> QWidget:
        found = [widget for widget in inspector.findChildren(QWidget, f"inspector.{name}") if widget.isVisible()]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    return find
