"""Keras' own words: every public class with its fields and defaults, every short name, and what it stands for."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np

# The tables of short names and the rule for "accuracy" are not part of the public interface.
from keras.src import activations, constraints, initializers, losses, metrics, optimizers, regularizers
from keras.src.trainers.compile_utils import get_loss, get_metric

from tests.golden.recorders.keras_layers import CALL_SETTINGS, OF_KERAS_HUB
from tests.golden.tables.objectives import RESOLVED_BY_SHAPE

MODULES = {
    "layers": keras.layers,
    "activations": keras.activations,
    "initializers": keras.initializers,
    "regularizers": keras.regularizers,
    "constraints": keras.constraints,
    "losses": keras.losses,
    "metrics": keras.metrics,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "callbacks": keras.callbacks,
}
SHORT_NAMES = {
    "activations": activations,
    "initializers": initializers,
    "regularizers": regularizers,
    "constraints": constraints,
    "losses": losses,
    "metrics": metrics,
    "optimizers": optimizers,
}


def write(folder: Path) -> None:
    content = {
        "signatures": {kind: _signatures(kind, module) for kind, module in MODULES.items()},
        "identifiers": {kind: _identifiers(module) for kind, module in SHORT_NAMES.items()},
        "resolutions": [_resolution(*shapes) for shapes in RESOLVED_BY_SHAPE],
    }
    text = ",\n".join(f'"{part}": {_lines(entries)}' for part, entries in content.items())
    (folder / "vocabulary.json").write_text(f"{{{text}}}\n", encoding="utf-8")


def _signatures(kind: str, module: ModuleType) -> dict[str, Any]:
    wanted = inspect.isfunction if kind == "activations" else inspect.isclass
    found = dict(inspect.getmembers(module, wanted)) | (OF_KERAS_HUB if kind == "layers" else {})
    skipped = {"get", "serialize", "deserialize"}
    return {
        name: _signature(member) | _settings_of_calls(member) for name, member in found.items() if name not in skipped
    }


def _settings_of_calls(member: Any) -> dict[str, Any]:
    """Settings with their defaults that Keras takes in every call of a layer."""
    parameters = inspect.signature(member.call).parameters if hasattr(member, "call") else {}
    found = {name: parameters[name].default for name in CALL_SETTINGS if name in parameters}
    return {"call": found} if found else {}


def _signature(member: Any) -> dict[str, Any]:
    parameters = [
        p for p in inspect.signature(member).parameters.values() if p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL}
    ]
    return {
        "required": [p.name for p in parameters if p.default is p.empty],
        "defaults": {p.name: p.default for p in parameters if _is_plain(p.default)},
    }


def _is_plain(default: Any) -> bool:
    return default is None or isinstance(default, bool | int | float | str | tuple | list)


def _identifiers(module: ModuleType) -> dict[str, str]:
    return {name: thing.__name__ for name, thing in sorted(module.ALL_OBJECTS_DICT.items())}


def _resolution(target: tuple[int, ...], prediction: tuple[int, ...]) -> dict[str, Any]:
    y, p = np.zeros(target), np.zeros(prediction)
    return {
        "target": target,
        "prediction": prediction,
        "accuracy": type(get_metric("accuracy", y, p)).__name__,
        "crossentropy": get_loss("crossentropy", y, p).fn.__name__,
    }


def _lines(entries: dict[str, Any] | list[Any]) -> str:
    """One line an entry, one level down."""
    if isinstance(entries, list):
        return "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]"
    kinds = (f'"{kind}": {{\n{_members(members)}\n}}' for kind, members in entries.items())
    return "{\n" + ",\n".join(kinds) + "\n}"


def _members(members: dict[str, Any]) -> str:
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(member)}" for name, member in members.items())
