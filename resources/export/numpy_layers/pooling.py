import numpy as np


def max_pooling2d(x, pool_size=(2, 2), strides=None, padding="valid"):
    return windows(x, pool_size, strides or pool_size, padding, fill=-np.inf).max((4, 5))


def average_pooling2d(x, pool_size, strides=None, padding="valid"):
    total = windows(x, pool_size, strides or pool_size, padding).sum((4, 5))
    count = windows(np.ones_like(x[:1, :, :, :1]), pool_size, strides or pool_size, padding).sum((4, 5))
    return total / count


def global_average_pooling2d(x, keepdims=False):
    return x.mean((1, 2), keepdims=keepdims)


def max_pooling1d(x, pool_size=(2,), strides=None, padding="valid"):
    return max_pooling2d(x[:, :, None], (*pool_size, 1), strides and (*strides, 1), padding)[:, :, 0]


def average_pooling1d(x, pool_size, strides=None, padding="valid"):
    return average_pooling2d(x[:, :, None], (*pool_size, 1), strides and (*strides, 1), padding)[:, :, 0]


def global_average_pooling1d(x, keepdims=False, mask=None):
    if mask is None:
        return x.mean(1, keepdims=keepdims)
    counts = mask[..., None]
    return (x * counts).sum(1, keepdims=keepdims) / counts.sum(1, keepdims=keepdims)


def global_max_pooling1d(x, keepdims=False):
    return x.max(1, keepdims=keepdims)


def global_max_pooling2d(x, keepdims=False):
    return x.max((1, 2), keepdims=keepdims)
