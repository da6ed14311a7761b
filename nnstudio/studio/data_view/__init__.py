"""The data panel: what the network learns from, and how it is made ready."""

from nnstudio.studio.data_view.view import DataView

__all__ = ["DataView"]
