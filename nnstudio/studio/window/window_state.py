"""What a window shows and how, to be shown again by another one: after a restart, or in another language."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPointF

from nnstudio.project.last_session import WindowState
from nnstudio.project.locations import path_to_text
from nnstudio.studio.window.main_window import MainWindow


def state_of(window: MainWindow) -> WindowState:
    """All that it takes to show the window again."""
    files, camera = window.files, window.canvas.camera
    file = files.path or (files.project.path if files.project is not None else None)
    middle = camera.visible_rect().center()
    return WindowState(
        file=path_to_text(file) if file is not None else None,
        journal=files.unsaved.journal,
        geometry=_text(window.saveGeometry()),
        panels=_text(window.saveState()),
        center=(middle.x(), middle.y()),
        zoom=camera.zoom,
        block=window.opened.path,
        selection=tuple(sorted(window.session.selection)),
    )


def place(window: MainWindow, state: WindowState) -> None:
    """Put a window, and the panels in it, where they were."""
    window.restoreGeometry(_bytes(state.geometry))
    window.restoreState(_bytes(state.panels))


def look(window: MainWindow, state: WindowState) -> None:
    """Let a window that is shown look at what was looked at; what is gone is passed over."""
    window.opened.close(0)
    for name in state.block:
        if name in window.opened.document.network.by_id:
            window.opened.open(name)
    if window.session.selection != set(state.selection):
        window.session.select(state.selection)
    if state.center is not None and state.zoom > 0:
        window.canvas.camera.set_zoom(state.zoom)
        window.canvas.camera.look_at(QPointF(*state.center))


def _text(content: QByteArray) -> str:
    return bytes(content.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))
