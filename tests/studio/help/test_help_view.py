import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPalette, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Adam, Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.data.preprocessing import Preprocessing
from nnstudio.data.readers.reader import Reader
from nnstudio.data.samples.sample import Sample
from nnstudio.studio.help.help_page import FORMULA, help_page, links_of
from nnstudio.studio.help.help_view import HelpView

KINDS = (
    ActivationFunction,
    Callback,
    Initializer,
    Layer,
    Loss,
    Metric,
    Optimizer,
    Preprocessing,
    Reader,
    Regularizer,
    Sample,
)
EVERYTHING = [declaration for kind in KINDS for declaration in types_of(kind).values()]


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def text(view):
    return view.findChild(QTextBrowser).toPlainText()


def test_a_page_holds_formula_settings_ranges_and_defaults(window):
    shown = text(HelpView.show_help(Dense, window))
    for expected in ("Core layer", "Dense", "Number of outputs.", "required", "Dense in the Keras documentation"):
        assert expected in shown
    assert "A whole number at least 1" in shown
    assert "kernel_initializer" in shown
    assert "glorot_uniform" in shown


def test_the_formula_is_a_picture_that_screen_readers_are_told(window):
    browser = HelpView.show_help(Dense, window).findChild(QTextBrowser)
    picture = browser.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(FORMULA))
    assert picture.width() > 100
    assert browser.accessibleDescription() == "y = activation(x · W + b)"


def test_the_page_of_keras_opens_in_the_browser(window, opened_addresses):
    view = HelpView.show_help(Adam, window)
    view.findChild(QTextBrowser).anchorClicked.emit(QUrl("https://keras.io/api/optimizers/adam/"))
    assert opened_addresses == ["https://keras.io/api/optimizers/adam/"]
    assert view.declaration is Adam


def test_what_pytorch_does_otherwise_has_a_section_of_its_own(window):
    shown = text(HelpView.show_help(Adam, window))
    assert shown.index("In PyTorch") < shown.index("Epsilon is 1e-8") < shown.index("Settings")
    assert "In PyTorch" not in text(HelpView.show_help(Add, window))


def test_links_lead_to_choices_and_back(qtbot, window):
    view = HelpView.show_help(Dense, window)
    back = view.findChild(QWidget, "help.back")
    assert not back.isVisible()
    view.findChild(QTextBrowser).anchorClicked.emit(QUrl("help:activation/Relu"))
    assert view.declaration.__name__ == "Relu"
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert view.declaration is Dense
    assert not back.isVisible()


def test_an_address_that_is_none_of_the_page_leads_nowhere(window):
    view = HelpView.show_help(Dense, window)
    view.findChild(QTextBrowser).anchorClicked.emit(QUrl("https://example.org"))
    assert view.declaration is Dense


def test_one_window_shows_one_page_after_the_other(window):
    first = HelpView.show_help(Dense, window)
    assert HelpView.show_help(Adam, window) is first
    assert "learning_rate" in text(first)
    assert first.windowTitle() == "Adam: help"


def test_the_window_does_not_block_and_goes_with_escape(qtbot, window):
    view = HelpView.show_help(Dense, window)
    assert not view.isModal()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()


@pytest.mark.parametrize("declaration", EVERYTHING, ids=lambda declaration: declaration.__name__)
def test_every_declaration_has_a_page(qapp, declaration):
    del qapp
    page = help_page(declaration, QPalette())
    assert declaration.__name__ in page
    for name in fields_of(declaration):
        assert f">{name}<" in page
    for address in links_of(declaration):
        assert f"href='{address}'" in page
