"""The languages of the window: nothing is left untranslated, and no translation loses what is filled in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

import nnstudio.studio
from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.catalog.schedules import Schedule
from nnstudio.data.preprocessing import Preprocessing
from nnstudio.data.readers.reader import Reader
from nnstudio.data.samples.sample import Sample
from nnstudio.network.block import Block, layer_types
from nnstudio.network.document import Training
from nnstudio.studio.actions.actions import ACTIONS, MENUS
from nnstudio.studio.language import Language, speak, translations
from nnstudio.studio.outline.model import COLUMNS
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.docks import DOCKS
from tests.studio.messages import composed_messages, messages

KINDS = (
    *(ActivationFunction, Callback, Constraint, Initializer, Layer, Loss, Metric, Optimizer, Regularizer, Schedule),
    *(Preprocessing, Reader, Sample),
)
TRANSLATES = {"tr": 0, "_tr": 0, "translated": 0, "_translated": 0, "translate": 1, "Sentence": 0, "NumberField": 1}
"""Which argument of a call is the text."""
PLACE = re.compile(r"\{[\w:,.]*\}")
TRANSLATED = [language for language in Language if language not in (Language.SYSTEM, Language.ENGLISH)]


OF_PYTHON = (
    "Expecting value",
    "Expecting property name enclosed in double quotes",
    "Expecting ':' delimiter",
    "Expecting ',' delimiter",
    "Extra data",
    "Illegal trailing comma before end of array",
    "Illegal trailing comma before end of object",
    "Invalid \\escape",
    "Invalid \\uXXXX escape",
    "Invalid control character at",
    "Unterminated string starting at",
    "File name too long",
    "Input/output error",
    "Is a directory",
    "No such file or directory",
    "Not a directory",
    "Permission denied",
    "Too many levels of symbolic links",
)
"""What Python and the system say of files that cannot be read, and sentences of ours repeat."""


def written_texts() -> Iterator[str]:
    """The texts that the studio's modules hand to a translation."""
    for path in Path(nnstudio.studio.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                number = TRANSLATES.get(name, len(call.args))
                if number < len(call.args) and isinstance(text := call.args[number], ast.Constant):
                    yield from filter(lambda value: isinstance(value, str), [text.value])
                if name == "Meta":
                    yield from (part.value.value for part in call.keywords if part.arg in ("title", "description"))


def declared_texts() -> Iterator[str]:
    """The texts that stand in declarations."""
    yield from OF_PYTHON
    yield from MENUS
    for action in ACTIONS:
        yield from filter(None, (action.text, action.tip))
    for titled in (*DOCKS, *COLUMNS):
        yield titled.title
    for template in TEMPLATES:
        yield from (template._title, template._description)
    for declaration in (*(found for kind in KINDS for found in types_of(kind).values()), Training):
        for field in fields_of(declaration).values():
            yield from (field.label, field.help)
    for declaration in (Block, *(found for kind in KINDS for found in types_of(kind).values())):
        yield from (" ".join(block.split()) for block in declaration.help_text().split("\n\n"))
        yield from (declaration.title(), declaration.kind)
        yield from {str(declaration.label)} - {declaration.__name__}
    yield from {layer.category for layer in layer_types().values()}


@pytest.fixture(scope="module")
def texts():
    return {*written_texts(), *declared_texts(), *messages()} - {""}


def test_no_message_is_composed_in_a_way_that_cannot_be_translated():
    assert list(composed_messages()) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_window_is_translated(language, texts):
    assert sorted(texts - set(translations(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_text_that_is_gone(language, texts):
    assert sorted(set(translations(language)) - texts) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_text(language):
    for text, translation in translations(language).items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(translation)), text
        assert translation.strip() == translation != ""


@pytest.fixture
def spoken(qapp):
    yield
    speak(qapp, Language.ENGLISH)


@pytest.mark.usefixtures("spoken")
def test_a_window_speaks_the_language_that_was_chosen(open_window):
    QSettings("nnstudio", "studio").setValue("language", str(Language.CHINESE))
    window = open_window()
    assert window.actions_by_name["train.start"].text() == "训练"
    assert window.docks["palette"].windowTitle() == "层"
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
