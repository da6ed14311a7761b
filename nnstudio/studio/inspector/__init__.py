"""The inspector: everything about the selected node, and every setting of it to change."""

from nnstudio.studio.inspector.view import Inspector

__all__ = ["Inspector"]
