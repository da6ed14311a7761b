"""The actions of the window."""

import pytest
from PySide6.QtGui import QAction

from nnstudio.studio.theme import Mode


def chosen_themes(window):
    return [mode for mode in Mode if window.findChild(QAction, f"view.theme_{mode}").isChecked()]


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK, Mode.SYSTEM])
def test_the_menu_marks_the_one_theme_that_is_chosen(window, mode):
    window.findChild(QAction, f"view.theme_{mode}").trigger()
    assert window.theme_source.mode is mode
    assert chosen_themes(window) == [mode]
