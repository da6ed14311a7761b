"""Numbers that Keras 3 gave, read without Keras.

`cases("layers")` is every recorded layer configuration with its arrays; README.md lists the kinds and what each holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

RECORDED = Path(__file__).parent / "recorded"


@dataclass(frozen=True, eq=False)
class GoldenCase:
    """One thing Keras computed: `config` is in our document form, `arrays` are read-only."""

    kind: str
    type: str
    name: str
    config: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]
    extras: Mapping[str, Any]

    def __str__(self) -> str:
        return self.name

    def under(self, prefix: str) -> dict[str, np.ndarray]:
        """The arrays below a path: `under("weights")` gives {"kernel": ..., "bias": ...}."""
        start = f"{prefix}/"
        return {name.removeprefix(start): array for name, array in self.arrays.items() if name.startswith(start)}


@cache
def cases(kind: str) -> list[GoldenCase]:
    """Every recorded case of a kind ("layers", "losses", ...), in the order of its table."""
    files = sorted((RECORDED / kind).glob("*.json")) or [RECORDED / f"{kind}.json"]
    return [case for file in files for case in _cases_of(kind, file)]


@cache
def signatures(kind: str) -> dict[str, Any]:
    """Keras' own signatures: {"Dense": {"required": ["units"], "defaults": {"use_bias": true, ...}}, ...}."""
    return dict(_vocabulary()["signatures"][kind])


@cache
def identifiers(kind: str) -> dict[str, str]:
    """Every string Keras takes for a thing of this kind, with the name of what it stands for: {"mse": ...}."""
    return dict(_vocabulary()["identifiers"][kind])


@cache
def resolutions() -> list[dict[str, Any]]:
    """What "accuracy" and "crossentropy" stand for, by the shapes of target and prediction (batch axis included)."""
    return list(_vocabulary()["resolutions"])


def _cases_of(kind: str, file: Path) -> list[GoldenCase]:
    entries = json.loads(file.read_text(encoding="utf-8"))
    with np.load(file.with_suffix(".npz")) as archive:
        return [_case(kind, entry, archive) for entry in entries]


def _case(kind: str, entry: dict[str, Any], archive: Mapping[str, np.ndarray]) -> GoldenCase:
    own = {array: archive[f"{entry['name']}/{array}"] for array in entry["arrays"]}
    arrays = own | {array: archive[f"shared/{array}"] for array in entry.get("shared", [])}
    for array in arrays.values():
        array.setflags(write=False)
    known = {"type", "name", "config", "arrays", "shared"}
    extras = {key: value for key, value in entry.items() if key not in known}
    return GoldenCase(
        kind, entry["type"], entry["name"], entry["config"], MappingProxyType(arrays), MappingProxyType(extras)
    )


@cache
def _vocabulary() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((RECORDED / "vocabulary.json").read_text(encoding="utf-8"))
    return content
