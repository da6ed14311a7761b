"""What the canvas does for the actions of the window, by their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nnstudio.network.alignment import Alignment
from nnstudio.studio.canvas.view import CanvasView


def canvas_handlers(canvas: CanvasView) -> dict[str, Callable[[], object]]:
    """The actions that edit the network, or choose what of it is seen."""
    return {
        "edit.cut": canvas.cut,
        "edit.copy": canvas.copy,
        "edit.paste": canvas.paste,
        "edit.duplicate": canvas.duplicate,
        "edit.delete": canvas.delete_selection,
        "edit.select_all": canvas.select_all,
        "view.fit": canvas.fit,
        "view.zoom_in": canvas.zoom_in,
        "view.zoom_out": canvas.zoom_out,
        "view.actual_size": canvas.reset_zoom,
        "network.layout": canvas.auto_layout,
        **{f"network.align_{alignment.name.lower()}": partial(canvas.align, alignment) for alignment in Alignment},
        "network.add_layer": canvas.search_layer,
        "network.replace": canvas.replace_layer,
        "network.connect": canvas.connect_selection,
        "network.disconnect": canvas.disconnect_selection,
        "network.mute": canvas.toggle_mute,
        "network.add_note": canvas.write_note,
        "network.next_note": canvas.select_next_note,
        "network.frame": canvas.annotating.frame,
        "network.unframe": canvas.annotating.unframe,
        "network.collapse": canvas.annotating.collapse,
        "network.write": canvas.write_selected,
        "network.color": canvas.annotating.next_color,
    }
