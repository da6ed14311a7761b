"""Tame values for the fields of any declaration: legal, and small enough that a network of them stays calm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.registry import types_of

Rng = np.random.Generator
Draw = Callable[[Rng], Any]

OFTEN = 0.35
"""How likely a field is set that may be left at its default."""


def one_of(*values: Any) -> Draw:
    return lambda rng: values[int(rng.integers(len(values)))]


def between(low: float, high: float) -> Draw:
    return lambda rng: round(float(rng.uniform(low, high)), 3)


def times(low: int, high: int) -> Draw:
    return lambda rng: int(rng.integers(low, high + 1))


TAME: Mapping[str, Draw] = {
    "rate": one_of(0.0),  # random layers cannot agree in numbers
    "dropout": one_of(0.0),
    "recurrent_dropout": one_of(0.0),
    "stddev": one_of(0.0),
    "seed": one_of(None),
    "alpha": between(0.1, 1.0),
    "axis": one_of(-1, -1, -1, 1, 2, [1, 2]),
    "axes": one_of([1, 1], [1, 2], [2, 1], [2, 2], [-1, -1], [3, 3]),
    "b": between(1.0, 5.0),
    "clip_threshold": between(0.5, 2.0),
    "clipnorm": between(0.05, 1.0),
    "clipvalue": between(0.01, 0.3),
    "default_value": between(-0.5, 0.5),
    "epsilon": one_of(1e-3, 1e-4, 1e-2),
    "epsilon_1": one_of(1e-30),
    "epsilon_2": one_of(1e-3),
    "exclude_layers": one_of(None, ["out"]),
    "factor": between(0.0, 0.05),
    "filters": times(1, 5),
    "gamma": between(0.5, 3.0),
    "global_clipnorm": between(0.1, 1.0),
    "groups": one_of(1, 1, 2, 3),
    "initial_accumulator_value": between(0.1, 0.5),
    "l1": between(0.0, 0.02),
    "l2": between(0.0, 0.05),
    "label_smoothing": between(0.0, 0.4),
    "learning_rate": one_of(0.001, 0.002, 0.005),
    "initial_learning_rate": one_of(0.002, 0.005),
    "end_learning_rate": one_of(0.001, 0.0005),
    "warmup_target": one_of(0.004, 0.008, None),
    "max_value": between(0.5, 6.0),
    "min_value": between(0.0, 0.4),
    "negative_slope": between(0.0, 0.5),
    "num_thresholds": one_of(7, 20, 200),
    "sequence_length": times(3, 9),
    "target_class_ids": one_of([0], [1], [0, 1]),
    "threshold": between(0.1, 0.7),
    "thresholds": one_of(None, 0.3, 0.62),
    "units": times(1, 6),
    "weight_decay": one_of(None, 0.004, 0.02),
    "adam_weight_decay": one_of(None, 0.004, 0.02),
}
"""Fields of which most legal values would fit no network, be nowhere near what people use, or let it explode."""

ALWAYS = ("rate", "dropout", "recurrent_dropout", "stddev", "learning_rate")
"""Set wherever there is such a field, as the defaults are random, or too fast."""

NEAR_DEFAULT = ("muon_a", "muon_b", "muon_c", "beta_2_decay", "learning_rate_power", "power")
"""Numbers that only work about where they are."""


def config_of(declaration: type[Declaration], rng: Rng, tame: Mapping[str, Draw] | None = None) -> dict[str, Any]:
    """A config in JSON form: what is required, and some of what is not."""
    draws = TAME | (tame or {})
    config = {}
    for name, field in fields_of(declaration).items():
        if field.required or name in ALWAYS or rng.random() < OFTEN:
            is_tamed = name in draws and field.kind not in (FieldKind.DECLARATION, FieldKind.DECLARATIONS)
            config[name] = draws[name](rng) if is_tamed else value_of(field, rng)
    return {name: value for name, value in config.items() if value is not None}


def choice_of(kind: type[Declaration], rng: Rng) -> dict[str, Any]:
    """Any type of a kind, with a config."""
    types = list(types_of(kind).values())
    return chosen(types[int(rng.integers(len(types)))], rng)


def chosen(declaration: type[Declaration], rng: Rng, tame: Mapping[str, Draw] | None = None) -> dict[str, Any]:
    """A type with a config, in the long form of documents."""
    return {"type": declaration.keras_name(), "config": config_of(declaration, rng, tame)}


def value_of(field: Field, rng: Rng) -> Any:
    """A legal value in JSON form."""
    if field.optional and rng.random() < 0.5:
        return None
    return DRAWS[field.kind](field, rng)


def _integer(field: Field, rng: Rng) -> int:
    low = field.bounds.ge if field.bounds.ge is not None else field.bounds.gt
    least = -1 if low is None else int(low)
    most = least + 3 if field.bounds.le is None else int(field.bounds.le)
    return next(value for value in _forever(lambda: int(rng.integers(least, most + 1))) if field.bounds.admit(value))


def _number(field: Field, rng: Rng) -> float:
    bounds, default = field.bounds, field.default
    if field.name in NEAR_DEFAULT and isinstance(default, float):
        return round(default * float(rng.uniform(0.9, 1.1)), 4)
    low = bounds.ge if bounds.ge is not None else bounds.gt
    least = 0.0 if low is None else low
    most = least + 1.0 if bounds.le is None and bounds.lt is None else min(bounds.le or 1.0, bounds.lt or 1.0)
    draws = _forever(lambda: round(float(rng.uniform(least + 0.1 * (most - least), most - 0.1 * (most - least))), 3))
    return next(value for value in draws if bounds.admit(value))


def _length(field: Field, rng: Rng) -> int:
    return field.length or int(rng.integers(1, 4))


def _forever(draw: Callable[[], Any]) -> Any:
    while True:
        yield draw()


DRAWS: Mapping[FieldKind, Callable[[Field, Rng], Any]] = {
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.BOOLEAN: lambda _, rng: bool(rng.random() < 0.5),
    FieldKind.CHOICE: lambda field, rng: one_of(*field.choices)(rng),
    FieldKind.INTEGERS: lambda field, rng: [_integer(field, rng) for _ in range(_length(field, rng))],
    FieldKind.NUMBERS: lambda field, rng: [_number(field, rng) for _ in range(_length(field, rng))],
    FieldKind.INTEGER_PAIRS: lambda field, rng: [
        [_integer(field, rng), _integer(field, rng)] for _ in range(_length(field, rng))
    ],
    FieldKind.DECLARATION: lambda field, rng: choice_of(field.base, rng),
}
