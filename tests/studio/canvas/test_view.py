"""Looking at the canvas: zoom, pan, fit, overlays."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def wheel(qapp):
    def wheel(canvas, point, angle=(0, 120), pixels=(0, 0), modifiers=NONE, phase=Qt.ScrollPhase.NoScrollPhase):
        place = QPointF(point)
        event = QWheelEvent(
            place,
            canvas.viewport().mapToGlobal(place),
            QPoint(*pixels),
            QPoint(*angle),
            Qt.MouseButton.NoButton,
            modifiers,
            phase,
            False,
            Qt.MouseEventSource.MouseEventNotSynthesized,
            QPointingDevice.primaryPointingDevice(),
        )
        qapp.sendEvent(canvas.viewport(), event)

    return wheel


@pytest.fixture
def tall(make_document):
    """Twelve layers, more than fit in a view in their own size."""
    nodes = {"input": ("Input", {"shape": [4]}, (0, 0))}
    nodes |= {f"dense{number}": ("Dense", {"units": 4}, (0, 104 * number)) for number in range(1, 12)}
    return make_document(nodes, list(pairwise(nodes)))


@pytest.fixture
def tall_hand(open_hand, tall):
    return open_hand(Session(tall))


def is_shown(canvas, node_id):
    return canvas.camera.visible_rect().contains(canvas.node_item(node_id).card_rect)


class TestZoom:
    def test_the_wheel_zooms_and_keeps_what_is_under_the_mouse(self, canvas, wheel):
        point = QPoint(130, 420)
        below = canvas.mapToScene(point)
        before = canvas.camera.zoom
        for _ in range(4):
            wheel(canvas, point)
        assert canvas.camera.zoom > 1.5 * before
        assert (canvas.mapToScene(point) - below).manhattanLength() < 3
        for _ in range(8):
            wheel(canvas, point, (0, -120))
        assert canvas.camera.zoom < before
        assert (canvas.mapToScene(point) - below).manhattanLength() < 6

    def test_the_zoom_has_limits(self, canvas, wheel):
        for _ in range(60):
            wheel(canvas, QPoint(10, 10))
        assert canvas.camera.zoom == pytest.approx(4)
        for _ in range(60):
            wheel(canvas, QPoint(10, 10), (0, -120))
        assert canvas.camera.zoom == pytest.approx(0.1)

    def test_keys_zoom_and_give_the_own_size_back(self, hand):
        hand.key(Key.Key_0)
        assert hand.canvas.camera.zoom == pytest.approx(1)
        hand.key(Key.Key_Plus)
        assert hand.canvas.camera.zoom > 1
        hand.key(Key.Key_Minus)
        hand.key(Key.Key_Minus)
        assert hand.canvas.camera.zoom < 1

    def test_far_away_everything_is_still_drawn(self, tall_hand):
        tall_hand.canvas.camera.set_zoom(0.1)
        assert not tall_hand.canvas.grab().isNull()


class TestPan:
    def test_the_middle_button_pans(self, hand):
        middle = hand.canvas.camera.visible_rect().center()
        hand.drag((0, 0), (60, 40), button=Qt.MouseButton.MiddleButton)
        moved = hand.canvas.camera.visible_rect().center() - middle
        assert moved.x() == pytest.approx(-60, abs=4)
        assert moved.y() == pytest.approx(-40, abs=4)
        assert hand.session.selection == set()

    def test_space_and_a_drag_pans_even_over_a_node(self, hand):
        middle = hand.canvas.camera.visible_rect().center()
        QTest.keyPress(hand.canvas, Key.Key_Space)
        assert hand.canvas.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
        hand.drag("conv", (300, 300))
        QTest.keyRelease(hand.canvas, Key.Key_Space)
        assert hand.canvas.camera.visible_rect().center() != middle
        assert hand.steps == 0
        assert hand.canvas.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor

    def test_two_fingers_pan(self, canvas, wheel):
        zoom, middle = canvas.camera.zoom, canvas.camera.visible_rect().center()
        wheel(canvas, QPoint(100, 100), (0, 40), (-30, 20), phase=Qt.ScrollPhase.ScrollUpdate)
        moved = (canvas.camera.visible_rect().center() - middle) * zoom
        assert canvas.camera.zoom == zoom
        assert moved.x() == pytest.approx(30, abs=2)
        assert moved.y() == pytest.approx(-20, abs=2)

    def test_two_fingers_and_ctrl_zoom(self, canvas, wheel):
        zoom = canvas.camera.zoom
        wheel(canvas, QPoint(100, 100), (0, 120), (0, 20), modifiers=CTRL, phase=Qt.ScrollPhase.ScrollUpdate)
        assert canvas.camera.zoom > zoom

    def test_a_sideways_wheel_pans_sideways(self, canvas, wheel):
        middle = canvas.camera.visible_rect().center()
        wheel(canvas, QPoint(100, 100), (120, 0))
        assert canvas.camera.visible_rect().center().x() < middle.x()


class TestFit:
    def test_a_document_is_shown_whole_when_it_opens(self, tall_hand):
        assert all(is_shown(tall_hand.canvas, name) for name in tall_hand.positions)

    def test_the_key_brings_everything_back(self, tall_hand):
        tall_hand.canvas.camera.look_at(QPointF(9000, 9000))
        assert not is_shown(tall_hand.canvas, "input")
        tall_hand.key(Key.Key_F)
        assert all(is_shown(tall_hand.canvas, name) for name in tall_hand.positions)

    def test_a_small_network_is_not_blown_up(self, canvas):
        assert canvas.camera.zoom <= 1

    def test_another_document_is_shown_whole(self, hand, tall):
        hand.session.replace(tall)
        assert all(is_shown(hand.canvas, name) for name in hand.positions)

    def test_what_could_not_be_read_as_a_whole_begins_with_its_first_card_in_its_own_size(self, hand, make_document):
        nodes = {f"d{number}": ("Dense", {"units": 2}, (400 * number, number * 96)) for number in range(30)}
        hand.session.replace(make_document(nodes))
        assert hand.canvas.camera.zoom == 1
        assert is_shown(hand.canvas, "d0")
        assert hand.canvas.mapFromScene(hand.canvas.node_item("d0").card_rect.topLeft()).y() < 24

    def test_a_node_far_outside_can_be_reached(self, hand):
        change = edits.add_node(hand.session.document, Dense(units=1), (2_000_000.0, -3_000_000.0), "far")
        hand.session.do(change)
        hand.canvas.camera.look_at(hand.canvas.node_item("far").card_rect.center())
        assert is_shown(hand.canvas, "far")

    def test_walking_brings_the_node_into_view(self, tall_hand):
        canvas = tall_hand.canvas
        canvas.reset_zoom()
        canvas.camera.reveal(canvas.node_item("input").card_rect)
        tall_hand.session.select(["input"])
        for _ in range(11):
            tall_hand.key(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert tall_hand.session.selection == {"dense11"}
        assert is_shown(canvas, "dense11")


class TestOverlays:
    def test_the_minimap_comes_when_not_all_is_in_view(self, tall_hand, qtbot):
        canvas, minimap = tall_hand.canvas, tall_hand.canvas.overlays.minimap
        assert not minimap.isVisible()
        canvas.reset_zoom()
        assert minimap.isVisible()
        assert minimap.geometry().right() > canvas.viewport().width() - 20
        assert not minimap.grab().isNull()
        qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(minimap.width() // 2, 10))
        assert is_shown(canvas, "input")
        qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(minimap.width() // 2, minimap.height() - 10))
        assert is_shown(canvas, "dense11")

    def test_it_follows_the_cards_soon(self, tall_hand, qtbot):
        canvas, session = tall_hand.canvas, tall_hand.session
        canvas.reset_zoom()
        minimap, scene = canvas.overlays.minimap, canvas.scene()
        minimap.grab()
        session.do(edits.move(session.document, {"input": (900.0, -400.0)}))
        qtbot.waitUntil(lambda: minimap._bounds == scene.bounds())
        assert scene.bounds().top() == -400

    def test_from_twenty_nodes_on_it_stays_and_a_drag_on_it_pans(self, open_hand, make_document):
        nodes = {f"d{number}": ("Dense", {"units": 2}, (0, number * 104)) for number in range(20)}
        canvas = open_hand(Session(make_document(nodes))).canvas
        canvas.fit()
        minimap = canvas.overlays.minimap
        assert all(is_shown(canvas, name) for name in nodes)
        assert minimap.isVisible()
        canvas.reset_zoom()
        middle = minimap.width() // 2
        QTest.mousePress(minimap, Qt.MouseButton.LeftButton, pos=QPoint(middle, 10))
        assert is_shown(canvas, "d0")
        end = QPoint(middle, minimap.height() - 10)
        place = end.toPointF()
        held = Qt.MouseButton.LeftButton
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            minimap.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            held,
            Qt.KeyboardModifier(0),
        )
        QGuiApplication.sendEvent(minimap, moved)
        assert is_shown(canvas, "d19")
        assert not is_shown(canvas, "d0")
        QTest.mouseRelease(minimap, held, pos=end)

    def test_few_nodes_need_no_minimap(self, hand):
        hand.canvas.camera.set_zoom(4)
        assert not hand.canvas.overlays.minimap.isVisible()

    def test_overlays_keep_their_corners_when_the_view_grows(self, tall_hand):
        tall_hand.canvas.reset_zoom()
        tall_hand.canvas.resize(1100, 700)
        minimap = tall_hand.canvas.overlays.minimap
        assert minimap.geometry().bottomRight() == tall_hand.canvas.viewport().geometry().bottomRight() - QPoint(12, 12)

    def test_an_empty_canvas_says_how_to_begin(self, open_hand, theme_source):
        hand = open_hand(Session(Document()))
        for mode in (Mode.DARK, Mode.LIGHT):
            theme_source.set_mode(mode)
            empty = hand.canvas.grab().toImage()
            hand.session.do(edits.add_node(hand.session.document, Dense(units=1), (5000.0, 5000.0)))
            assert hand.canvas.grab().toImage() != empty
            hand.session.undo()

    def test_the_theme_reaches_everything(self, tall_hand, theme_source):
        tall_hand.canvas.reset_zoom()
        dark = tall_hand.canvas.grab().toImage()
        theme_source.set_mode(Mode.LIGHT)
        light = tall_hand.canvas.grab().toImage()
        assert dark.pixelColor(5, 5).lightness() < 60
        assert light.pixelColor(5, 5).lightness() > 200


def test_an_unknown_key_is_left_to_the_window(hand, qapp):
    event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_F9, NONE)
    event.setAccepted(False)
    qapp.sendEvent(hand.canvas, event)
    assert not event.isAccepted()
