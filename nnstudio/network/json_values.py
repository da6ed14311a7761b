"""What parsed JSON has to be at a place; sentences for where it is something else."""

from __future__ import annotations

from typing import Any

from nnstudio.catalog.fields import shown
from nnstudio.errors import DocumentError
from nnstudio.sentence import Sentence


def as_object(value: Any, where: str) -> dict[str, Any]:
    """The value, which must be an object; raises DocumentError."""
    if not isinstance(value, dict):
        raise DocumentError(
            Sentence("{where} must be a JSON object, not {value}.", where=where, value=shown(value)), where=where
        )
    return value


def as_list(value: Any, where: str) -> list[Any]:
    """The value, which must be a list; raises DocumentError."""
    if not isinstance(value, list):
        raise DocumentError(
            Sentence("{where} must be a list, not {value}.", where=where, value=shown(value)), where=where
        )
    return value


def as_text(value: Any, where: str) -> str:
    """The value, which must be a text; raises DocumentError."""
    if not isinstance(value, str):
        raise DocumentError(
            Sentence("{where} must be a text, not {value}.", where=where, value=shown(value)), where=where
        )
    return value
