"""How a training is shown: a bar on a terminal, a line per epoch elsewhere, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from nnstudio.cli.arguments import WIDTH
from nnstudio.cli.output import figure, say
from nnstudio.engine.snapshot import Snapshot

Show = Callable[[Snapshot], None]
"""Shows what is new in a snapshot; called many times a second."""

_BAR_WIDTH = 46
"""How much of a line the bar takes with all that is left of it."""
_NOT_FIGURES = ("epoch", "learning_rate", "seconds", "samples_per_second")


def progress(shown: int, *, quiet: bool) -> AbstractContextManager[Show]:
    """The way that suits where standard output goes; the first `shown` epochs are behind a resumed training."""
    if quiet:
        return nullcontext(lambda _: None)
    return _Bar() if sys.stdout.isatty() else nullcontext(_Lines(shown))


def figures_text(row: Mapping[str, float], width: int) -> str:
    """The figures of an epoch, those of the loss first, as many as fit."""
    names = [name for name in row if name not in _NOT_FIGURES]
    text = ""
    for name in sorted(names, key=lambda name: not name.endswith("loss")):
        longer = f"{text}  {name} {figure(row[name])}".lstrip()
        if len(longer) > width:
            break
        text = longer
    return text


def last_row(snapshot: Snapshot) -> dict[str, float]:
    """The figures of the last complete epoch, without those that it does not have."""
    return _row(snapshot, -1)


def _row(snapshot: Snapshot, index: int) -> dict[str, float]:
    values = {name: float(column[index]) for name, column in snapshot.history.items() if len(column)}
    return {name: value for name, value in values.items() if not np.isnan(value)}


class _Lines:
    """A line for every epoch."""

    def __init__(self, shown: int) -> None:
        self._shown = shown

    def __call__(self, snapshot: Snapshot) -> None:
        complete = len(snapshot.history.get("epoch", ()))
        for index in range(self._shown, complete):
            begin = f"epoch {index + 1:>{len(str(snapshot.epochs))}}/{snapshot.epochs}  "
            say(begin + figures_text(_row(snapshot, index), WIDTH - len(begin)))
        self._shown = max(self._shown, complete)


class _Bar:
    """A bar that fills, with the latest figures and the time that is left."""

    def __enter__(self) -> Show:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - only here

        self._bar = Progress(
            TextColumn("{task.fields[epoch]}"),
            BarColumn(bar_width=20),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[figures]}"),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, epoch="preparing", figures="")
        self._bar.start()
        return self._show

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _show(self, snapshot: Snapshot) -> None:
        self._bar.update(
            self._task,
            completed=snapshot.progress,
            total=1 if snapshot.epochs else None,
            epoch=f"epoch {snapshot.epoch}/{snapshot.epochs}",
            figures=figures_text(last_row(snapshot), WIDTH - _BAR_WIDTH),
        )
