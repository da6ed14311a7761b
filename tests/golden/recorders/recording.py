"""What the recorders fill: cases with their arrays, written as an .npz and a readable list."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


class Recording:
    """Cases that are written together, in the order of their table: all of a kind, or those of one type of layer."""

    def __init__(self, path: str) -> None:
        self.path = path
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
            raise ValueError(f"Two cases of {self.path} are called {name}.")
        entry = {"type": type_name, "name": name, "config": config, **extras, "arrays": list(arrays)}
        self.entries.append(entry | ({"shared": self.shared} if self.shared else {}))
        self.arrays |= {f"{name}/{array_name}": np.asarray(array) for array_name, array in arrays.items()}

    def save(self, folder: Path) -> None:
        """One line a case, so that a difference between two recordings can be read."""
        target = folder / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(target.with_suffix(".npz"), **self.arrays)
        lines = ",\n".join(json.dumps(entry) for entry in self.entries)
        target.with_suffix(".json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def case_name(type_name: str, config: Mapping[str, Any], where: str = "") -> str:
    """A case as one would say it: "Dense(units=5, activation=relu) on (3)"."""
    settings = ", ".join(f"{field}={_spoken(value)}" for field, value in config.items())
    return f"{type_name}({settings}){where}"


def generator(kind: str, name: str) -> np.random.Generator:
    """Random numbers of a case's own: a new row in a table changes no other."""
    return np.random.default_rng(zlib.crc32(f"{kind}/{name}".encode()))


def _spoken(value: Any) -> str:
    if isinstance(value, dict):
        return case_name(value["type"], value["config"])
    if isinstance(value, list):
        return "x".join(_spoken(entry) for entry in value)
    return str(value)
