"""Taking a widget away for good."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def discard(widget: QWidget) -> None:
    """Take a widget out of its window at once, so that nobody finds it by name, and delete it when that is safe."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
