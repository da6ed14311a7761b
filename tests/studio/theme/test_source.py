"""The theme that is shown follows the user's choice or the system."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal

from nnstudio.studio.theme import DARK, LIGHT, Mode, ThemeSource, source, system_theme


class FakeHints(QObject):
    """The system's color scheme, as a test sets it."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815 - Qt's name

    def __init__(self):
        super().__init__()
        self.system = Qt.ColorScheme.Unknown
        self.asked = Qt.ColorScheme.Unknown

    def colorScheme(self):  # noqa: N802 - Qt's name
        return self.system if self.asked == Qt.ColorScheme.Unknown else self.asked

    def setColorScheme(self, scheme):  # noqa: N802 - Qt's name
        self.asked = scheme
        self.colorSchemeChanged.emit(self.colorScheme())

    def unsetColorScheme(self):  # noqa: N802 - Qt's name
        self.setColorScheme(Qt.ColorScheme.Unknown)

    def change(self, scheme):
        self.system = scheme
        self.colorSchemeChanged.emit(self.colorScheme())


@pytest.fixture
def hints(qapp, monkeypatch):
    fake = FakeHints()
    monkeypatch.setattr(source.QGuiApplication, "styleHints", staticmethod(lambda: fake))
    monkeypatch.setattr(type(qapp), "styleHints", staticmethod(lambda: fake), raising=False)
    return fake


@pytest.mark.usefixtures("qapp")
def test_a_system_that_does_not_say_is_shown_light():
    assert system_theme() is LIGHT


def test_the_theme_follows_the_system_while_the_program_runs(qapp, hints, qtbot):
    themes = ThemeSource(qapp)
    assert themes.theme is LIGHT
    with qtbot.waitSignal(themes.changed) as heard:
        hints.change(Qt.ColorScheme.Dark)
    assert heard.args == [DARK]
    assert themes.theme is DARK
    assert qapp.palette().window().color().name() == DARK.panel


def test_a_chosen_mode_holds_whatever_the_system_says(qapp, hints, qtbot):
    themes = ThemeSource(qapp, Mode.DARK)
    assert themes.theme is DARK
    with qtbot.assertNotEmitted(themes.changed):
        hints.change(Qt.ColorScheme.Light)
    assert themes.theme is DARK


@pytest.mark.usefixtures("hints")
def test_choosing_a_mode_changes_the_window_at_once(qapp, qtbot):
    themes = ThemeSource(qapp, Mode.LIGHT)
    with qtbot.waitSignal(themes.changed):
        themes.set_mode(Mode.DARK)
    assert themes.mode is Mode.DARK
    assert DARK.field in qapp.styleSheet()


def test_going_back_to_the_system_takes_its_scheme(qapp, hints):
    hints.system = Qt.ColorScheme.Dark
    themes = ThemeSource(qapp, Mode.LIGHT)
    themes.set_mode(Mode.SYSTEM)
    assert themes.theme is DARK


@pytest.mark.usefixtures("hints")
def test_choosing_the_same_again_says_nothing(qapp, qtbot):
    themes = ThemeSource(qapp, Mode.DARK)
    with qtbot.assertNotEmitted(themes.changed):
        themes.set_mode(Mode.DARK)
