import numpy as np


def resizing_weights(size, count, interpolation, antialias=False):
    """How much of each of `size` pixels goes into each of `count` pixels over the same distance."""
    if interpolation == "nearest":
        scale = np.float32(size) * (np.float32(1) / np.float32(count))
        taken = ((np.arange(count, dtype=np.float32) + np.float32(0.5)) * scale).astype(int)
        return np.eye(size)[np.minimum(taken, size - 1)]
    middles = (np.arange(count) + 0.5) * size / count - 0.5
    d = np.abs(middles[:, None] - np.arange(size)) / (max(size / count, 1) if antialias else 1)
    if interpolation == "bilinear":
        weights = np.maximum(1 - d, 0)
    elif interpolation == "bicubic":
        near, far = (1.5 * d - 2.5) * d * d + 1, ((-0.5 * d + 2.5) * d - 4) * d + 2
        weights = np.where(d < 1, near, np.where(d < 2, far, 0))
    else:
        radius = int(interpolation[-1])  # lanczos3 or lanczos5
        weights = np.where(d <= radius, np.sinc(d) * np.sinc(d / radius), 0)
    return weights / weights.sum(1, keepdims=True)


def up_sampling2d(x, size=(2, 2), interpolation="nearest"):
    if interpolation == "nearest":
        return np.repeat(np.repeat(x, size[0], 1), size[1], 2)
    rows, columns = (resizing_weights(n, f * n, interpolation) for n, f in zip(x.shape[1:3], size, strict=True))
    return np.einsum("ab,nbcd,ec->naed", rows, x, columns, optimize=True)


def resizing(
    x,
    height,
    width,
    interpolation="bilinear",
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    fill_value=0.0,
    antialias=False,
):
    fitting = x.shape[2] * height // width, x.shape[1] * width // height
    if crop_to_aspect_ratio:
        kept = [max(min(n, f), 1) for n, f in zip(x.shape[1:3], fitting, strict=True)]
        top, left = ((n - k) // 2 for n, k in zip(x.shape[1:3], kept, strict=True))
        x = x[:, top : top + kept[0], left : left + kept[1]]
    if pad_to_aspect_ratio:
        pads = [max(f - n, 0) // 2 for n, f in zip(x.shape[1:3], fitting, strict=True)]
        x = np.pad(x, [(0, 0), *((p, p) for p in pads), (0, 0)], constant_values=fill_value)
    rows = resizing_weights(x.shape[1], height, interpolation, antialias)
    columns = resizing_weights(x.shape[2], width, interpolation, antialias)
    return np.einsum("ab,nbcd,ec->naed", rows, x, columns, optimize=True)
