"""Problems: what keeps a document from training or makes it train badly, in a sentence, with repairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct

from nnstudio.network.change import Change
from nnstudio.network.graph import Node
from nnstudio.sentence import listed


class Fix(Struct, frozen=True):
    """A repair that is one undo step away."""

    label: str
    change: Change


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that is wrong or doubtful, and where."""

    code: str
    message: str
    severity: Literal["error", "warning"] = "error"
    node: str | None = None
    field: str | None = None
    fixes: tuple[Fix, ...] = ()

    @property
    def key(self) -> tuple[str | None, ...]:
        """What it is known by, as long as it is there."""
        return self.code, self.node, self.field, self.message

    def to_json(self, repairs: Iterable[str] = ()) -> dict[str, Any]:
        """The form that `nnstudio check --json` prints, with the titles of what would mend it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "node": self.node,
            "field": self.field,
            "message": self.message,
            "fixes": list(repairs),
        }


def in_words(nodes: Iterable[Node]) -> str:
    """Nodes as a sentence lists them: “a”, “b” and “c”."""
    return listed(f"“{node.id}”" for node in nodes)
