import numpy as np


def time_distributed(x, layer, mask=None):
    inner_mask = None if mask is None or mask.ndim < 3 else mask.reshape(-1, *mask.shape[2:])
    result = layer(x.reshape(-1, *x.shape[2:]), inner_mask)
    return result.reshape(*x.shape[:2], *result.shape[1:])


def bidirectional(x, forward, backward, merge_mode="concat", mask=None):
    ahead, back = forward(x, mask), backward(x, mask)
    if ahead.ndim == 3:
        counts = 1 if mask is None else mask[..., None]
        ahead, back = ahead * counts, back[:, ::-1] * counts
    if merge_mode == "concat":
        return np.concatenate([ahead, back], -1)
    if merge_mode == "mul":
        return ahead * back
    return (ahead + back) / (2 if merge_mode == "ave" else 1)


def spectral_normalization(x, layer):
    return layer(x, None)
