import numpy as np


def steps_of(x, go_backwards):
    """The steps of a batch of sequences, in the order of reading."""
    steps = list(np.moveaxis(x, 1, 0))
    return steps[::-1] if go_backwards else steps


def counting_steps(x, mask, go_backwards):
    """For every step, which sequences it counts in; the state of the others stays."""
    return [True] * x.shape[1] if mask is None else steps_of(mask[..., None], go_backwards)


def simple_rnn(
    x, kernel, recurrent_kernel, bias=0.0, activation=tanh, return_sequences=False, go_backwards=False, mask=None
):
    h = np.zeros((len(x), len(recurrent_kernel)))
    states = []
    for step, counts in zip(steps_of(x, go_backwards), counting_steps(x, mask, go_backwards), strict=True):
        h = np.where(counts, activation(step @ kernel + h @ recurrent_kernel + bias), h)
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
    mask=None,
):
    h = c = np.zeros((len(x), len(recurrent_kernel)))
    states = []
    for step, counts in zip(steps_of(x, go_backwards), counting_steps(x, mask, go_backwards), strict=True):
        i, f, g, o = np.split(step @ kernel + h @ recurrent_kernel + bias, 4, 1)
        c = np.where(counts, recurrent_activation(f) * c + recurrent_activation(i) * activation(g), c)
        h = np.where(counts, recurrent_activation(o) * activation(c), h)
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
    mask=None,
):
    input_bias, state_bias = bias if np.ndim(bias) == 2 else (bias, 0.0)
    h = np.zeros((len(x), len(recurrent_kernel)))
    to_gates, to_candidate = np.split(recurrent_kernel, [2 * len(recurrent_kernel)], 1)
    states = []
    for step, counts in zip(steps_of(x, go_backwards), counting_steps(x, mask, go_backwards), strict=True):
        z, r, new = np.split(step @ kernel + input_bias, 3, 1)
        if reset_after:
            old_z, old_r, old = np.split(h @ recurrent_kernel + state_bias, 3, 1)
            z, r = recurrent_activation(z + old_z), recurrent_activation(r + old_r)
            new = activation(new + r * old)
        else:
            old_z, old_r = np.split(h @ to_gates, 2, 1)
            z, r = recurrent_activation(z + old_z), recurrent_activation(r + old_r)
            new = activation(new + (r * h) @ to_candidate)
        h = np.where(counts, z * h + (1 - z) * new, h)
        states.append(h)
    return np.stack(states, 1) if return_sequences else h
