"""Gradients cut down to a limit before they are followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.engine.weights import WeightStore


def clip(optimizer: Optimizer, store: WeightStore) -> Iterator[Call]:
    """Keras' order: by weight, else by all together, else by value."""
    gradient = store.gradient
    if optimizer.clipnorm is not None:
        for slot in store.slots:
            if slot.gradient is not None:
                yield from _limit_norm(slot.gradient.reshape(-1), optimizer.clipnorm)
    elif optimizer.global_clipnorm is not None:
        yield from _limit_norm(gradient, optimizer.global_clipnorm)
    elif optimizer.clipvalue is not None:
        limit = np.full((), optimizer.clipvalue, gradient.dtype)
        yield partial(np.clip, gradient, -limit, limit, gradient)


def _limit_norm(gradient: Array, limit: float) -> Iterator[Call]:
    """g *= limit / max(‖g‖, limit)."""
    norm = np.zeros((), gradient.dtype)
    most = np.full((), limit, gradient.dtype)
    yield partial(np.dot, gradient, gradient, norm)
    yield partial(np.sqrt, norm, norm)
    yield partial(np.maximum, norm, most, out=norm)
    yield partial(np.divide, most, norm, norm)
    yield partial(np.multiply, gradient, norm, gradient)
