"""Undo and redo without limit: a document, the changes that led to it and those that were taken back."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from nnstudio.network.change import AnnotationStep, Change, NodeStep, PartStep, apply
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between

Listener = Callable[[Change], None]


class History:
    """Holds the document being edited. Every change goes through it and is told to the listeners.

    Only changes are remembered, never whole documents, so a thousand edits of a large network stay small.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._past: list[Change] = []
        self._future: list[Change] = []
        self._listeners: list[Listener] = []

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._document

    @property
    def undo_label(self) -> str | None:
        """What undo would take back."""
        return self._past[-1].label if self._past else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again."""
        return self._future[-1].label if self._future else None

    @property
    def position(self) -> int:
        """How many changes lie behind the document as it is now."""
        return len(self._past)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every remembered change by name, those that were undone included."""
        return tuple(change.label for change in (*self._past, *reversed(self._future)))

    def subscribe(self, listener: Listener) -> None:
        """Call the listener after every change, also after undo and redo."""
        self._listeners.append(listener)

    def do(self, change: Change, *, merge: bool = False) -> None:
        """Carry out a change; with `merge` it joins the last one if both concern the same things, as while typing."""
        document = apply(self._document, change)
        if document == self._document:
            return
        self._document = document
        joins = merge and bool(self._past) and not self._future and same_targets(self._past[-1], change)
        whole = _joined(self._past.pop(), change) if joins else change
        if whole:  # typing that ends where it began leaves nothing to undo
            self._past.append(whole)
        self._future.clear()
        self._tell(change)

    def undo(self) -> bool:
        """Take the last change back; False if there is none."""
        change = self._back()
        if change is None:
            return False
        self._tell(change)
        return True

    def redo(self) -> bool:
        """Do the change again that was undone last; False if there is none."""
        change = self._ahead()
        if change is None:
            return False
        self._tell(change)
        return True

    def go_to(self, position: int) -> None:
        """Undo or redo until so many changes lie behind the document, or as near to it as there are some.

        Listeners are told of it as one change.
        """
        before, start, label = self._document, self.position, ""
        while (change := self._step_towards(position)) is not None:
            label = change.label
        if self.position != start:
            self._tell(change_between(before, self._document, label))

    def _step_towards(self, position: int) -> Change | None:
        if self.position == position:
            return None
        return self._back() if self.position > position else self._ahead()

    def _back(self) -> Change | None:
        if not self._past:
            return None
        change = self._past.pop()
        self._future.append(change)
        self._document = apply(self._document, change.inverse())
        return change.inverse()

    def _ahead(self) -> Change | None:
        if not self._future:
            return None
        change = self._future.pop()
        self._past.append(change)
        self._document = apply(self._document, change)
        return change

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)


def _targets(change: Change) -> list[tuple[object, ...]] | None:
    """What a change replaces, or None if it adds or removes something."""
    targets: list[tuple[object, ...]] = []
    for step in change.steps:
        match step:
            case NodeStep(index, before, after) if before is not None and after is not None:
                targets.append((index, after.id))
            case AnnotationStep(index, before, after) if before is not None and after is not None:
                targets.append((type(after), index, after.id))
            case PartStep(part):
                targets.append((part,))
            case _:
                return None
    return targets


def same_targets(last: Change, change: Change) -> bool:
    """Whether a change goes on with what another one began, as while typing."""
    targets = _targets(last)
    return last.label == change.label and targets is not None and targets == _targets(change)


def _joined(last: Change, change: Change) -> Change:
    pairs = zip(last.steps, change.steps, strict=True)
    steps = (structs.replace(old, after=new.after) for old, new in pairs)
    return Change(change.label, tuple(step for step in steps if step.before != step.after))
