import numpy as np


def padding_for(size, window, stride, dilation, padding):
    """How many cells are added before and after an axis; 'same' puts the odd one behind."""
    if padding == "valid":
        return 0, 0
    reach = (window - 1) * dilation + 1
    total = max(0, (-(-size // stride) - 1) * stride + reach - size)
    return total // 2, total - total // 2


def windows(x, size, strides, padding, dilation=(1, 1), fill=0.0):
    """Views of every window: (n, rows, columns, channels, height, width)."""
    pads = [padding_for(x.shape[a + 1], size[a], strides[a], dilation[a], padding) for a in (0, 1)]
    x = np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=fill)
    reach = [(size[a] - 1) * dilation[a] + 1 for a in (0, 1)]
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    return view[:, :: strides[0], :: strides[1], :, :: dilation[0], :: dilation[1]]


def conv2d(x, kernel, bias=0.0, strides=(1, 1), padding="valid", dilation_rate=(1, 1), groups=1):
    parts = []
    for part, filters in zip(np.split(x, groups, 3), np.split(kernel, groups, 3), strict=True):
        view = windows(part, kernel.shape[:2], strides, padding, dilation_rate)
        parts.append(np.einsum("nrcihw,hwio->nrco", view, filters, optimize=True))
    return np.concatenate(parts, 3) + bias
