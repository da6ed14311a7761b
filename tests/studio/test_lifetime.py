"""A window takes everything along when it goes, and grows no heavier by what is opened in it."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction

from nnstudio.studio.app import build_window
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.docks import DOCKS


def use(window, qtbot, template):
    """Train a little, look into every panel, edit, and undo."""
    window.open_template(template)
    qtbot.waitUntil(lambda: window.training.snapshot.step > 0, timeout=20_000)
    with qtbot.waitSignal(window.training.ended, timeout=20_000):
        window.training.stop()
    window.session.select([window.session.document.network.nodes[1].id])
    for dock in ("training", "data", "inspector", "evaluate", "inspect", "runs", "problems", "curves"):
        window.docks.show(dock)
        qtbot.wait(10)
    for name in ("edit.duplicate", "network.layout", "edit.select_all", "edit.delete"):
        window.findChild(QAction, name).trigger()
    while window.session.history.undo_label is not None:
        window.session.undo()
    qtbot.waitUntil(lambda: not window.panels.evaluate._background.busy, timeout=20_000)


def delete(qapp, window):
    window.close()
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()


def test_a_window_that_is_closed_is_gone(qapp, qtbot):
    window = build_window()
    window.show()
    use(window, qtbot, TEMPLATES[1])
    parts = [
        weakref.ref(part) for part in (window, window.session, window.training, window.canvas, window.panels.curves)
    ]
    delete(qapp, window)
    del window
    gc.collect()
    assert [part() for part in parts if part() is not None] == []


def test_a_window_is_gone_whose_panels_were_searched_for_a_place_for_the_focus(qapp):
    window = build_window()
    window.show()
    for spec in DOCKS:  # without a layer there is no such place in the inspector
        window.actions_by_name[spec.action].trigger()
    parts = [weakref.ref(part) for part in (window, window.panels.inspector, window.panels.training)]
    delete(qapp, window)
    del window
    gc.collect()
    assert [part() for part in parts if part() is not None] == []


def test_templates_one_after_the_other_leave_nothing_behind(window, qapp, qtbot):
    counts = []
    for _ in range(3):
        for template in (TEMPLATES[1], TEMPLATES[2], TEMPLATES[4]):
            use(window, qtbot, template)
        window.new()
        window.session.select([])
        qtbot.wait(50)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        counts.append(len(window.findChildren(QObject)))
    assert counts[2] == counts[1], "after the first round every kind of panel has been made once"
