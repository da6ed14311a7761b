"""The canvas for those who hear it: everything on it, one after the other, and where they are.

Nothing of this exists until a screen reader asks: an interface is made for what it asks for, and words when it wants to
know them. What changes is told only while one listens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from itertools import islice

from PySide6.QtCore import QObject, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleStateChangeEvent,
)

from nnstudio.network.annotations import within
from nnstudio.network.change import Change, NodeStep
from nnstudio.network.graph import Network, Node
from nnstudio.studio.canvas.accessible_item import AccessibleItem
from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.gesture_view import GestureView
from nnstudio.studio.canvas.node_item import NodeItem
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.spoken import Kind, Thing, Words, words_of


class ScreenReading(QObject):
    """Keeps an interface for each thing that was asked for, as long as the thing is there."""

    def __init__(self, view: GestureView, scene: NetworkScene) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self._session = scene.session
        self._interfaces: dict[Thing, AccessibleItem] = {}
        self._network: Network | None = None
        self._things: dict[Thing, int] = {}
        self._selected: frozenset[Thing] = frozenset()
        self._current: Thing | None = None
        interfaces = self._interfaces  # what is connected below must not keep this
        self.destroyed.connect(lambda: _forget(interfaces))
        scene.session.changed.connect(self._tell_change)
        scene.session.replaced.connect(self._begin_anew)
        scene.session.selection_changed.connect(self._follow)
        scene.notes_selected.connect(self._follow)

    @property
    def canvas(self) -> QAccessibleInterface:
        """The canvas itself."""
        return QAccessible.queryAccessibleInterface(self._view)

    @property
    def things(self) -> Mapping[Thing, int]:
        """Everything on the canvas, with its place in the order: nodes as the document has them, frames, notes."""
        network = self._session.document.network
        if network is not self._network:
            kinds = ((Kind.NODE, network.nodes), (Kind.FRAME, network.frames), (Kind.NOTE, network.notes))
            names = [Thing(kind, one.id) for kind, all_of_it in kinds for one in all_of_it]
            self._network, self._things = network, {thing: place for place, thing in enumerate(names)}
        return self._things

    @property
    def current(self) -> Thing | None:
        """Where they are: what was selected last."""
        selected = self.selected()
        return self._current if self._current in selected else max(selected, key=self.things.__getitem__, default=None)

    def at(self, place: int) -> Thing:
        """The thing at a place in the order."""
        return next(islice(self.things, place, None))

    def thing_at(self, point: QPointF) -> Thing | None:
        """What is at a point of the scene."""
        node, annotation = self._scene.node_at(point), self._scene.annotation_at(point)
        if node is not None:
            return Thing(Kind.NODE, node.card.node_id)
        if annotation is None:
            return None
        kind = Kind.FRAME if isinstance(annotation, FrameItem) else Kind.NOTE
        return Thing(kind, annotation.annotation_id)

    def has(self, thing: Thing) -> bool:
        """Whether it is on the canvas."""
        return thing in self.things

    def interface(self, thing: Thing) -> AccessibleItem:
        """What tells of a thing that is there."""
        if thing not in self._interfaces:
            self._interfaces[thing] = AccessibleItem(self, thing)
            QAccessible.registerAccessibleInterface(self._interfaces[thing])
        return self._interfaces[thing]

    def words_of(self, thing: Thing) -> Words:
        """What is said of a thing."""
        return words_of(self._scene, thing)

    def selected(self) -> frozenset[Thing]:
        """What is selected; of a frame that stands for its nodes, or for several, also the frame."""
        frames = within(self._session.document.network.frames, self._session.selection)
        chosen = [
            *(Thing(Kind.NODE, node.id) for node in self._session.selected_nodes),
            *(Thing(Kind.FRAME, one.id) for one in frames if len(one.nodes) > 1 or one.collapsed),
            *(Thing(Kind.NOTE, name) for name in self._scene.annotations.selected_notes),
        ]
        return frozenset(filter(self.has, chosen))

    def place_of(self, thing: Thing) -> QRect:
        """Where a thing is on the screen."""
        shown = self._shown_rect(thing)
        return QRect(self._view.viewport().mapToGlobal(shown.topLeft()), shown.size())

    def state_of(self, thing: Thing) -> QAccessible.State:
        """What can be seen of a thing besides its words."""
        item, state = self._item(thing), QAccessible.State()
        state.selectable = state.extSelectable = state.focusable = state.movable = True
        state.selected = item.is_selected
        state.focused = thing == self.current and self._view.hasFocus()
        state.invisible = not item.isVisible()
        state.offscreen = not self._shown_rect(thing).intersects(self._view.viewport().rect())
        if isinstance(item, FrameItem):
            state.expandable = True
            state.collapsed, state.expanded = item.is_folded, not item.is_folded
        return state

    def select(self, things: Iterable[Thing]) -> None:
        """Select these and nothing else."""
        nodes: set[str] = set()
        notes: set[str] = set()
        for thing in things:
            if thing.kind is Kind.NOTE:
                notes.add(thing.id)
            elif thing.kind is Kind.NODE:
                nodes.add(thing.id)
            else:
                nodes.update(self._scene.annotations.nodes_in(thing.id))
        self._scene.select_edges([])
        self._scene.annotations.select_notes(notes)
        self._session.select(nodes)
        self._view.reveal_selection()
        self._view.setFocus()

    def open(self, thing: Thing) -> None:
        """Do what a double-click does."""
        self.select([thing])
        signals = {
            Kind.NODE: self._view.node_activated,
            Kind.FRAME: self._view.frame_toggled,
            Kind.NOTE: self._view.writing_wanted,
        }
        signals[thing.kind].emit(thing.id)

    def open_menu(self, thing: Thing) -> None:
        """Show what can be done with it."""
        self.select([thing])
        self._view.open_menu()

    def tell_focus(self) -> None:
        """The canvas has the focus, and so has what they were at."""
        if QAccessible.isActive() and self.current is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(self.interface(self.current), QAccessible.Event.Focus))

    def _follow(self) -> None:
        """Go to what was selected last, and tell of it."""
        if not QAccessible.isActive():
            return
        before, self._selected = self._selected, self.selected()
        added = self._selected - before
        if added:
            self._current = max(added, key=self.things.__getitem__)
        for thing in (before ^ self._selected) & self._interfaces.keys():
            QAccessible.updateAccessibility(QAccessibleStateChangeEvent(self._interfaces[thing], _selectedness()))
        if self._view.hasFocus():
            self.tell_focus()
            self._tell_count()

    def _tell_count(self) -> None:
        """Say how much is selected, which no single thing tells."""
        current, count = self.current, len(self._session.selection) + len(self._scene.annotations.selected_notes)
        if current is not None and current.kind is not Kind.FRAME and count > 1:
            text = self.tr("{0} selected").format(count)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))

    def _tell_change(self, change: Change) -> None:
        """Tell what came, and what may be called differently; Qt tells what went."""
        gone = [thing for thing in self._interfaces if not self.has(thing)]
        if QAccessible.isActive():
            for step in change.steps:
                if isinstance(step, NodeStep) and step.after is not None:
                    thing, is_new = Thing(Kind.NODE, step.after.id), _name(step.before) != step.after.id
                    if is_new or thing in self._interfaces:
                        self._tell(thing, QAccessible.Event.ObjectCreated if is_new else QAccessible.Event.NameChanged)
        _delete(self._interfaces, gone)

    def _tell(self, thing: Thing, event: QAccessible.Event) -> None:
        QAccessible.updateAccessibility(QAccessibleEvent(self.interface(thing), event))

    def _begin_anew(self) -> None:
        self._selected, self._current = frozenset(), None
        _delete(self._interfaces, [thing for thing in self._interfaces if not self.has(thing)])

    def _item(self, thing: Thing) -> NodeItem | FrameItem | NoteItem:
        if thing.kind is Kind.NODE:
            return self._scene.nodes[thing.id]
        annotations = self._scene.annotations
        return annotations.frames[thing.id] if thing.kind is Kind.FRAME else annotations.notes[thing.id]

    def _shown_rect(self, thing: Thing) -> QRect:
        """Where a thing is in the view; a node in a folded frame is where the frame is."""
        item = self._item(thing)
        rect = self._scene.shown_rect(thing.id) if isinstance(item, NodeItem) else item.shown_rect
        return self._view.mapFromScene(rect).boundingRect()


def _name(node: Node | None) -> str | None:
    return None if node is None else node.id


def _selectedness() -> QAccessible.State:
    """What differs in a thing that was selected or is not any more."""
    state = QAccessible.State()
    state.selected = True
    return state


def _forget(interfaces: MutableMapping[Thing, AccessibleItem]) -> None:
    """Delete them all without a word of a canvas that is half gone."""
    for interface in interfaces.values():
        interface.forget()
    _delete(interfaces, [*interfaces])


def _delete(interfaces: MutableMapping[Thing, AccessibleItem], things: Iterable[Thing]) -> None:
    """Qt owns what is registered, and would keep for ever what belongs to no object."""
    for thing in things:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interfaces[thing]))
        del interfaces[thing]
