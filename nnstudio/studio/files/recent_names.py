"""What a file is called where it is offered to be opened again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from nnstudio.project.drafts import is_draft


def recent_name(path: Path) -> str:
    """The name of a file, or that of the document in a draft, which has no file of its own."""
    if not is_draft(path):
        return path.name
    text = QCoreApplication.translate("WelcomePage", "{0} (not saved)")
    return text.format(path.stem.rpartition("-")[0])
