"""What is still being typed somewhere in a window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnstudio.studio.forms.entry_editor import Entry, EntryEditor
from nnstudio.studio.forms.in_place_text import InPlaceText


def finish_typing(widget: QWidget) -> None:
    """Take over whatever is typed inside a widget and not confirmed yet, as if Enter had been pressed."""
    for entry in widget.findChildren(Entry):
        if entry.isModified():
            entry.editingFinished.emit()
    for text in widget.findChildren(InPlaceText):
        text.finish()


def refused_typing(widget: QWidget) -> list[str]:
    """Why what stands in entries inside a widget cannot be taken over, for each in which such a text stands."""
    return [editor.refusal for editor in widget.findChildren(EntryEditor) if editor.refusal]


def abandon_typing(widget: QWidget) -> None:
    """Let every entry inside a widget show its value again."""
    for entry in widget.findChildren(Entry):
        if entry.isModified():
            entry.abandoned.emit()
    for text in widget.findChildren(InPlaceText):
        text.abandon()
