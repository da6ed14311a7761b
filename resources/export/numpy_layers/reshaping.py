import math


def flatten(x):
    return x.reshape(len(x), math.prod(x.shape[1:]))


def reshape(x, target_shape):
    return x.reshape(len(x), *target_shape)
