import numpy as np


def padding_for(size, window, stride, dilation, padding):
    """How many cells are added before and after an axis; 'same' puts the odd one behind."""
    reach = (window - 1) * dilation + 1
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return reach - 1, 0
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


def conv1d(x, kernel, bias=0.0, strides=(1,), padding="valid", dilation_rate=(1,), groups=1):
    return conv2d(x[:, None], kernel[None], bias, (1, *strides), padding, (1, *dilation_rate), groups)[:, 0]


def depthwise_conv2d(x, kernel, bias=0.0, strides=(1, 1), padding="valid", dilation_rate=(1, 1)):
    view = windows(x, kernel.shape[:2], strides, padding, dilation_rate)
    out = np.einsum("nrcihw,hwim->nrcim", view, kernel, optimize=True)
    return out.reshape(*out.shape[:3], -1) + bias


def depthwise_conv1d(x, kernel, bias=0.0, strides=(1,), padding="valid", dilation_rate=(1,)):
    return depthwise_conv2d(x[:, None], kernel[None], bias, (1, *strides), padding, (1, *dilation_rate))[:, 0]


def separable_conv2d(
    x, depthwise_kernel, pointwise_kernel, bias=0.0, strides=(1, 1), padding="valid", dilation_rate=(1, 1)
):
    between = depthwise_conv2d(x, depthwise_kernel, 0.0, strides, padding, dilation_rate)
    return between @ pointwise_kernel[0, 0] + bias


def separable_conv1d(
    x, depthwise_kernel, pointwise_kernel, bias=0.0, strides=(1,), padding="valid", dilation_rate=(1,)
):
    between = depthwise_conv1d(x, depthwise_kernel, 0.0, strides, padding, dilation_rate)
    return between @ pointwise_kernel[0] + bias


def kept_part(size, window, stride, dilation, padding, extra):
    """How many cells a transposed convolution cuts off before an axis, and how many it keeps."""
    reach = (window - 1) * dilation + 1
    least, usual = (reach, max(reach, stride)) if padding == "valid" else (reach % 2, stride)
    length = (size - 1) * stride + (usual if extra is None else least + extra)
    return max(0, (size - 1) * stride + reach - length) // 2, length


def conv2d_transpose(x, kernel, bias=0.0, strides=(1, 1), padding="valid", output_padding=None, dilation_rate=(1, 1)):
    extras = output_padding or (None, None)
    kept = [
        kept_part(x.shape[a + 1], kernel.shape[a], strides[a], dilation_rate[a], padding, extras[a]) for a in (0, 1)
    ]
    reach = [(x.shape[a + 1] - 1) * strides[a] + 1 for a in (0, 1)]
    full = [max(reach[a] + (kernel.shape[a] - 1) * dilation_rate[a], sum(kept[a])) for a in (0, 1)]
    out = np.zeros((len(x), *full, kernel.shape[2]), x.dtype)
    for place in np.ndindex(*kernel.shape[:2]):
        rows, columns = (
            slice(start, start + reach[a], strides[a])
            for a, start in enumerate((place[0] * dilation_rate[0], place[1] * dilation_rate[1]))
        )
        out[:, rows, columns] += x @ kernel[place].T
    rows, columns = (slice(before, before + length) for before, length in kept)
    return out[:, rows, columns] + bias


def conv1d_transpose(x, kernel, bias=0.0, strides=(1,), padding="valid", output_padding=None, dilation_rate=(1,)):
    extra = output_padding and (0, *output_padding)
    return conv2d_transpose(x[:, None], kernel[None], bias, (1, *strides), padding, extra, (1, *dilation_rate))[:, 0]
