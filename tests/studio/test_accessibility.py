"""Everything in the window has a name, a place in the order of Tab, and a key of its own."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QScrollArea,
    QStatusBar,
    QTabBar,
    QWidget,
)

from nnstudio.catalog.layers.base import shape_text
from nnstudio.studio.actions.actions import ACTIONS
from nnstudio.studio.theme import Mode
from nnstudio.studio.welcome.templates import TEMPLATES

DOCKS = [
    "palette",
    "inspector",
    "training",
    "data",
    "curves",
    "evaluate",
    "inspect",
    "runs",
    "problems",
    "history",
    "outline",
]


@pytest.fixture
def full(window, qtbot):
    """A window in which everything has something to show: data, a trained network, a selected node, a problem."""
    document = TEMPLATES[4].read()
    window.files.new(document)
    window._show_canvas()
    window.session.select([document.network.nodes[1].id])
    qtbot.waitUntil(lambda: window.session.description is not None, timeout=10_000)
    window.training.train()
    qtbot.waitUntil(lambda: window.training.snapshot.epoch > 0, timeout=20_000)
    with qtbot.waitSignal(window.training.ended, timeout=20_000):
        window.training.stop()
    return window


def focusable(parent):
    return [
        widget
        for widget in parent.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if widget.isVisible() and widget.isEnabled()
    ]


def name_of(widget):
    """What a widget is called; Qt's own answer for a list is its current entry on some systems."""
    if isinstance(widget, QTabBar):
        return widget.tabText(widget.currentIndex())
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def described(widget):
    ancestors = []
    while widget is not None:
        ancestors.append(f"{type(widget).__name__}({widget.objectName()})")
        widget = widget.parentWidget()
    return " < ".join(ancestors[:5])


class TestNames:
    @pytest.mark.parametrize("dock", DOCKS)
    def test_whatever_takes_the_focus_in_a_panel_has_a_name(self, full, qtbot, dock):
        full.docks.show(dock)
        qtbot.wait(50)
        nameless = [described(widget) for widget in focusable(full.findChild(QDockWidget, dock)) if not name_of(widget)]
        assert nameless == []

    def test_whatever_takes_the_focus_elsewhere_has_a_name(self, full, qtbot):
        full._show_welcome()
        full.notice.tell("The disk is full.", {"Try again": lambda: None})
        qtbot.wait(50)
        inside = {id(widget) for dock in full.findChildren(QDockWidget) for widget in dock.findChildren(QWidget)}
        widgets = [widget for widget in focusable(full) if id(widget) not in inside]
        assert len(widgets) > 10
        assert [described(widget) for widget in widgets if not name_of(widget)] == []

    def test_no_two_settings_of_a_panel_have_the_same_name(self, full, qtbot):
        for dock in ("inspector", "training"):
            full.docks.show(dock)
            qtbot.wait(50)
            names = [name_of(widget) for widget in focusable(full.findChild(QDockWidget, dock))]
            assert sorted(names) == sorted(set(names))


class TestScreenReader:
    """What Qt tells to screen readers of everything that takes the focus: a name, a role that fits, its value."""

    @pytest.mark.parametrize("dock", DOCKS)
    def test_whatever_takes_the_focus_in_a_panel_is_told(self, full, qtbot, dock):
        full.docks.show(dock)
        qtbot.wait(50)
        assert untold(full.findChild(QDockWidget, dock)) == []

    def test_whatever_takes_the_focus_elsewhere_is_told(self, full, qtbot):
        full._show_welcome()
        qtbot.wait(50)
        assert untold(full.centralWidget()) == []
        assert untold(full.bar) == []
        assert untold(full.menuBar()) == []

    @pytest.mark.parametrize("name", ["edit.preferences", "train.plan", "help.layer", "help.commands"])
    def test_other_windows_are_told(self, full, qtbot, name):
        before = {id(widget) for widget in focusable(full)}
        full.actions_by_name[name].trigger()
        qtbot.wait(50)
        windows = [window for window in QApplication.topLevelWidgets() if window.isVisible() and window is not full]
        for window in [*windows, full.commands]:
            assert untold(window) == []
        assert windows or {id(widget) for widget in focusable(full)} - before

    def test_a_walk_over_the_canvas_tells_of_each_node(self, full, qtbot):
        nodes = full.session.document.network.nodes
        full.session.select([])
        full.canvas.setFocus()
        qtbot.keyClick(full.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        for node in nodes[:3]:
            assert full.session.selection == {node.id}
            told = QAccessible.queryAccessibleInterface(full.canvas).focusChild()
            assert told.text(QAccessible.Text.Name).startswith(f"{node.type_name} “{node.id}”")
            assert told.text(QAccessible.Text.Value) == shape_text(full.session.inference.shapes[node.id])
            qtbot.keyClick(full.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)


def untold(parent):
    """Of what takes the focus, all that has no name for a screen reader, a role of nothing, or no value."""
    return [f"{lack}: {described(widget)}" for widget in focusable(parent) for lack in lacks(widget)]


def lacks(widget):
    told = QAccessible.queryAccessibleInterface(widget)
    name = told.text(QAccessible.Text.Name) or name_of(widget)
    if not name:
        yield "name"
    if told.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client) and not widget.accessibleName():
        yield "role"
    if isinstance(widget, QLineEdit) and told.text(QAccessible.Text.Value) != widget.displayText():
        yield "value"
    if isinstance(widget, QComboBox) and told.text(QAccessible.Text.Value) != widget.currentText():
        yield "value"
    if isinstance(widget, QAbstractButton) and widget.isCheckable() and told.state().checked != widget.isChecked():
        yield "state"


class TestFocus:
    @pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
    def test_one_always_sees_where_the_focus_is(self, full, qtbot, mode):
        full.theme_source.set_mode(mode)
        full.activateWindow()
        unseen = []
        for dock in [*DOCKS, None]:
            if dock is not None:
                full.docks.show(dock)
            qtbot.wait(50)
            parent = full.findChild(QDockWidget, dock) if dock is not None else full.centralWidget()
            unseen += [described(widget) for widget in focusable(parent) if not shows_focus(widget, full)]
        unseen += [described(widget) for widget in focusable(full.bar) if not shows_focus(widget, full)]
        assert not unseen, "\n".join(unseen)


def shows_focus(widget, window):
    """Whether a widget, with what is around it, looks different once it has the focus."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
    without = picture_of(widget, window)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_focus = picture_of(widget, window)
    nobody = window.findChild(QStatusBar)
    nobody.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    nobody.setFocus()
    return with_focus != without or not widget.isVisible()  # results that arrive take the place of an empty one


def picture_of(widget, window):
    QApplication.processEvents()
    around = QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(-4, -4, 4, 4)
    return window.grab(around).toImage()


class TestTabOrder:
    @pytest.mark.parametrize("dock", ["inspector", "training", "data"])
    def test_tab_goes_from_top_to_bottom(self, full, qtbot, dock):
        full.docks.show(dock)
        panel = full.findChild(QDockWidget, dock)
        full.activateWindow()
        qtbot.wait(50)
        expected = focusable(panel)
        first = min(expected, key=lambda widget: place(widget, panel))
        first.setFocus(Qt.FocusReason.TabFocusReason)
        visited = [first]
        for _ in range(200):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            widget = QApplication.focusWidget()
            if not panel.isAncestorOf(widget) or widget in visited:
                break
            visited.append(widget)
        assert sorted(map(described, visited)) == sorted(map(described, expected))
        places = [place(widget, panel) for widget in visited]
        rows = [y for y, _ in places]
        assert all(below >= above for above, below in pairwise(rows)), [
            (described(widget), place(widget, panel)) for widget in visited
        ]


def place(widget, panel):
    """Row and column of a widget; rows that differ by less than a line of text are one."""
    middle = widget.mapTo(panel, widget.rect().center())
    return round(middle.y() / 12), middle.x()


class TestActions:
    @pytest.fixture
    def actions(self, window):
        return [window.findChild(QAction, spec.name) for spec in ACTIONS]

    def test_every_action_says_what_it_does(self, actions):
        for action in actions:
            assert action.text(), action.objectName()
            assert len(action.toolTip()) >= 3, action.objectName()
            shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            assert not shortcut or action.toolTip().endswith(f"({shortcut})")

    def test_no_two_actions_share_a_shortcut(self, window):
        shortcuts = [
            (action.objectName(), key)
            for action in window.findChildren(QAction)
            for key in action.shortcuts()
            if not key.isEmpty()
        ]
        assert len(shortcuts) >= 20
        for (one, key), (other, other_key) in combinations(shortcuts, 2):
            assert key.matches(other_key) is QKeySequence.SequenceMatch.NoMatch, (one, other)

    def test_every_action_stands_in_a_menu(self, window, actions):
        listed = {id(action) for menu in window.menuBar().actions() for action in menu.menu().actions()}
        assert [action.objectName() for action in actions if id(action) not in listed] == []

    def test_no_two_entries_of_a_menu_have_the_same_text(self, window):
        for menu in window.menuBar().actions():
            texts = [action.text() for action in menu.menu().actions() if not action.isSeparator()]
            assert len(texts) == len(set(texts))


def test_a_line_around_the_canvas_tells_who_came_by_a_key_where_the_focus_is(window):
    accent = window.theme_source.theme.accent

    def edge():
        return window.canvas.grab().toImage().pixelColor(0, window.canvas.height() // 2).name()

    window.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert edge() != QColor(accent).name()
    window.findChild(QLineEdit, "palette.search").setFocus()
    window.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge() == QColor(accent).name()
