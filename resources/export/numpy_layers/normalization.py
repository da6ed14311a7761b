import numpy as np


def layer_normalization(x, gamma=1.0, beta=0.0, axis=-1, epsilon=1e-3):
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    kept = [x.shape[a] if a in {b % x.ndim for b in axes} else 1 for a in range(x.ndim)]
    gamma, beta = (w if np.ndim(w) == 0 else w.reshape(kept) for w in (gamma, beta))
    mean = x.mean(axes, keepdims=True)
    return (x - mean) / np.sqrt(x.var(axes, keepdims=True) + epsilon) * gamma + beta


def group_normalization(x, gamma=1.0, beta=0.0, groups=32, axis=-1, epsilon=1e-3):
    axis %= x.ndim
    shape, channels = x.shape, x.shape[axis]
    groups = channels if groups == -1 else groups
    x = x.reshape(*shape[:axis], groups, channels // groups, *shape[axis + 1 :])
    rest = tuple(a for a in range(1, x.ndim) if a != axis)
    x = (x - x.mean(rest, keepdims=True)) / np.sqrt(x.var(rest, keepdims=True) + epsilon)
    kept = [channels if a == axis else 1 for a in range(len(shape))]
    gamma, beta = (w if np.ndim(w) == 0 else w.reshape(kept) for w in (gamma, beta))
    return x.reshape(shape) * gamma + beta


def rms_normalization(x, scale, axis=-1, epsilon=1e-6):
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    return x / np.sqrt((x * x).mean(axes, keepdims=True) + epsilon) * scale


def unit_normalization(x, axis=-1):
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    return x / np.maximum(np.sqrt((x * x).sum(axes, keepdims=True)), 1e-12)


def batch_normalization(x, moving_mean, moving_variance, gamma=1.0, beta=0.0, axis=-1, epsilon=1e-3):
    shape = [1] * x.ndim
    shape[axis] = -1
    mean, variance = moving_mean.reshape(shape), moving_variance.reshape(shape)
    gamma, beta = (w if np.ndim(w) == 0 else w.reshape(shape) for w in (gamma, beta))
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta
