"""The welcome page: what can be begun with."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from nnstudio.studio.template_pictures import PICTURES, TemplatePicture
from nnstudio.studio.templates import TEMPLATES
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.welcome import TemplateCard, WelcomePage


@pytest.fixture
def theme_source(qapp):
    return ThemeSource(qapp, Mode.DARK)


@pytest.fixture
def page(qtbot, theme_source):
    page = WelcomePage(theme_source)
    qtbot.addWidget(page)
    page.resize(750, 440)
    page.show()
    qtbot.waitExposed(page)
    return page


def test_every_template_has_a_picture_of_its_own():
    assert set(PICTURES) == {template.name for template in TEMPLATES}
    assert len(set(PICTURES.values())) == len(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_takes_the_colors_of_the_theme(qtbot, theme_source, name):
    picture = TemplatePicture(name, theme_source)
    qtbot.addWidget(picture)
    dark = picture.grab().toImage()
    assert len({dark.pixel(x, y) for x in range(0, dark.width(), 2) for y in range(0, dark.height(), 2)}) > 2
    theme_source.set_mode(Mode.LIGHT)
    assert picture.grab().toImage() != dark


def test_all_templates_fit_into_the_smallest_usual_window(page):
    cards = page.findChildren(TemplateCard)
    assert len(cards) == len(TEMPLATES)
    assert len({card.height() for card in cards}) == 1
    assert page.verticalScrollBar().maximum() == 0
    assert page.horizontalScrollBar().maximum() == 0


def test_a_click_on_a_card_chooses_its_template(qtbot, page):
    card = page.findChildren(TemplateCard)[2]
    with qtbot.waitSignal(page.template_chosen) as chosen:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert chosen.args == [TEMPLATES[2]]


def test_a_long_name_of_a_project_makes_the_page_no_wider(qtbot, page):
    page.set_recent([Path(f"/somewhere/{'a-very-long-name-' * 5}{number}.nnstudio") for number in range(3)])
    qtbot.wait(1)
    assert page.horizontalScrollBar().maximum() == 0
