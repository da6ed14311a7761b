"""Every layer and activation as a plain NumPy function: what an exported module is made of.

An export copies the functions that a network needs. A function is named after its declaration (`conv2d`, `relu`); it
takes the inputs first, then weights and settings by their names in the catalog.
"""

import functools
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


def activation(x):
    return x  # the function follows it


def re_lu(x, max_value=None, negative_slope=0.0, threshold=0.0):
    return relu(x, negative_slope, max_value, threshold)


def leaky_re_lu(x, negative_slope=0.3):
    return np.where(x > 0, x, negative_slope * x)


def dense(x, kernel, bias=0.0):
    return x @ kernel + bias


def p_re_lu(x, alpha):
    return np.maximum(x, 0) + alpha * np.minimum(x, 0)


def dropout(x):
    return x  # it drops values in training only


def spatial_dropout1d(x):
    return x  # it drops channels in training only


def spatial_dropout2d(x):
    return x  # it drops channels in training only


def alpha_dropout(x):
    return x  # it drops values in training only


def gaussian_noise(x):
    return x  # it adds noise in training only


def gaussian_dropout(x):
    return x  # it adds noise in training only


def flatten(x):
    return x.reshape(len(x), math.prod(x.shape[1:]))


def reshape(x, target_shape):
    return x.reshape(len(x), *target_shape)


def aligned(inputs):
    """The inputs with as many axes as the longest of them; missing ones come after the batch."""
    axes = max(x.ndim for x in inputs)
    return [x.reshape(len(x), *[1] * (axes - x.ndim), *x.shape[1:]) for x in inputs]


def add(*inputs):
    return sum(aligned(inputs))


def average(*inputs):
    return sum(aligned(inputs)) / len(inputs)


def subtract(*inputs):
    x, y = aligned(inputs)
    return x - y


def multiply(*inputs):
    return math.prod(aligned(inputs))


def maximum(*inputs):
    return functools.reduce(np.maximum, aligned(inputs))


def minimum(*inputs):
    return functools.reduce(np.minimum, aligned(inputs))


def dot(x, y, axes, normalize=False):
    x, y = np.moveaxis(x, axes[0], -1), np.moveaxis(y, axes[1], -1)
    if normalize:
        x, y = (z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-7) for z in (x, y))
    result = np.stack([np.tensordot(p, q, (-1, -1)) for p, q in zip(x, y, strict=True)])
    return result.reshape(len(x), *(x.shape[1:-1] + y.shape[1:-1] or (1,)))


def concatenate(*inputs, axis=-1):
    return np.concatenate(inputs, axis)


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


def max_pooling2d(x, pool_size=(2, 2), strides=None, padding="valid"):
    return windows(x, pool_size, strides or pool_size, padding, fill=-np.inf).max((4, 5))


def average_pooling2d(x, pool_size, strides=None, padding="valid"):
    total = windows(x, pool_size, strides or pool_size, padding).sum((4, 5))
    count = windows(np.ones_like(x[:1, :, :, :1]), pool_size, strides or pool_size, padding).sum((4, 5))
    return total / count  # the padding does not count


def global_average_pooling2d(x, keepdims=False):
    return x.mean((1, 2), keepdims=keepdims)


def steps_of(x, go_backwards):
    """The steps of a batch of sequences, in the order of reading."""
    steps = list(np.moveaxis(x, 1, 0))
    return steps[::-1] if go_backwards else steps


def simple_rnn(x, kernel, recurrent_kernel, bias=0.0, activation=tanh, return_sequences=False, go_backwards=False):
    h = np.zeros((len(x), len(recurrent_kernel)))
    states = []
    for step in steps_of(x, go_backwards):
        h = activation(step @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
    return np.stack(states, 1) if return_sequences else h


def lstm(
    x,
    kernel,
    recurrent_kernel,
    bias=0.0,
    activation=tanh,
    recurrent_activation=sigmoid,
    return_sequences=False,
    go_backwards=False,
):
    h = c = np.zeros((len(x), len(recurrent_kernel)))
    states = []
    for step in steps_of(x, go_backwards):
        i, f, g, o = np.split(step @ kernel + h @ recurrent_kernel + bias, 4, 1)
        c = recurrent_activation(f) * c + recurrent_activation(i) * activation(g)
        h = recurrent_activation(o) * activation(c)
        states.append(h)
    return np.stack(states, 1) if return_sequences else h


def gru(
    x,
    kernel,
    recurrent_kernel,
    bias=0.0,
    activation=tanh,
    recurrent_activation=sigmoid,
    reset_after=True,
    return_sequences=False,
    go_backwards=False,
):
    input_bias, state_bias = bias if np.ndim(bias) == 2 else (bias, 0.0)
    h = np.zeros((len(x), len(recurrent_kernel)))
    to_gates, to_candidate = np.split(recurrent_kernel, [2 * len(recurrent_kernel)], 1)
    states = []
    for step in steps_of(x, go_backwards):
        z, r, new = np.split(step @ kernel + input_bias, 3, 1)
        if reset_after:
            old_z, old_r, old = np.split(h @ recurrent_kernel + state_bias, 3, 1)
            z, r = recurrent_activation(z + old_z), recurrent_activation(r + old_r)
            new = activation(new + r * old)
        else:
            old_z, old_r = np.split(h @ to_gates, 2, 1)
            z, r = recurrent_activation(z + old_z), recurrent_activation(r + old_r)
            new = activation(new + (r * h) @ to_candidate)
        h = z * h + (1 - z) * new
        states.append(h)
    return np.stack(states, 1) if return_sequences else h


def looked_up(scores, value, use_causal_mask):
    """Mixtures of values by scores of every query (rows) for every key (columns)."""
    if use_causal_mask:
        scores = np.where(np.tri(*scores.shape[-2:], dtype=bool), scores, -np.inf)
    return softmax(scores) @ value


def attention(query, value=None, key=None, scale=1.0, concat_score_weight=1.0, score_mode="dot", use_causal_mask=False):
    value = query if value is None else value
    key = value if key is None else key
    if score_mode == "dot":
        scores = scale * (query @ np.swapaxes(key, 1, 2))
    else:
        scores = concat_score_weight * np.tanh(scale * (query[:, :, None] + key[:, None])).sum(3)
    return looked_up(scores, value, use_causal_mask)


def additive_attention(query, value=None, key=None, scale=1.0, use_causal_mask=False):
    value = query if value is None else value
    key = value if key is None else key
    scores = (scale * np.tanh(query[:, :, None] + key[:, None])).sum(3)
    return looked_up(scores, value, use_causal_mask)


def by_head(bias):
    return np.expand_dims(bias, 1) if np.ndim(bias) else bias


def multi_head_attention(
    query,
    value=None,
    key=None,
    query_kernel=None,
    query_bias=0.0,
    key_kernel=None,
    key_bias=0.0,
    value_kernel=None,
    value_bias=0.0,
    attention_output_kernel=None,
    attention_output_bias=0.0,
    use_causal_mask=False,
):
    value = query if value is None else value
    key = value if key is None else key
    q = np.einsum("btd,dhk->bhtk", query, query_kernel) + by_head(query_bias)
    k = np.einsum("bsd,dhk->bhsk", key, key_kernel) + by_head(key_bias)
    v = np.einsum("bsd,dhk->bhsk", value, value_kernel) + by_head(value_bias)
    scores = q @ np.swapaxes(k, 2, 3) / math.sqrt(k.shape[3])
    mixed = looked_up(scores, v, use_causal_mask)
    return np.einsum("bhtk,hkd->btd", mixed, attention_output_kernel) + attention_output_bias


def position_embedding(x, embeddings):
    return np.broadcast_to(embeddings[: x.shape[-2]], x.shape)


def random_flip(x):
    return x  # it changes pictures in training only


def random_rotation(x):
    return x  # it changes pictures in training only


def random_translation(x):
    return x  # it changes pictures in training only


def random_zoom(x):
    return x  # it changes pictures in training only


def random_contrast(x):
    return x  # it changes pictures in training only


def random_brightness(x):
    return x  # it changes pictures in training only


def random_crop(x, height, width):
    top, left = (x.shape[1] - height) // 2, (x.shape[2] - width) // 2  # the middle; elsewhere in training only
    return x[:, top : top + height, left : left + width]
