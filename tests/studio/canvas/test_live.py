"""What a training looks like on the canvas."""

import math

import pytest
from PySide6.QtCore import QEvent, QObject

from nnstudio.engine.health import NodeHealth
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.flow import LEVELS, flow_levels

FLAT = (0.5,) * 24


def healths(**gradients):
    return {name: NodeHealth(FLAT, gradient) for name, gradient in gradients.items()}


def flow(canvas):
    return {(edge.source, edge.target): item.look.flow for edge, item in canvas.scene().edges.items()}


class TestFlowLevels:
    def test_the_largest_gradient_has_the_highest_level_and_a_thousandth_of_it_the_lowest(self):
        assert flow_levels(healths(a=2.0, b=0.002, c=1e-9)) == {"a": LEVELS - 1, "b": 0, "c": 0}

    def test_the_scale_is_logarithmic(self):
        levels = flow_levels(healths(a=1.0, b=0.1, c=0.01, d=0.001))
        assert [levels[name] for name in "abcd"] == [15, 10, 5, 0]

    def test_a_node_without_a_gradient_has_no_level(self):
        assert flow_levels(healths(a=1.0, b=None)) == {"a": LEVELS - 1}

    def test_gradients_that_are_all_zero_have_vanished(self):
        assert flow_levels(healths(a=0.0, b=0.0)) == {"a": 0, "b": 0}

    def test_a_gradient_that_is_not_finite_counts_as_the_largest(self):
        assert flow_levels(healths(a=math.inf, b=math.nan, c=1.0, d=0.1)) == {"a": 15, "b": 15, "c": 15, "d": 10}


class TestCanvas:
    def test_edges_take_the_gradient_of_their_source(self, canvas):
        canvas.set_live(healths(image=None, conv=0.01, flat=1.0, output=0.1))
        assert flow(canvas) == {("image", "conv"): None, ("conv", "flat"): 5, ("flat", "output"): 15}

    def test_the_strip_takes_the_place_of_the_name_until_the_training_ends(self, canvas):
        before = canvas.grab().toImage()
        canvas.set_live(healths(image=None, conv=0.01, flat=1.0, output=0.1))
        assert all(item.is_live for item in canvas.scene().nodes.values())
        assert canvas.overlays.legend.isVisible()
        assert canvas.grab().toImage() != before
        canvas.set_live(None)
        assert not any(item.is_live for item in canvas.scene().nodes.values())
        assert not canvas.overlays.legend.isVisible()
        assert canvas.grab().toImage() == before

    def test_a_muted_node_shows_nothing_of_what_passes_by(self, hand):
        values = {
            **healths(image=None, conv=0.01, output=0.1),
            "flat": NodeHealth(FLAT, 1.0, 0.5, "50% of units dead"),
        }
        hand.canvas.set_live(values)
        hand.session.do(edits.set_muted(hand.session.document, ["flat"], muted=True))
        item = hand.canvas.node_item("flat")
        for _ in range(2):
            assert not item.is_live
            assert item.complaint == ""
            hand.canvas.set_live(values)
        assert flow(hand.canvas)["flat", "output"] == 15

    def test_what_ails_a_node_stands_beside_it(self, canvas):
        canvas.set_live({"conv": NodeHealth(FLAT, 1.0, 0.11, "11% of units dead")})
        assert canvas.node_item("conv").complaint == "11% of units dead"
        assert canvas.node_item("flat").complaint == ""
        canvas.set_live(None)
        assert canvas.node_item("conv").complaint == ""

    def test_a_node_that_came_after_the_training_began_is_not_live(self, hand):
        hand.canvas.set_live(healths(image=None, conv=0.01, flat=1.0, output=0.1))
        hand.session.select(["output"])
        hand.canvas.add_layer("Dense")
        assert not hand.canvas.node_item("dense").is_live
        hand.canvas.set_live(healths(image=None, conv=0.01, flat=1.0, output=0.1))

    def test_values_of_nodes_that_are_gone_are_no_surprise(self, hand):
        hand.session.select(["conv"])
        hand.canvas.delete_selection()
        hand.canvas.set_live(healths(image=None, conv=0.01, flat=1.0, output=0.1))
        assert flow(hand.canvas) == {("image", "flat"): None, ("flat", "output"): 15}

    def test_a_node_that_comes_back_is_live_again(self, hand):
        hand.canvas.set_live(healths(conv=0.01))
        hand.session.select(["conv"])
        hand.canvas.delete_selection()
        hand.session.undo()
        assert hand.canvas.node_item("conv").is_live

    def test_another_document_is_not_live(self, hand):
        hand.canvas.set_live(healths(conv=0.01))
        hand.session.replace(Document())
        assert not hand.canvas.overlays.legend.isVisible()

    @pytest.mark.parametrize("values", [(), (0.0,) * 24, (2.0, -1.0, 0.5)])
    def test_any_histogram_can_be_drawn(self, canvas, values):
        canvas.set_live({"conv": NodeHealth(values, 1.0)})
        assert not canvas.grab().isNull()

    def test_what_has_not_changed_is_not_painted_again(self, canvas, qapp):
        class Paints(QObject):
            count = 0

            def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
                self.count += event.type() == QEvent.Type.Paint
                return False

        values = healths(image=None, conv=0.01, flat=1.0, output=0.1)
        canvas.set_live(values)
        for _ in range(3):
            qapp.processEvents()
        paints = Paints()
        canvas.viewport().installEventFilter(paints)
        canvas.set_live(dict(values))
        for _ in range(3):
            qapp.processEvents()
        assert paints.count == 0
        canvas.set_live(values | healths(conv=1.0))
        qapp.processEvents()
        assert paints.count > 0


def test_a_problem_outshines_the_gradient(hand):
    hand.canvas.set_live(healths(image=1.0))
    hand.session.do(edits.set_fields(hand.session.document, ["image"], shape=(8,)))
    look = hand.canvas.scene().edges[Edge("image", "conv")].look
    assert look.refused
    assert look.flow == LEVELS - 1
