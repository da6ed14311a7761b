"""What a file is called where it is offered to be opened again, and what can be done with it there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from nnstudio.project.drafts import is_draft

_CONTEXT = "RecentProjects"


def recent_name(path: Path) -> str:
    """The name of a file, or that of the document in a draft, which has no file of its own."""
    return _translated("{0} (not saved)").format(draft_name(path)) if is_draft(path) else path.name


def draft_name(path: Path) -> str:
    """The name of the document in a draft."""
    return path.stem.rpartition("-")[0]


def removal_name(path: Path) -> str:
    """What it is called to take it off the list."""
    return _translated("Move to the trash") if is_draft(path) else _translated("Remove from the list")


def recent_tip(path: Path) -> str:
    """Where it lies, and which key takes it off the list."""
    hint = _translated("Del moves it to the trash.") if is_draft(path) else _translated("Del removes it from the list.")
    return f"{path}\n{hint}"


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
