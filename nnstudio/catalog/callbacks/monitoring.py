"""What callbacks have in common that go by one figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from nnstudio.catalog.callbacks.base import Callback
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.registry import find_type
from nnstudio.sentence import Sentence, joined

Monitor: TypeAlias = Annotated[
    str, Meta(title="Monitor", description="The figure to watch, such as val_loss or val_accuracy.")
]
Mode: TypeAlias = Annotated[
    Literal["auto", "min", "max"],
    Meta(title="Mode", description="Whether less (min) or more (max) is better; auto knows it for every metric."),
]


class _Monitoring(Callback, frozen=True, kw_only=True):
    """A rule that compares a figure with the best one so far."""

    monitor: Monitor = "val_loss"
    mode: Mode = "auto"

    @property
    def watched(self) -> str | None:
        """The figure."""
        return self.monitor

    def sign(self) -> int | None:
        """1 where more is better, -1 where less is, None where nobody knows."""
        if self.mode != "auto":
            return 1 if self.mode == "max" else -1
        figure = self.monitor.removeprefix("val_")
        if figure == "loss":
            return -1
        metric = find_type(Metric, figure)
        return None if metric is None else 1 if metric.better == "higher" else -1

    def missing(self, logs: Mapping[str, float]) -> str:
        """What is said where the figure is not there."""
        told = Sentence(
            "{callback} watches {monitor}, which this training does not measure; it has {known}.",
            callback=self.label,
            monitor=self.monitor,
            known=", ".join(logs),
        )
        advice = Sentence("Set aside some data for validation.") if self.monitor.startswith("val_") else ""
        return joined((told, advice))

    def undirected(self) -> str:
        """What is said where nobody knows which figures are better."""
        return Sentence(
            "{callback} cannot tell whether more or less {monitor} is better. Set its mode to min or max.",
            callback=self.label,
            monitor=self.monitor,
        )


def json_number(value: float) -> float | str:
    """The number itself, or its name where JSON has none for it."""
    return value if math.isfinite(value) else str(value)
