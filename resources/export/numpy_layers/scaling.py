import numpy as np


def rescaling(x, scale, offset=(0.0,)):
    return x * np.array(scale) + np.array(offset)


def normalization(x, mean, variance, axis=(-1,), invert=False):
    axes = {a % x.ndim for a in axis or ()}
    shape = [length if a in axes else 1 for a, length in enumerate(x.shape)]
    lengths = [length for a, length in enumerate(x.shape) if a in axes]
    mean, variance = (
        np.broadcast_to(s if np.size(s) > 1 else np.ravel(s)[0], lengths).reshape(shape) for s in (mean, variance)
    )
    deviation = np.maximum(np.sqrt(variance), 1e-7)
    return x * deviation + mean if invert else (x - mean) / deviation
