"""The rows of the table: what was measured, the best of the peers, how many times better we are, and the goal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "resources" / "benchmarks" / "table.json"


@dataclass(frozen=True)
class Row:
    """Something that costs time or memory: the less, the better."""

    key: str
    what: str
    unit: str
    ours: float
    peers: dict[str, float] = field(default_factory=dict)
    ratio_goal: float | None = None
    """How many times as much the best peer is to need."""
    most: float | None = None
    """How much we may need, where the goal is that."""
    note: str = ""

    @property
    def best(self) -> str | None:
        """The peer that needs the least."""
        return min(self.peers, key=lambda name: self.peers[name]) if self.peers else None

    @property
    def ratio(self) -> float | None:
        """How many times as much the best peer needs."""
        return None if self.best is None else self.peers[self.best] / self.ours

    @property
    def goal(self) -> str:
        """The goal as it is printed."""
        if self.ratio_goal is not None:
            return f"{self.ratio_goal:g}x"
        return "" if self.most is None else f"{self.most:g} {self.unit}"

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where that cannot be told."""
        if self.ratio_goal is not None:
            return None if self.ratio is None else self.ratio >= self.ratio_goal
        return None if self.most is None else self.ours <= self.most

    def line(self) -> str:
        """The row as it is printed."""
        theirs = "no peer is installed" if self.best is None else f"{self.best:<22}{self.peers[self.best]:>10.3f}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        reached = {True: "yes", False: "no", None: ""}[self.is_met]
        return (
            f"{self.key:<12}{self.what:<50}{self.unit:<4}{self.ours:>10.3f}  "
            f"{theirs:<32}{ratio:>8}{self.goal:>9}  {reached:<4}{self.note}"
        )


HEADER = (
    f"{'':<12}{'the less, the better':<54}{'NN Studio':>10}  {'best peer':<32}{'ratio':>8}{'goal':>9}  "
    f"{'met':<4}first losses differ by"
)


def stored() -> tuple[dict[str, Any], list[Row]]:
    """The computer that was measured last, and its rows."""
    if not FILE.exists():
        return {}, []
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return content["machine"], [Row(**row) for row in content["rows"]]


def store(machine: dict[str, Any], rows: Iterable[Row], order: list[str]) -> list[Row]:
    """Put rows beside those of the same computer that were measured before; returns all, in this order of keys."""
    known, before = stored()
    same = known.get("processor") == machine["processor"] and known.get("blas") == machine["blas"]
    merged = {row.key: row for row in (*(before if same else ()), *rows)}
    ordered = sorted(merged.values(), key=lambda row: order.index(row.key))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine, "rows": [asdict(row) for row in ordered]}
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return ordered
