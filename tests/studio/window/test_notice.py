"""The notice above the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.window.notice import Notice


@pytest.fixture
def notice(qtbot, qapp):
    notice = Notice(ThemeSource(qapp, Mode.LIGHT))
    qtbot.addWidget(notice)
    return notice


@pytest.fixture
def press(qapp, qtbot, notice):
    def press(text):
        qapp.processEvents()
        (button,) = [one for one in notice.findChildren(QPushButton) if one.text() == text and one.isVisible()]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def sentence(notice):
    return notice.findChild(QLabel, "notice.text").text() if notice.isVisible() else ""


def test_it_is_hidden_until_there_is_something_to_say(notice, press):
    assert sentence(notice) == ""
    notice.tell("The disk is full.")
    assert sentence(notice) == "The disk is full."
    press("Dismiss")
    assert sentence(notice) == ""


def test_an_action_dismisses_it_and_is_carried_out_once(notice, press):
    done = []
    notice.tell("Take them over?", {"Yes": lambda: done.append("yes"), "No": lambda: done.append("no")})
    press("Yes")
    assert done == ["yes"]
    assert sentence(notice) == ""


def test_what_a_newer_sentence_covered_comes_back_with_its_actions(notice, press):
    done = []
    notice.tell("Take them over?", {"Yes": lambda: done.append("yes")})
    notice.tell("The disk is full.")
    assert sentence(notice) == "The disk is full."
    press("Dismiss")
    assert sentence(notice) == "Take them over?"
    press("Yes")
    assert done == ["yes"]


def test_the_same_sentence_is_told_once(notice, press):
    notice.tell("The disk is full.")
    notice.tell("The disk is full.")
    press("Dismiss")
    assert sentence(notice) == ""


def test_an_action_may_have_something_to_tell_itself(notice, press):
    notice.tell("Take them over?", {"Yes": lambda: notice.tell("That went wrong.")})
    press("Yes")
    assert sentence(notice) == "That went wrong."


def test_what_is_no_longer_true_is_withdrawn(notice):
    notice.tell("Take them over?", {"Yes": lambda: None})
    notice.tell("The disk is full.")
    notice.withdraw("The disk is full.")
    assert sentence(notice) == "Take them over?"
    notice.tell("The loss is not finite.")
    notice.withdraw_offers()
    assert sentence(notice) == "The loss is not finite."


def test_a_sentence_is_shown_as_it_is_and_not_as_markup(notice):
    notice.tell("<b>x</b> is no column.")
    assert notice.findChild(QLabel, "notice.text").textFormat() == Qt.TextFormat.PlainText
