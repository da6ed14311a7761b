"""The network as a table: for the keyboard, for screen readers, and for whoever thinks in lists."""

from nnstudio.studio.outline.view import OutlineView

__all__ = ["OutlineView"]
