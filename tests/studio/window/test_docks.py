from __future__ import annotations

from PySide6.QtWidgets import QDockWidget, QWidget

from nnstudio.studio.window.docks import DOCKS


def is_in_front(dock: QDockWidget) -> bool:
    return dock.geometry().left() >= 0


def test_panels_behind_other_tabs_are_hidden_and_keep_their_place(window, qtbot):
    size = window.docks["curves"].size()
    for spec in DOCKS:
        window.docks.show(spec.name)
        qtbot.waitUntil(lambda name=spec.name: is_in_front(window.docks[name]))
        shown = {other.name for other in DOCKS if window.docks[other.name].widget().isVisible()}
        assert spec.name in shown
        assert shown == {other.name for other in DOCKS if is_in_front(window.docks[other.name])}
    window.docks.show("curves")
    qtbot.waitUntil(lambda: is_in_front(window.docks["curves"]))
    assert window.docks["curves"].size() == size


def test_the_focus_never_goes_to_what_is_behind_a_tab(window, qtbot):
    window.docks.show("outline")
    qtbot.waitUntil(lambda: is_in_front(window.docks["outline"]))
    seen = set()
    for _ in range(200):
        window.focusNextChild()
        focus = window.focusWidget()
        assert isinstance(focus, QWidget)
        assert not focus.visibleRegion().isEmpty(), focus.objectName()
        seen.add(focus)
    assert len(seen) > 10


def test_in_a_small_window_the_panels_begin_smaller(window, qtbot):
    window.hide()
    window.resize(1024, 640)
    window.docks.take_room()
    window.show()
    qtbot.waitUntil(lambda: window.docks["curves"].height() < 0.32 * 640)
    assert window.canvas.width() > 520
