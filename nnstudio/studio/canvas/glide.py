"""Nodes that glide from where they were to where the document has them now."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation

from nnstudio.studio.canvas.scene import NetworkScene

_MILLISECONDS = 220
MOST_NODES = 200
"""More than this would not glide but stutter."""


class Glide(QObject):
    """Moves items only; the document has long been changed when it begins."""

    def __init__(self, scene: NetworkScene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._paths: dict[str, tuple[QPointF, QPointF]] = {}
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)

    def from_places(self, before: Mapping[str, QPointF]) -> None:
        """Begin at these places and end where the items are now."""
        self.stop()
        self._paths = {name: (place, self._scene.nodes[name].pos()) for name, place in before.items()}
        if 0 < len(self._paths) < MOST_NODES:
            self._step(0.0)
            self._animation.start()

    def stop(self) -> None:
        """End at once, with every node in its place."""
        if self._animation.state() == QVariantAnimation.State.Running:
            self._animation.stop()
            self._scene.restore()

    def _step(self, fraction: float) -> None:
        self._scene.place({name: start + (end - start) * fraction for name, (start, end) in self._paths.items()})
