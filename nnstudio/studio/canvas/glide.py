"""Nodes that glide from where they were to where the document has them now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation
from PySide6.QtWidgets import QGraphicsView

from nnstudio.studio.canvas.glide_picture import GlidePicture, Paths
from nnstudio.studio.canvas.scene import NetworkScene

_MILLISECONDS: Final = 220
MOST_ITEMS: Final = 200
"""More than this would stutter, with all their edges: a plain picture of them glides instead."""


class Glide(QObject):
    """Moves what is shown only; the document has long been changed when it begins."""

    def __init__(self, scene: NetworkScene, view: QGraphicsView, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._view = view
        self._paths: Paths = {}
        self._picture: GlidePicture | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)
        self._animation.finished.connect(self._take_picture_away)

    def from_places(self, before: Mapping[str, QPointF]) -> None:
        """Begin at these places and end where the items are now."""
        self.stop()
        ends = {name: (place, self._scene.nodes[name].pos()) for name, place in before.items()}
        self._paths = {name: (start, end) for name, (start, end) in ends.items() if start != end}
        if self._paths:
            if len(self._paths) > MOST_ITEMS:
                self._picture = GlidePicture(self._view, self._scene, self._paths)
            self._step(0.0)
            self._animation.start()

    def stop(self) -> None:
        """End at once, with every node in its place."""
        if self._animation.state() == QVariantAnimation.State.Running:
            self._animation.stop()
            if self._picture is None:
                self._scene.restore()
            self._take_picture_away()

    def _step(self, fraction: float) -> None:
        if self._picture is not None:
            self._picture.show_part(fraction)
        else:
            self._scene.place({name: start + (end - start) * fraction for name, (start, end) in self._paths.items()})

    def _take_picture_away(self) -> None:
        if self._picture is not None:
            self._picture.end()
            self._picture = None
