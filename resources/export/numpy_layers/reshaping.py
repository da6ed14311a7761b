import math

import numpy as np


def flatten(x):
    return x.reshape(len(x), math.prod(x.shape[1:]))


def reshape(x, target_shape):
    return x.reshape(len(x), *target_shape)


def permute(x, dims):
    return x.transpose(0, *dims)


def repeat_vector(x, n):
    return np.repeat(x[:, None], n, 1)


def up_sampling1d(x, size=2):
    return np.repeat(x, size, 1)


def zero_padding1d(x, padding=(1, 1)):
    return np.pad(x, [(0, 0), padding, (0, 0)])


def zero_padding2d(x, padding=((1, 1), (1, 1))):
    return np.pad(x, [(0, 0), *padding, (0, 0)])


def cropping1d(x, cropping=(1, 1)):
    return x[:, cropping[0] : x.shape[1] - cropping[1]]


def cropping2d(x, cropping=((0, 0), (0, 0))):
    (top, bottom), (left, right) = cropping
    return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]
