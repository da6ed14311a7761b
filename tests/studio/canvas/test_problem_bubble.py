"""The bubble beside a node with an error."""

from itertools import pairwise
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from nnstudio.network import edits
from nnstudio.network.doctor.doctor import repairs
from nnstudio.studio.canvas.fix_row import FixRow
from nnstudio.studio.problems import repair_search
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode

Key = Qt.Key


@pytest.fixture
def flat_missing(make_document):
    """A picture that goes into a convolution without its channel axis."""
    nodes = {
        "image": ("Input", {"shape": [8, 8]}, (0, 0)),
        "conv": ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}, (0, 96)),
    }
    return make_document(nodes, [("image", "conv")])


@pytest.fixture
def broken(open_hand, flat_missing):
    return open_hand(Session(flat_missing), width=1200)


@pytest.fixture
def bubble(broken, qtbot):
    broken.session.select(["conv"])
    bubble = broken.canvas.overlays.bubble
    qtbot.waitUntil(lambda: len(bubble.repairs) > 0)
    return bubble


def rows(bubble):
    return [row for row in bubble.findChildren(FixRow) if row.isVisible()]


def test_it_stands_beside_the_selected_node_with_the_error(broken, bubble):
    assert bubble.isVisible()
    card = broken.canvas.mapFromScene(broken.canvas.node_item("conv").card_rect).boundingRect()
    assert bubble.geometry().left() >= card.right()
    assert bubble.geometry().top() <= card.center().y() <= bubble.geometry().bottom()
    assert not bubble.grab().isNull()


def test_it_says_what_is_wrong_and_offers_the_repairs(broken, bubble):
    problem = broken.session.error
    assert bubble.title.startswith("Conv2D “conv” needs an input of 3 axes")
    assert [row.text() for row in rows(bubble)] == [repair.title for repair in broken.session.repairs(problem)]
    assert bubble.repairs[0].shapes.count("→") == 1


def test_enter_applies_the_first_repair_as_one_undo_step(broken, bubble):
    broken.key(Key.Key_Return)
    assert broken.session.error is None
    assert broken.steps == 1
    assert not bubble.isVisible()
    broken.session.undo()
    assert bubble.isVisible()
    assert broken.edges == {("image", "conv")}


def test_a_click_applies_a_repair(broken, bubble, qtbot):
    qtbot.mouseClick(rows(bubble)[0], Qt.MouseButton.LeftButton)
    assert broken.session.error is None
    assert broken.steps == 1


def test_a_repair_can_be_chosen_with_the_keyboard(broken, bubble, qtbot):
    row = rows(bubble)[-1]
    assert row.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(row, Key.Key_Space)
    assert broken.session.error is None


def test_what_is_inserted_does_not_lie_on_its_neighbors(broken):
    broken.session.select(["conv"])
    broken.key(Key.Key_Return)
    heights = sorted(y for _, y in broken.positions.values())
    assert all(below - above >= 96 for above, below in pairwise(heights))


def test_a_repair_after_a_move_leaves_the_node_where_it_was_put(broken):
    broken.drag("conv", (500, 300))
    place = broken.positions["conv"]
    broken.key(Key.Key_Return)
    assert broken.session.error is None
    assert broken.positions["conv"][0] == place[0]


def test_escape_takes_it_away_until_there_is_another_problem(broken, bubble):
    broken.key(Key.Key_Escape)
    assert not bubble.isVisible()
    assert broken.session.selection == {"conv"}
    broken.session.do(edits.set_fields(broken.session.document, ["image"], shape=(8,)))
    assert bubble.isVisible()


def test_it_goes_with_the_selection(broken, bubble):
    broken.session.select(["image"])
    assert not bubble.isVisible()
    broken.session.select(["image", "conv"])
    assert not bubble.isVisible()


def test_it_is_out_of_the_way_while_a_gesture_lasts(broken, bubble):
    broken.press("conv")
    assert not bubble.isVisible()
    broken.release("conv")
    assert bubble.isVisible()


def test_it_follows_the_node(broken, bubble):
    before = bubble.pos()
    broken.canvas.camera.pan(broken.at((0, 30)) - broken.at((0, 0)))
    assert bubble.pos().y() > before.y()
    broken.canvas.camera.pan(broken.at((0, 3000)) - broken.at((0, 0)))
    assert not bubble.isVisible()


@pytest.mark.parametrize("width", [320, 500, 700, 1200])
def test_it_stays_inside_the_view(open_hand, flat_missing, width):
    hand = open_hand(Session(flat_missing), width=width)
    hand.session.select(["conv"])
    bubble = hand.canvas.overlays.bubble
    assert bubble.isVisible()
    assert hand.canvas.rect().contains(bubble.geometry().adjusted(12, 0, -12, 0))


def test_it_is_drawn_in_both_themes(bubble, theme_source):
    dark = bubble.grab().toImage()
    theme_source.set_mode(Mode.LIGHT)
    assert bubble.grab().toImage() != dark
    assert rows(bubble)


def test_a_node_without_an_error_has_no_bubble(hand):
    hand.session.select(["conv"])
    assert not hand.canvas.overlays.bubble.isVisible()


@pytest.mark.parametrize("width", [500, 700, 1200])
def test_it_never_covers_the_node_that_it_is_about(open_hand, flat_missing, width):
    hand = open_hand(Session(flat_missing), width=width)
    hand.session.select(["conv"])
    card = hand.canvas.mapFromScene(hand.canvas.node_item("conv").card_rect).boundingRect()
    assert not hand.canvas.overlays.bubble.geometry().adjusted(12, 0, -12, -4).intersects(card)


def test_a_narrow_row_shows_the_shapes_under_the_title(bubble):
    row = rows(bubble)[0]
    assert row.heightForWidth(100) > row.heightForWidth(400)


class TestDoubts:
    """Warnings are told like errors, in another color, until they are dismissed."""

    @pytest.fixture
    def doubtful(self, open_hand, make_document):
        """A softmax for one unit."""
        nodes = {
            "in": ("Input", {"shape": [4]}, (0, 0)),
            "out": ("Dense", {"units": 1, "activation": "softmax"}, (0, 96)),
        }
        hand = open_hand(Session(make_document(nodes, [("in", "out")])), width=1200)
        hand.click("out")
        return hand

    def test_a_warning_is_shown_with_its_repairs_and_enter_applies_the_first(self, doubtful, qtbot):
        bubble = doubtful.canvas.overlays.bubble
        assert bubble.isVisible()
        assert "softmax" in bubble.title
        qtbot.waitUntil(lambda: len(bubble.repairs) > 0)
        doubtful.key(Key.Key_Return)
        assert not [problem for problem in doubtful.session.problems if problem.node == "out"]
        assert not bubble.isVisible()

    def test_once_dismissed_it_stays_away_whatever_is_edited(self, doubtful):
        bubble = doubtful.canvas.overlays.bubble
        doubtful.key(Key.Key_Escape)
        assert not bubble.isVisible()
        doubtful.drag("out", (300, 300))
        doubtful.click("in")
        doubtful.click("out")
        assert not bubble.isVisible()
        doubtful.session.replace(doubtful.session.document)
        doubtful.session.select(["out"])
        assert bubble.isVisible()


def test_while_repairs_are_searched_for_it_says_so_and_enter_finds_them_at_once(
    open_hand, flat_missing, slow_search, qtbot
):
    hand = open_hand(Session(flat_missing), width=1200)
    hand.click("conv")
    bubble = hand.canvas.overlays.bubble
    assert bubble.isVisible()
    assert bubble.repairs == ()
    assert "Looking for repairs…" in [label.text() for label in bubble.findChildren(QLabel)]
    before = bubble.height()
    slow_search.set()
    hand.key(Key.Key_Return)
    assert hand.session.error is None
    hand.session.undo()
    qtbot.waitUntil(lambda: len(rows(bubble)) > 0)
    assert bubble.height() > before
    assert all(row.height() >= row.sizeHint().height() for row in rows(bubble))


@pytest.fixture
def slow_search(monkeypatch):
    """Searches go on when this event is set."""
    goes_on = Event()

    def slow_repairs(*asked):
        goes_on.wait(10)
        return repairs(*asked)

    monkeypatch.setattr(repair_search, "repairs", slow_repairs)
    yield goes_on
    goes_on.set()
