"""What screen readers are told of the canvas, asked through Qt as they ask."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from nnstudio.network import edits
from nnstudio.network.annotations import Frame, Note
from nnstudio.studio.canvas import screen_reading
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.session.session import Session

ALT, SHIFT, CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
Key, Name, Role, Event = Qt.Key, QAccessible.Text.Name, QAccessible.Role, QAccessible.Event
LONG = "word " * 60


@pytest.fixture
def reader(hand):
    return Reader(hand)


@pytest.fixture
def annotated(pictures, open_hand):
    """Pictures with a frame around the two layers in the middle, and two notes."""
    notes = (Note(id="short", text="Read\nme", position=(400, 0)), Note(id="long", text=LONG, position=(400, 200)))
    frames = (Frame(id="body", title="Body", nodes=("conv", "flat")),)
    network = structs.replace(pictures.network, notes=notes, frames=frames)
    return Reader(open_hand(Session(structs.replace(pictures, network=network))))


class Reader:
    """Asks what a screen reader would ask."""

    def __init__(self, hand):
        self.hand, self.canvas, self.session = hand, hand.canvas, hand.session

    @property
    def top(self):
        return QAccessible.queryAccessibleInterface(self.canvas)

    @property
    def things(self):
        children = [self.top.child(number) for number in range(self.top.childCount())]
        return [child for child in children if child.object() is None]

    @property
    def names(self):
        return [child.text(Name) for child in self.things]

    def find(self, words):
        (found,) = [child for child in self.things if words in child.text(Name)]
        return found


@pytest.fixture
def events(monkeypatch):
    """What a screen reader that listens hears of the canvas: the kind of event, and about what."""
    heard = []

    class Listened:
        """QAccessible as it is while somebody listens."""

        def __getattr__(self, name):
            return getattr(QAccessible, name)

        def isActive(self):  # noqa: N802 - Qt's name
            return True

        def updateAccessibility(self, event):  # noqa: N802 - Qt's name
            said = event.message() if event.type() == Event.Announcement else event.accessibleInterface().text(Name)
            heard.append((event.type(), said))

    monkeypatch.setattr(screen_reading, "QAccessible", Listened())
    return heard


def test_every_node_is_told_with_its_settings_shapes_and_weights(reader):
    assert reader.top.role() == Role.List
    assert reader.top.text(Name) == "Canvas"
    assert reader.names == [
        "Input “image”, 8×8×1, output 8×8×1",
        "Conv2D “conv”, 4 filters · 3×3 · linear, input 8×8×1, output 6×6×4, 40 weights",
        "Flatten “flat”, input 6×6×4, output 144",
        "Dense “output”, 10 units · softmax, input 144, output 10, 1,450 weights",
    ]
    assert [child.text(QAccessible.Text.Value) for child in reader.things] == ["8×8×1", "6×6×4", "144", "10"]
    assert {child.role() for child in reader.things} == {Role.ListItem}
    assert all(child.isValid() and child.parent() is reader.top for child in reader.things)
    assert [reader.top.indexOfChild(child) for child in reader.things] == [0, 1, 2, 3]


def test_frames_and_notes_come_behind_the_nodes(annotated):
    assert [child.role() for child in annotated.things[4:]] == [Role.Grouping, Role.Note, Role.Note]
    frame, short, long = annotated.things[4:]
    assert frame.text(Name) == "Frame “Body”, 2 layers, 40 weights"
    assert frame.state().expandable
    assert frame.state().expanded
    assert short.text(Name) == "Note “Read me”"
    assert long.text(Name) == f"Note “{LONG[:119]}…”"
    assert long.text(QAccessible.Text.Description) == LONG


def test_a_collapsed_frame_hides_its_nodes_and_is_told_as_collapsed(annotated):
    annotated.session.select(["conv", "flat"])
    annotated.hand.key(Key.Key_H)
    frame, inner = annotated.find("Body"), annotated.find("“conv”")
    assert frame.state().collapsed
    assert not frame.state().expanded
    assert inner.state().invisible
    assert inner.rect() == frame.rect()


def test_what_is_wrong_is_told_and_whether_a_layer_computes(reader):
    document = reader.session.document
    reader.session.do(edits.disconnect(document, document.network.incoming["output"]))
    output = reader.find("“output”")
    assert output.text(Name) == "Dense “output”, 10 units · softmax, has a problem"
    assert "“output”" in output.text(QAccessible.Text.Description)
    reader.session.select(["conv"])
    reader.hand.key(Key.Key_M)
    assert reader.find("“conv”").text(Name).startswith("Conv2D “conv”, 4 filters · 3×3 · linear, muted")


def test_where_a_thing_is_on_the_screen_leads_back_to_it(annotated):
    for child in annotated.things:
        place = annotated.canvas.viewport().mapFromGlobal(child.rect().topLeft())
        assert annotated.canvas.viewport().rect().contains(place)
        if child.role() != Role.Grouping:
            assert annotated.top.childAt(*child.rect().center().toTuple()) is child
    title = annotated.canvas.scene().annotations.frames["body"].chip_rect.center()
    place = annotated.canvas.viewport().mapToGlobal(annotated.canvas.mapFromScene(title))
    assert annotated.top.childAt(*place.toTuple()) is annotated.find("Body")
    nothing = annotated.canvas.viewport().mapToGlobal(annotated.canvas.mapFromScene(QPointF(-60, 400)))
    assert annotated.top.childAt(*nothing.toTuple()) is None


def test_what_is_not_in_view_is_told_as_being_elsewhere(reader):
    assert not reader.find("“conv”").state().offscreen
    reader.canvas.camera.look_at(QPointF(9000, 9000))
    assert reader.find("“conv”").state().offscreen


def test_the_arrow_keys_take_the_reader_along(reader, events):
    reader.hand.key(Key.Key_Down, ALT)
    reader.hand.key(Key.Key_Down, ALT)
    assert [event for event in events if event[0] == Event.Focus] == [
        (Event.Focus, reader.names[0]),
        (Event.Focus, reader.names[1]),
    ]
    conv = reader.find("“conv”")
    assert reader.top.focusChild() is conv
    assert conv.state().focused
    assert conv.state().selected
    assert not reader.find("“image”").state().selected
    assert reader.top.text(QAccessible.Text.Description) == conv.text(Name)


def test_a_walk_that_extends_the_selection_tells_how_much_is_selected(reader, events):
    reader.session.select(["image"])
    reader.find("“conv”")
    events.clear()
    reader.hand.key(Key.Key_Down, ALT | SHIFT)
    assert events == [
        (Event.StateChanged, reader.names[1]),
        (Event.Focus, reader.names[1]),
        (Event.Announcement, "2 selected"),
    ]


def test_a_whole_frame_and_a_note_are_told_when_they_are_selected(annotated, events):
    frame = annotated.canvas.scene().annotations.frames["body"]
    annotated.hand.click(frame.chip_rect.center())
    assert events[-1] == (Event.Focus, "Frame “Body”, 2 layers, 40 weights")
    annotated.hand.key(Key.Key_N, SHIFT)
    assert events[-1] == (Event.Focus, "Note “Read me”")
    assert annotated.top.focusChild() is annotated.find("Read me")


def test_coming_back_to_the_canvas_tells_where_one_was(reader, events):
    reader.session.select(["flat"])
    reader.canvas.clearFocus()
    assert reader.top.focusChild() is None
    assert not reader.find("“flat”").state().focused
    events.clear()
    reader.canvas.setFocus()
    assert events == [(Event.Focus, reader.find("“flat”").text(Name))]


def test_new_names_and_new_nodes_are_told(reader, events):
    assert len(reader.things) == 4
    document = reader.session.document
    reader.session.do(edits.rename_node(document, "conv", "first"))
    assert (Event.ObjectCreated, reader.find("“first”").text(Name)) in events
    reader.session.do(edits.set_muted(reader.session.document, ["first"], True))
    assert (Event.NameChanged, reader.find("“first”").text(Name)) in events


def test_what_a_node_is_known_by_stays_until_it_goes(reader):
    conv, output = reader.find("“conv”"), reader.find("“output”")
    reader.session.do(edits.remove(reader.session.document, ["conv"]))
    assert len(reader.things) == 3
    assert reader.find("“output”") is output
    reader.session.undo()
    assert reader.find("“conv”") is not conv
    assert reader.things[1] is reader.find("“conv”")


def test_another_document_is_told_in_place_of_the_old_one(reader, make_document):
    assert reader.things
    reader.session.replace(make_document({"only": ("Input", {"shape": [3]}, (0, 0))}))
    assert reader.names == ["Input “only”, 3, output 3, has a problem"]


class TestActions:
    def test_a_node_is_selected_and_opened(self, reader, qtbot):
        actions = reader.find("“conv”").actionInterface()
        assert set(actions.actionNames()) == {
            QAccessibleActionInterface.pressAction(),
            QAccessibleActionInterface.setFocusAction(),
            QAccessibleActionInterface.showMenuAction(),
        }
        actions.doAction(QAccessibleActionInterface.setFocusAction())
        assert reader.session.selection == {"conv"}
        with qtbot.waitSignal(reader.canvas.node_activated) as opened:
            actions.doAction(QAccessibleActionInterface.pressAction())
        assert opened.args == ["conv"]
        with qtbot.waitSignal(reader.canvas.menu_wanted):
            actions.doAction(QAccessibleActionInterface.showMenuAction())

    def test_a_frame_is_collapsed_and_a_note_is_written_in(self, annotated):
        annotated.find("Body").actionInterface().doAction(QAccessibleActionInterface.pressAction())
        assert annotated.session.document.network.frames[0].collapsed
        annotated.find("Read me").actionInterface().doAction(QAccessibleActionInterface.pressAction())
        assert annotated.canvas.findChild(QPlainTextEdit, "canvas.writing").isVisible()

    def test_what_is_selected_can_be_chosen_one_by_one(self, annotated):
        selection = annotated.top.selectionInterface()
        assert selection.selectedItemCount() == 0
        assert selection.select(annotated.find("“image”"))
        assert selection.select(annotated.find("Read me"))
        assert annotated.session.selection == {"image"}
        assert selection.selectedItems() == [annotated.find("“image”"), annotated.find("Read me")]
        assert selection.isSelected(annotated.find("Read me"))
        assert selection.unselect(annotated.find("“image”"))
        assert annotated.session.selection == set()
        assert selection.selectAll()
        assert selection.selectedItemCount() == 7
        assert selection.clear()
        assert selection.selectedItemCount() == 0


def test_nothing_is_made_or_worded_until_somebody_asks(open_hand, make_document, monkeypatch):
    nodes = {"in": ("Input", {"shape": [2]}, (0, 0))}
    nodes |= {f"d{number}": ("Dense", {"units": 2}, (0, 72.0 * number)) for number in range(1, 300)}
    hand = open_hand(Session(make_document(nodes)))
    made = []
    for name in ("AccessibleItem", "words_of"):
        before = getattr(screen_reading, name)
        monkeypatch.setattr(screen_reading, name, lambda *given, before=before: made.append(given) or before(*given))
    hand.canvas.select_all()
    hand.key(Key.Key_Right, ALT)
    hand.session.do(edits.remove(hand.session.document, ["d7"]))
    hand.session.undo()
    assert made == []
    assert QAccessible.queryAccessibleInterface(hand.canvas).child(5).text(Name).startswith("Dense “d5”")
    assert len(made) == 2


def test_a_canvas_that_goes_takes_everything_that_was_asked_for_with_it(session, theme_source):
    canvas = CanvasView(session, theme_source)
    top = QAccessible.queryAccessibleInterface(canvas)
    kept = [top, *(top.child(number) for number in range(4))]
    ids = [QAccessible.uniqueId(one) for one in kept]
    assert [QAccessible.accessibleInterface(one) for one in ids] == kept
    canvas.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert [QAccessible.accessibleInterface(one) for one in ids] == [None] * len(ids)
