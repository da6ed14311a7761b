"""What the recorders fill: cases with their arrays, written as one .npz a kind and one readable index."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


class Recording:
    """The cases of one kind, in the order of their table."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.entries: list[dict[str, Any]] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.shared: list[str] = []

    def share(self, arrays: Mapping[str, Any]) -> None:
        """Arrays that every case of this kind has, stored once."""
        self.shared += arrays
        self.arrays |= {f"shared/{name}": np.asarray(array) for name, array in arrays.items()}

    def add(
        self, type_name: str, name: str, config: Mapping[str, Any], arrays: Mapping[str, Any], **extras: Any
    ) -> None:
        if any(entry["name"] == name for entry in self.entries):
            raise ValueError(f"Two {self.kind} cases are called {name}.")
        entry = {"type": type_name, "name": name, "config": config, **extras, "arrays": list(arrays)}
        self.entries.append(entry | ({"shared": self.shared} if self.shared else {}))
        self.arrays |= {f"{name}/{array_name}": np.asarray(array) for array_name, array in arrays.items()}

    def save(self, folder: Path) -> None:
        np.savez_compressed(folder / f"{self.kind}.npz", **self.arrays)


def write_index(folder: Path, versions: dict[str, str], recordings: list[Recording]) -> None:
    """One line a case, so that a difference between two recordings can be read."""
    kinds = ",\n".join(f'"{recording.kind}": [\n{_lines(recording.entries)}\n]' for recording in recordings)
    text = f'{{"recorded with": {json.dumps(versions)}, "cases": {{\n{kinds}\n}}}}\n'
    (folder / "index.json").write_text(text, encoding="utf-8")


def case_name(type_name: str, config: Mapping[str, Any], where: str = "") -> str:
    """A case as one would say it: "Dense(units=5, activation=relu) on (3)"."""
    settings = ", ".join(f"{field}={_spoken(value)}" for field, value in config.items())
    return f"{type_name}({settings}){where}"


def generator(kind: str, name: str) -> np.random.Generator:
    """Random numbers of a case's own: a new row in a table changes no other."""
    return np.random.default_rng(zlib.crc32(f"{kind}/{name}".encode()))


def _lines(entries: list[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(entry) for entry in entries)


def _spoken(value: Any) -> str:
    if isinstance(value, dict):
        return case_name(value["type"], value["config"])
    if isinstance(value, list):
        return "x".join(_spoken(entry) for entry in value)
    return str(value)
