import functools
import math

import numpy as np


def aligned(inputs):
    """The inputs with as many axes as the longest of them; missing ones come after the batch."""
    axes = max(x.ndim for x in inputs)
    return [x.reshape(len(x), *[1] * (axes - x.ndim), *x.shape[1:]) for x in inputs]


def add(*inputs):
    return sum(aligned(inputs))


def average(*inputs):
    return sum(aligned(inputs)) / len(inputs)


def subtract(*inputs):
    x, y = aligned(inputs)
    return x - y


def multiply(*inputs):
    return math.prod(aligned(inputs))


def maximum(*inputs):
    return functools.reduce(np.maximum, aligned(inputs))


def minimum(*inputs):
    return functools.reduce(np.minimum, aligned(inputs))


def dot(x, y, axes, normalize=False):
    x, y = np.moveaxis(x, axes[0], -1), np.moveaxis(y, axes[1], -1)
    if normalize:
        x, y = (z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-7) for z in (x, y))
    result = np.stack([np.tensordot(p, q, (-1, -1)) for p, q in zip(x, y, strict=True)])
    return result.reshape(len(x), *(x.shape[1:-1] + y.shape[1:-1] or (1,)))


def concatenate(*inputs, axis=-1):
    return np.concatenate(inputs, axis)
