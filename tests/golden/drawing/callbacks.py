"""Callbacks that change the course of a training."""

from __future__ import annotations

from typing import Any

from nnstudio.catalog.schedules import Schedule
from tests.golden.drawing.tables import Rng, one_of
from tests.golden.drawing.values import choice_of


def drawn_callbacks(optimizer: dict[str, Any], rng: Rng, *, validates: bool) -> list[dict[str, Any]]:
    """None, mostly; else one that goes with this optimizer."""
    if rng.random() < 0.7:
        return []
    draws = [_early_stopping(rng, validates=validates), {"type": "TerminateOnNaN", "config": {}}]
    if not isinstance(optimizer["config"]["learning_rate"], dict):  # which nobody else may set
        draws += [_reduction(rng, validates=validates), _scheduler(rng)]
    return [one_of(*draws)(rng)]


def _early_stopping(rng: Rng, *, validates: bool) -> dict[str, Any]:
    config = {
        "monitor": _monitored(rng, validates=validates),
        "patience": one_of(0, 1)(rng),
        "min_delta": one_of(0.0, 0.05)(rng),
        "restore_best_weights": one_of(True, False)(rng),
    }
    return {"type": "EarlyStopping", "config": config}


def _reduction(rng: Rng, *, validates: bool) -> dict[str, Any]:
    config = {
        "monitor": _monitored(rng, validates=validates),
        "factor": one_of(0.5, 0.1)(rng),
        "patience": one_of(0, 1)(rng),
        "min_delta": one_of(0.0001, 0.05)(rng),
    }
    return {"type": "ReduceLROnPlateau", "config": config}


def _scheduler(rng: Rng) -> dict[str, Any]:
    return {"type": "LearningRateScheduler", "config": {"schedule": choice_of(Schedule, rng)}}


def _monitored(rng: Rng, *, validates: bool) -> str:
    return one_of("loss", "val_loss")(rng) if validates else "loss"
