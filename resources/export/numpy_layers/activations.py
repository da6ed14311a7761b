import math

import numpy as np


def linear(z):
    return z


def relu(z, negative_slope=0.0, max_value=None, threshold=0.0):
    y = np.where(z > threshold, z, negative_slope * (z - threshold))
    return y if max_value is None else np.minimum(y, max_value)


def relu6(z):
    return np.clip(z, 0, 6)


def leaky_relu(z, negative_slope=0.2):
    return np.where(z > 0, z, negative_slope * z)


def elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def celu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0) / alpha))


def selu(z):
    return 1.0507009873554805 * elu(z, 1.6732632423543772)


def sigmoid(z):
    return 0.5 * (np.tanh(0.5 * z) + 1)


def hard_sigmoid(z):
    return np.clip(z / 6 + 0.5, 0, 1)


def log_sigmoid(z):
    return -softplus(-z)


def tanh(z):
    return np.tanh(z)


def hard_tanh(z):
    return np.clip(z, -1, 1)


def tanh_shrink(z):
    return z - np.tanh(z)


def hard_shrink(z, threshold=0.5):
    return np.where(np.abs(z) > threshold, z, 0)


def soft_shrink(z, threshold=0.5):
    return np.where(np.abs(z) > threshold, z - np.sign(z) * threshold, 0)


def threshold(z, threshold, default_value):
    return np.where(z > threshold, z, default_value)


def silu(z):
    return z * sigmoid(z)


def hard_silu(z):
    return z * hard_sigmoid(z)


def mish(z):
    return z * np.tanh(softplus(z))


def gelu(z, approximate=False):
    if approximate:
        return 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
    return 0.5 * z * (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2)))


def exponential(z):
    return np.exp(z)


def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def softsign(z):
    return z / (1 + np.abs(z))


def squareplus(z, b=4):
    return (z + np.sqrt(z * z + b)) / 2


def sparse_plus(z):
    return np.where(z <= -1, 0, np.where(z < 1, (z + 1) ** 2 / 4, z))


def sparse_sigmoid(z):
    return np.clip((z + 1) / 2, 0, 1)


def softmax(z, axis=-1):
    axis = tuple(axis) if isinstance(axis, (tuple, list)) else axis
    e = np.exp(z - z.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def log_softmax(z, axis=-1):
    shifted = z - z.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def sparsemax(z, axis=-1):
    z = np.moveaxis(z, axis, -1)
    ordered = -np.sort(-z, -1)
    sums = ordered.cumsum(-1)
    high = ordered > (sums - 1) / np.arange(1, z.shape[-1] + 1)
    threshold = ((sums * high).sum(-1, keepdims=True) - 1) / high.sum(-1, keepdims=True)
    return np.moveaxis(np.maximum(z - threshold, 0), -1, axis)


def glu(z, axis=-1):
    passing, gate = np.split(z, 2, axis)
    return passing * sigmoid(gate)
