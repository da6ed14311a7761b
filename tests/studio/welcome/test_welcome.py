"""The welcome page: what can be begun with."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from nnstudio.project.drafts import create_draft
from nnstudio.project.project import Project
from nnstudio.project.recent import RecentFiles
from nnstudio.studio.files.recent_link import RecentLink
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.welcome.template_pictures import PICTURES, TemplatePicture
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.welcome.welcome import TemplateCard, WelcomePage


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


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_so_do_enter_and_space(qtbot, page, key):
    card = page.findChildren(TemplateCard)[1]
    with qtbot.waitSignal(page.template_chosen) as chosen:
        qtbot.keyClick(card, key)
    assert chosen.args == [TEMPLATES[1]]


def test_a_long_name_of_a_project_makes_the_page_no_wider(qtbot, page):
    page.set_recent([Path(f"/somewhere/{'a-very-long-name-' * 5}{number}.nnstudio") for number in range(3)])
    qtbot.wait(1)
    assert page.horizontalScrollBar().maximum() == 0


class TestRecent:
    @pytest.fixture
    def projects(self, tmp_path):
        """Two files and a draft, the draft being shown last."""
        files = [Project.create(tmp_path / f"{name}.nnstudio", TEMPLATES[0].read()).path for name in ("one", "two")]
        for path in files:
            RecentFiles().add(path)
        return *reversed(files), create_draft(TEMPLATES[1].read()).path

    @staticmethod
    def links(window):
        QApplication.sendPostedEvents()  # the layout shows what was put into it
        return [link for link in window.welcome.findChildren(RecentLink) if link.isVisible()]

    def names(self, window):
        return [link.text() for link in self.links(window)]

    def test_del_takes_what_has_the_focus_off_the_list(self, projects, window, qtbot, trash):
        assert self.names(window) == ["two", "one", "spiral (not saved)"]
        self.links(window)[0].setFocus()
        for _ in projects:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
        assert self.names(window) == []
        assert [path.exists() for path in projects] == [True, True, False]
        assert len(list(trash.iterdir())) == 1

    @pytest.mark.usefixtures("trash", "projects")
    def test_the_focus_goes_to_the_next_one(self, window, qtbot):
        self.links(window)[1].setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
        assert QApplication.focusWidget().text() == "spiral (not saved)"

    @pytest.mark.usefixtures("trash")
    def test_its_menu_takes_it_off_the_list(self, projects, window, qtbot):
        link = self.links(window)[2]
        middle = link.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, link.mapToGlobal(middle))
        QApplication.sendEvent(link, event)
        (menu,) = link.findChildren(QMenu)
        assert [action.text() for action in menu.actions()] == ["Open", "Move to the trash"]
        qtbot.keyClick(menu, Qt.Key.Key_Up)
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert self.names(window) == ["two", "one"]
        assert not projects[2].exists()

    @pytest.mark.usefixtures("trash", "projects")
    def test_what_is_deleted_in_another_window_is_not_offered_any_more(self, window, open_window, qtbot):
        other = open_window()
        other.activateWindow()
        qtbot.waitUntil(other.isActiveWindow)
        self.links(other)[2].setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
        window.activateWindow()
        qtbot.waitUntil(lambda: self.names(window) == ["two", "one"])
        other.activateWindow()
        qtbot.waitUntil(other.isActiveWindow)
        kept = self.links(window)[0]
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        assert self.links(window)[0] is kept

    @pytest.mark.usefixtures("projects")
    def test_where_there_is_no_trash_it_is_asked(self, window, qtbot, monkeypatch):
        asked, answers = [], [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes]
        monkeypatch.setattr(QMessageBox, "warning", lambda *given: asked.append(given[2]) or answers.pop(0))
        for left in (3, 2):
            self.links(window)[2].setFocus()
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
            assert len(self.names(window)) == left
        assert asked == ["“spiral” cannot be moved to the trash. Delete it for good?"] * 2


def test_in_a_narrow_page_templates_stand_below_each_other_and_none_is_cut(qtbot, page):
    cards = page.findChildren(TemplateCard)
    for width, columns in ((420, 2), (600, 3), (750, 4)):
        page.resize(width, 440)
        qtbot.waitUntil(lambda wanted=columns: len({card.x() for card in cards}) == wanted)
        room = page.viewport().width()
        assert all(card.mapTo(page, card.rect().topRight()).x() < room for card in cards)


def test_the_window_begins_with_the_focus_on_the_first_template(window, qtbot):
    qtbot.waitUntil(window.welcome.findChildren(TemplateCard)[0].hasFocus)


class TestWayBack:
    @pytest.fixture
    def again(self, window):
        """The page over a network."""
        window.files.new(TEMPLATES[0].read())
        window.canvas.setFocus()
        window.welcome.hide()
        window.actions_by_name["file.welcome"].trigger()
        return window

    def test_there_is_none_where_nothing_is_beneath(self, window):
        assert not window.welcome.findChild(QPushButton, "welcome.back").isVisible()

    def test_a_click_leads_back_to_the_network(self, again, qtbot):
        qtbot.mouseClick(again.welcome.findChild(QPushButton, "welcome.back"), Qt.MouseButton.LeftButton)
        assert not again.welcome.isVisible()
        assert again.canvas.hasFocus()
        assert again.session.document.network.nodes

    def test_so_does_escape(self, again, qtbot):
        qtbot.waitUntil(again.welcome.findChildren(TemplateCard)[0].hasFocus)
        qtbot.keyClick(again.welcome.focusWidget(), Qt.Key.Key_Escape)
        assert not again.welcome.isVisible()
