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


def any_mask(*_, masks):
    return functools.reduce(np.logical_or, masks)


def counting(inputs, masks):
    """For every input, which of its values count, as an array that goes with all inputs; True where all do."""
    axes = max(x.ndim for x in inputs)
    counts = [True if mask is None else mask[..., None] for mask in masks or [None] * len(inputs)]
    return [
        count if count is True else count.reshape(len(count), *[1] * (axes - count.ndim), *count.shape[1:])
        for count in counts
    ]


def multiply(*inputs, masks=()):
    counts = counting(inputs, masks)
    factors = [np.where(count, x, 1) for x, count in zip(aligned(inputs), counts, strict=True)]
    return math.prod(factors) * functools.reduce(np.logical_or, counts)


def extreme(choose, inputs, masks):
    (result, *others), (counted, *counts) = aligned(inputs), counting(inputs, masks)
    for x, count in zip(others, counts, strict=True):
        new = np.where(count, x, result)
        result = choose(np.where(counted, result, new), new)
        counted = np.logical_or(counted, count)
    return result


def maximum(*inputs, masks=()):
    return extreme(np.maximum, inputs, masks)


def minimum(*inputs, masks=()):
    return extreme(np.minimum, inputs, masks)


def dot(x, y, axes, normalize=False):
    x, y = np.moveaxis(x, axes[0], -1), np.moveaxis(y, axes[1], -1)
    if normalize:
        x, y = (z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-7) for z in (x, y))
    result = np.stack([np.tensordot(p, q, (-1, -1)) for p, q in zip(x, y, strict=True)])
    return result.reshape(len(x), *(x.shape[1:-1] + y.shape[1:-1] or (1,)))


def concatenate(*inputs, axis=-1):
    return np.concatenate(inputs, axis)


def concatenate_mask(*inputs, axis=-1, masks):
    axis %= inputs[0].ndim
    counts = [np.ones(x.shape[:-1], bool) if mask is None else mask for x, mask in zip(inputs, masks, strict=True)]
    return functools.reduce(np.logical_or, counts) if axis == counts[0].ndim else np.concatenate(counts, axis)
