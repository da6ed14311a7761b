"""What stands on the view and not in the scene: minimap, legend, hint, and the bubble beside a node with an error."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QGraphicsView

from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.card import first_problems, shown_node
from nnstudio.studio.canvas.flow_legend import FlowLegend
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.minimap import Minimap
from nnstudio.studio.canvas.problem_bubble import ProblemBubble
from nnstudio.studio.canvas.repairs import repair_text
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import MEDIUM


class Overlays(QObject):
    """Puts each in its place, and hides it where it is of no use."""

    def __init__(self, view: QGraphicsView, scene: NetworkScene, camera: Camera, theme_source: ThemeSource) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self._session = scene.session
        self._dismissed: set[tuple[str | None, ...]] = set()
        self._suspended = False
        self.minimap = Minimap(scene, camera, view)
        self.legend = FlowLegend(scene.canvas_style, view)
        self.bubble = ProblemBubble(scene.canvas_style, view)
        self.hint = Hint(scene.canvas_style, view)
        self.legend.hide()
        self.bubble.chosen.connect(self._session.mend)
        camera.moved.connect(self.place)
        scene.arranged.connect(self.minimap.follow)
        scene.arranged.connect(self._follow)
        self._session.selection_changed.connect(self._explain)
        self._session.problems_changed.connect(self._explain)
        self._session.repairs_found.connect(self._explain)
        self._session.replaced.connect(self._begin_anew)
        theme_source.changed.connect(self._restyle)
        self.place()

    def place(self) -> None:
        """Take the corners of the view, and the side of the node that the bubble is about."""
        corner = self._view.viewport().geometry().bottomRight() + QPoint(1, 1)
        self.minimap.move(corner.x() - self.minimap.width() - MEDIUM, corner.y() - self.minimap.height() - MEDIUM)
        self.minimap.update()
        self.legend.move(MEDIUM, corner.y() - self.legend.height() - MEDIUM)
        self._follow()

    def set_live(self, live: bool) -> None:
        """Show the legend while there is something to explain."""
        self.legend.setVisible(live)

    def set_suspended(self, suspended: bool) -> None:
        """Keep the bubble out of the way while a gesture lasts."""
        self._suspended = suspended
        self._explain()

    def dismiss(self) -> bool:
        """Take the bubble away for as long as the document is open; False if there is none."""
        if not self.bubble.isVisible():
            return False
        problem = self._problem()
        if problem is not None:
            self._dismissed.add(problem.key)
        self._explain()
        return True

    def accept(self) -> bool:
        """Carry out the first repair that the bubble offers, or is about to; False if there is none."""
        problem = self._problem()
        if problem is None or not self.bubble.isVisible():
            return False
        repairs = self._session.repairs(problem)
        if repairs:
            self._session.mend(problem, repairs[0].title)
        return bool(repairs)

    def _problem(self) -> Problem | None:
        """The gravest problem of the selected node, if just one is selected and has one."""
        if len(self._session.selection) != 1:
            return None
        (selected,) = self._session.selection
        return first_problems(self._session.problems).get(selected)

    def _explain(self) -> None:
        problem = self._problem()
        if problem is None or problem.key in self._dismissed or self._suspended:
            self.bubble.forget()
        else:
            node = self._session.document.network.by_id.get(shown_node(problem.node or ""))
            found = self._session.found_repairs(problem)
            repairs = None if found is None else tuple(repair_text(repair, node) for repair in found)
            self.bubble.explain(problem, repairs)
            self._place_bubble()

    def _place_bubble(self) -> None:
        problem = self._problem()
        name = None if problem is None or problem.node is None else shown_node(problem.node)
        if name not in self._scene.nodes or not self.bubble.has_problem:
            self.bubble.hide()
            return
        card = self._view.mapFromScene(self._scene.shown_rect(name)).boundingRect()
        self.bubble.point_at(card)
        self.bubble.setVisible(card.intersects(self._view.viewport().rect()))

    def _follow(self) -> None:
        self.minimap.setVisible(self.minimap.is_useful())
        self._place_bubble()

    def _begin_anew(self) -> None:
        self._dismissed.clear()

    def _restyle(self) -> None:
        for overlay in (self.legend, self.hint, self.bubble):
            overlay.set_style(self._scene.canvas_style)
        self.minimap.repaint_cards()
        self.place()
