"""The figures of a run by name: which there are, which way is better, and where each was best."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.registry import find_type

VALIDATION = "val_"
LEARNING_RATE = "learning_rate"
_BOOKKEEPING = ("epoch", "seconds", "samples_per_second")
_NUMBER = re.compile(r"_\d+$")
"""What tells the second metric of a name from the first."""
_LEADING = ("val_accuracy", "val_loss", "loss")


class Best(NamedTuple):
    """Where a figure was best."""

    epoch: int
    """Counted from 1."""
    value: float


def quantities(history: Mapping[str, Array]) -> tuple[str, ...]:
    """What was measured, training and validation together under one name; the learning rate comes last."""
    names = [name for name in history if name not in _BOOKKEEPING and not name.startswith(VALIDATION)]
    return tuple(sorted(names, key=lambda name: name == LEARNING_RATE))


def columns_of(quantity: str, history: Mapping[str, Array]) -> tuple[str, ...]:
    """The columns of a quantity that a history has: that of training, that of validation."""
    return tuple(name for name in (quantity, f"{VALIDATION}{quantity}") if name in history)


def short_name(name: str) -> str:
    """How a narrow column names a figure: its usual abbreviation, such as MAE, or itself."""
    metric, before = _metric_of(name.removeprefix(VALIDATION))
    abbreviations = [alias for alias in metric.aliases if alias.isupper()] if metric is not None else []
    return before + min(abbreviations, key=len) if abbreviations else name


def higher_is_better(name: str) -> bool:
    """Whether more of this figure is better; less is better of what nobody knows."""
    metric, _ = _metric_of(name.removeprefix(VALIDATION))
    return metric is not None and metric.better == "higher"


def _metric_of(name: str) -> tuple[type[Metric] | None, str]:
    """The metric that a figure is of, and what stands before its name: that of an output, or `weighted`."""
    words = _NUMBER.sub("", name).split("_")
    for start in range(len(words)):
        metric = find_type(Metric, "_".join(words[start:]))
        if metric is not None:
            return metric, "".join(f"{word}_" for word in words[:start])
    return None, ""


def best(name: str, history: Mapping[str, Array]) -> Best | None:
    """The first best epoch of a figure; None where it was never a number."""
    values = history.get(name, np.empty(0))
    if not np.isfinite(values).any():
        return None
    index = int(np.nanargmax(values) if higher_is_better(name) else np.nanargmin(values))
    return Best(index + 1, float(values[index]))


def leading(history: Mapping[str, Array]) -> str | None:
    """The figure by which a run is judged: the accuracy in validation where there is one, else the loss."""
    return next((name for name in _LEADING if len(history.get(name, ()))), None)
