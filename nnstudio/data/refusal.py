"""Data that cannot be used as a document wants it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class DataRefusal:
    """Why data cannot be used, and which columns there are to choose from."""

    reason: str
    """A sentence."""
    columns: Dataset | None = None
    """The columns without their rows; None where not even those could be read."""
