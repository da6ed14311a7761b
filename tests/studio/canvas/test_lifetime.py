"""A canvas comes and goes without a trace."""

import gc
import subprocess
import sys
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from nnstudio.network import edits
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.theme import Mode


def test_a_session_outlives_its_canvas(qapp, session, theme_source):
    canvas = CanvasView(session, theme_source)
    canvas.show()
    qapp.processEvents()
    gone = weakref.ref(canvas)
    canvas.close()
    canvas.deleteLater()
    del canvas
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert gone() is None
    session.select(["conv"])
    session.do(edits.remove(session.document, ["conv"]))
    session.set_description(None)
    theme_source.set_mode(Mode.LIGHT)
    session.replace(session.document)


SCRIPT = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource
app = QApplication([])
canvas = CanvasView(Session(), ThemeSource(app, Mode.DARK))
canvas.show()
canvas.activateWindow()
canvas.setFocus()
app.processEvents()
{then}
app.processEvents()
"""


@pytest.mark.parametrize("then", ["canvas.search_layer()", "canvas.add_layer('Dense')"])
def test_a_program_that_just_ends_ends_cleanly(then):
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(then=then)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "Error" not in ended.stderr


def test_a_viewport_may_be_known_to_python_by_another_name_by_now(window):
    """Qt makes it and does not tell when it goes: one that comes later at its address goes by what was known of it."""
    canvas = window.canvas
    Shiboken.invalidate(canvas.viewport())
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusIn))
    assert not canvas.viewport().testAttribute(Qt.WidgetAttribute.WA_SetCursor)
