"""Panels as narrow as 240 pixels cut nothing off, in either language."""

import pytest
from PySide6.QtWidgets import QApplication

from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.document import Document, Training
from nnstudio.studio.forms.fold import Fold
from nnstudio.studio.inspector import Inspector
from nnstudio.studio.language import Language, speak
from nnstudio.studio.palette.starting_layer import starting_layer
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.training.training_settings import TrainingSettings

NARROW = 240
WIDE = ("Bidirectional", "LSTM", "SeparableConv2D", "MultiHeadAttention", "Resizing", "BatchNormalization", "Input")


@pytest.fixture(params=[Language.ENGLISH, Language.CHINESE])
def theme_source(qapp, request):
    speak(qapp, request.param)
    yield ThemeSource(qapp, Mode.LIGHT)
    speak(qapp, Language.ENGLISH)


def least_width(panel):
    for fold in panel.findChildren(Fold):
        fold.open()
    QApplication.processEvents()
    return panel.minimumSizeHint().width()


def test_the_widest_settings_of_layers_fit(qtbot, theme_source):
    session = Session(Document())
    inspector = Inspector(session, theme_source)
    qtbot.addWidget(inspector)
    inspector.resize(NARROW, 900)
    inspector.show()
    for name in WIDE:
        session.replace(Document())
        session.do(edits.add_node(session.document, starting_layer(name, session), node_id="it"))
        session.select(["it"])
        assert least_width(inspector) <= NARROW, name


def test_the_settings_of_every_optimizer_fit(qtbot, theme_source):
    session = Session(Document())
    settings = TrainingSettings(session, theme_source)
    qtbot.addWidget(settings)
    settings.resize(NARROW, 900)
    settings.show()
    for optimizer in types_of(Optimizer).values():
        session.replace(Document(training=Training(optimizer=optimizer())))
        assert least_width(settings) <= NARROW, optimizer.__name__
