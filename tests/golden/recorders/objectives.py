"""Losses and metrics: functions of a target and a prediction."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np

from tests.golden.recorders import samples
from tests.golden.recorders.keras_objects import make
from tests.golden.recorders.recording import Recording, case_name, generator
from tests.golden.tables.objectives import LOSSES, METRICS, ObjectiveCase

BATCHES = (5, 3, 7)


def losses() -> Recording:
    recording = Recording("losses")
    for case in LOSSES:
        name = _name(case)
        rng = generator("losses", name)
        y = samples.TARGETS[case.target](rng, case.shape)
        p = samples.PREDICTIONS[case.prediction](rng, case.shape, y)
        weights = rng.choice(np.float32([0, 0.5, 1, 2]), _each(case, y, p).shape or case.shape[:1])
        arrays = {"y": y, "prediction": p, "sample_weight": weights} | _loss(case, y, p, weights)
        recording.add(case.type, name, case.config, arrays, default_name=_make_loss(case, "sum").name)
    return recording


def metrics() -> Recording:
    """Three batches of unequal size, and the result after each."""
    recording = Recording("metrics")
    for case in METRICS:
        name = _name(case)
        rng = generator("metrics", name)
        keras.utils.clear_session(free_memory=False)  # else the second metric of a class would be precision_1
        metric = make(keras.metrics, case.type, case.config)
        arrays: dict[str, Any] = {}
        results = []
        for batch, size in enumerate(BATCHES):
            shape = (size, *case.shape[1:])
            y = samples.TARGETS[case.target](rng, shape)
            p = samples.PREDICTIONS[case.prediction](rng, shape, y)
            metric.update_state(y, p)
            results.append(np.asarray(metric.result()))
            arrays |= {f"y{batch}": y, f"prediction{batch}": p}
        if len(case.shape) == 2:
            arrays |= _weighted(case, arrays, generator("weighted metrics", name))
        recording.add(case.type, name, case.config, arrays | {"results": np.stack(results)}, default_name=metric.name)
    return recording


def _weighted(case: ObjectiveCase, arrays: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """Weights for the samples of every batch, and the results with them."""
    metric = make(keras.metrics, case.type, case.config)
    weights, results = {}, []
    for batch, size in enumerate(BATCHES):
        y, p = arrays[f"y{batch}"], arrays[f"prediction{batch}"]
        weights[f"sample_weight{batch}"] = each = rng.choice(np.float32([0, 0.5, 1, 2]), size)
        is_counted_by_value = case.type in ("BinaryIoU", "IoU", "MeanIoU") and case.config.get("sparse_y_pred", True)
        metric.update_state(y, p, np.repeat(each, y.size // size) if is_counted_by_value else each)
        results.append(np.asarray(metric.result()))
    return weights | {"weighted_results": np.stack(results)}


def _name(case: ObjectiveCase) -> str:
    sizes = ", ".join(map(str, case.shape))
    return case_name(case.type, case.config, f" of {case.target} and {case.prediction} ({sizes})")


def _make_loss(case: ObjectiveCase, reduction: str) -> Any:
    return make(keras.losses, case.type, case.config, reduction=reduction)


def _each(case: ObjectiveCase, y: Any, p: Any) -> Any:
    """The losses that are averaged: one a sample, a region, or a batch."""
    return _make_loss(case, "none")(y, p)


def _loss(case: ObjectiveCase, y: Any, p: Any, weights: Any) -> dict[str, Any]:
    mean = _make_loss(case, "sum_over_batch_size")
    return {
        "per_sample": _each(case, y, p),
        "sum_over_batch_size": mean(y, p),
        "sum": _make_loss(case, "sum")(y, p),
        "weighted_sum_over_batch_size": mean(y, p, sample_weight=weights),
        "weighted_sum": _make_loss(case, "sum")(y, p, sample_weight=weights),
        "mean_with_sample_weight": _make_loss(case, "mean_with_sample_weight")(y, p, sample_weight=weights),
        "dprediction": jax.grad(lambda p: mean(y, p))(jax.numpy.asarray(p)),
        "weighted_dprediction": jax.grad(lambda p: mean(y, p, sample_weight=weights))(jax.numpy.asarray(p)),
    }
