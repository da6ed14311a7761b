"""One training run as the list of runs keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nnstudio.catalog.kernels import Array
from nnstudio.engine.snapshot import RunState
from nnstudio.network.document import Document
from nnstudio.sentence import Sentence


@dataclass(frozen=True, eq=False)
class KeptMoment:
    """A moment of a run that a callback kept by name."""

    run: int
    """The number of the run in its project."""
    name: str
    epoch: int
    """Complete epochs."""


@dataclass(frozen=True, eq=False)
class RunRecord:
    """A run that is going on or over."""

    name: Sentence
    document: Document
    """What was trained."""
    started: datetime
    state: RunState = RunState.PREPARING
    reason: str = ""
    """Why it ended, as a sentence to be told."""
    epochs: int = 0
    """Complete epochs."""
    history: Mapping[str, Array] = field(default_factory=dict)
    """The curves: one value per complete epoch in every column."""
    seconds: float = 0.0
    """From the start to the end, pauses included."""
    weights: Callable[[], Mapping[str, Array]] | None = None
    """Gives the weights with which it ended, where they are kept."""
    kept: tuple[KeptMoment, ...] = ()
    """The moments that have a name, oldest first."""
