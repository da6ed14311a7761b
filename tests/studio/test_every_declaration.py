"""Whatever the catalog declares is told whole in its form and on its help page, in English and in Chinese."""

import pytest
from PySide6.QtWidgets import QApplication

from nnstudio.catalog.registry import types_of
from nnstudio.network.block import Block
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.column import Column
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.disclosure import Disclosure
from nnstudio.studio.forms.measures import LABEL_WIDTH, NESTED_INDENT
from nnstudio.studio.forms.starting_value import starting
from nnstudio.studio.help.help_view import HelpView
from nnstudio.studio.language import Language, speak
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.theme.spacing import INSPECTOR_WIDTH
from tests.studio.legibility import clipped, texts
from tests.studio.test_clipping import Sight, foreign_words
from tests.studio.test_language import KINDS

DECLARATIONS = [found for kind in KINDS for found in types_of(kind).values()]


@pytest.fixture(autouse=True)
def theme_source(qapp):
    return ThemeSource(qapp, Mode.LIGHT)


@pytest.fixture(params=[Language.ENGLISH, Language.CHINESE])
def language(qapp, request):
    speak(qapp, request.param)
    yield request.param
    speak(qapp, Language.ENGLISH)


@pytest.fixture
def column(qtbot, language):
    del language
    column = Column()
    column.resize(INSPECTOR_WIDTH, 900)
    qtbot.addWidget(column)
    column.show()
    return column


def test_no_form_cuts_anything_off(column):
    cut = []
    for declaration in DECLARATIONS:
        form = Form(declaration, "it", label_width=LABEL_WIDTH - NESTED_INDENT)
        column.widget().layout().insertWidget(0, form)
        form.show()
        form.show_values([starting(declaration)])
        for part in form.findChildren(Disclosure):
            part.setChecked(True)
        QApplication.processEvents()
        cut += [(declaration.__name__, text) for text in clipped(column)]
        discard(form)
    assert cut == []


def test_no_help_page_cuts_anything_off_or_is_in_another_language(qtbot, language):
    view = HelpView()
    qtbot.addWidget(view)
    view.show()
    seen = []
    for declaration in (*DECLARATIONS, Block):
        view.show_page(declaration)
        seen.append(Sight(declaration.__name__, clipped(view), texts(view)))
    assert [(place, text) for place, cut, _ in seen for text in cut] == []
    assert language is Language.ENGLISH or foreign_words(seen) == []
