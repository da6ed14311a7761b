"""The random numbers that cases are made of: targets, predictions, and the rows of whole trainings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return rng.normal(size=shape).astype(np.float32)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float32)


# A target for a prediction of a shape, by the kind that a table names.
TARGETS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], Array]] = {
    "normal": normal,
    "binary": lambda rng, shape: (rng.random(shape) < 0.5).astype(np.float32),
    "signs": lambda rng, shape: rng.choice(np.float32([-1, 1]), shape),
    "counts": lambda rng, shape: rng.poisson(3, shape).astype(np.float32),
    "distribution": lambda rng, shape: softmax(normal(rng, shape) * 2),
    "labels": lambda rng, shape: rng.integers(0, shape[-1], shape[:-1], np.int32),
    "label column": lambda rng, shape: rng.integers(0, shape[-1], (*shape[:-1], 1), np.int32),
    "labels of 3": lambda rng, shape: rng.integers(0, 3, shape, np.int32),
    "one-hot": lambda rng, shape: np.eye(shape[-1], dtype=np.float32)[rng.integers(0, shape[-1], shape[:-1])],
}

# What a network could have said to a target, likewise.
PREDICTIONS: dict[str, Callable[[np.random.Generator, tuple[int, ...], Array], Array]] = {
    "normal": lambda rng, shape, _: normal(rng, shape),
    "near target": lambda rng, shape, y: y + normal(rng, shape) * 0.3,
    "labels of 3": lambda rng, shape, _: rng.integers(0, 3, shape).astype(np.float32),
    "logits": lambda rng, shape, _: normal(rng, shape) * 2,
    "extreme logits": lambda rng, shape, _: rng.choice(np.float32([-1000, -100, -30, 0.5, 30, 100, 1000]), shape),
    "probability": lambda rng, shape, _: 1 / (1 + np.exp(-normal(rng, shape) * 2)),
    # ties, and values that stand on a threshold
    "coarse probability": lambda rng, shape, _: rng.choice(np.float32([0, 0.25, 0.5, 0.75, 1]), shape),
    "extreme probability": lambda rng, shape, _: rng.choice(np.float32([0, 1e-9, 1e-4, 0.5, 0.9999, 1]), shape),
    "distribution": lambda rng, shape, _: softmax(normal(rng, shape) * 2),
    # sums to something else than 1
    "positive": lambda rng, shape, _: rng.uniform(0.05, 0.85, shape).astype(np.float32),
    "extreme distribution": lambda rng, shape, _: TARGETS["one-hot"](rng, shape),
}


def weight(name: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Anything but an initial value."""
    if name.endswith("variance"):
        return rng.uniform(0.5, 2.0, shape).astype(np.float32)
    if name.endswith("count"):
        return np.zeros(shape, np.float32)
    if name.endswith("gamma"):
        return rng.normal(1.0, 0.3, shape).astype(np.float32)
    return (normal(rng, shape) * 0.5).astype(np.float32)


def squares(rng: np.random.Generator) -> tuple[Array, Array]:
    x = rng.random((100, 1)).astype(np.float32)
    return x, x**2


def rings(rng: np.random.Generator) -> tuple[Array, Array]:
    radius, angle = rng.random(80) * 2, rng.random(80) * 2 * np.pi
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)
    return x, (radius > 1).astype(np.float32)[:, None]


def pictures(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.random((60, 8, 8, 1)).astype(np.float32), rng.integers(0, 10, 60).astype(np.int32)


def mixtures(rng: np.random.Generator) -> tuple[Array, Array]:
    x = normal(rng, (50, 5))
    return x, np.stack([np.sin(x[:, 0]) + x[:, 1], x[:, 2] * x[:, 3]], axis=1)


def kinds_and_sizes(rng: np.random.Generator) -> dict[str, Array]:
    table, series = normal(rng, (60, 4)), normal(rng, (60, 6))
    label = np.argmax(table[:, :3] + series[:, :3], axis=1)
    return {
        "table": table,
        "series": series,
        "kind_label": label,
        "kind_row": np.eye(3, dtype=np.float32)[label] * np.float32(1.5),
        "sizes": np.stack([table.sum(1), series[:, 0] * table[:, 0]], axis=1),
        "kind_weight": rng.uniform(0, 2, 60).astype(np.float32),
        "size_weight": rng.choice(np.float32([0, 1, 3]), 60),
    }


def sequences(rng: np.random.Generator) -> dict[str, Array]:
    x = normal(rng, (40, 5, 4))
    weight = rng.choice(np.float32([0, 0.5, 1, 2]), (40, 5))
    return {"input": x, "y": np.argmax(x[..., :3], axis=-1), "weight": weight}


def pairs(rng: np.random.Generator) -> dict[str, Array]:
    left, right = normal(rng, (50, 4)), normal(rng, (50, 4))
    return {"left": left, "right": right, "y": np.sin(left - right).sum(1, keepdims=True)}


def noisy_classes(rng: np.random.Generator) -> tuple[Array, Array]:
    x = normal(rng, (50, 4))
    label = np.where(rng.random(50) < 0.3, rng.integers(0, 3, 50), np.argmax(x[:, :3], axis=1))
    return x, np.eye(3, dtype=np.float32)[label]


def sentences(rng: np.random.Generator) -> tuple[Array, Array]:
    """Words 1 to 11, as many as there are, then zeros; the class is that of the largest word."""
    words = _words(rng, 60, 7)
    return words, (words.max(axis=1) // 4).astype(np.int32)


def tagged_sentences(rng: np.random.Generator) -> tuple[Array, Array]:
    words = _words(rng, 40, 6)
    return words, np.stack([np.sin(words), np.cumsum(words, axis=1) / 20], axis=2).astype(np.float32)


def _words(rng: np.random.Generator, count: int, length: int) -> Array:
    words = rng.integers(1, 12, (count, length)).astype(np.int32)
    return np.where(np.arange(length) < rng.integers(1, length + 1, (count, 1)), words, 0).astype(np.int32)
