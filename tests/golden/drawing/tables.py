"""Tables of what to draw for which field, where most of what is legal would not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Rng = np.random.Generator
Draw = Callable[[Rng], Any]


def one_of(*values: Any) -> Draw:
    return lambda rng: values[int(rng.integers(len(values)))]


def between(low: float, high: float) -> Draw:
    return lambda rng: round(float(rng.uniform(low, high)), 3)


def times(low: int, high: int) -> Draw:
    return lambda rng: int(rng.integers(low, high + 1))


TAME: Mapping[str, Draw] = {
    "rate": one_of(0.0),  # random layers cannot agree in numbers
    "dropout": one_of(0.0),
    "noise_shape": one_of(None),
    "recurrent_dropout": one_of(0.0),
    "stddev": one_of(0.0),
    "seed": one_of(None),
    "alpha": between(0.1, 1.0),
    "axis": one_of(-1, -1, -1, 1, 2, [1, 2]),
    "axes": one_of([1, 1], [1, 2], [2, 1], [2, 2], [-1, -1], [3, 3]),
    "b": between(1.0, 5.0),
    "boundaries": one_of([2, 5]),
    "values": one_of([0.005, 0.002, 0.001], [0.001, 0.003, 0.002]),
    "clip_threshold": between(0.5, 2.0),
    "clipnorm": between(0.05, 1.0),
    "clipvalue": between(0.01, 0.3),
    "decay_rate": between(0.3, 0.95),
    "decay_steps": times(2, 12),
    "default_value": between(-0.5, 0.5),
    "epsilon": one_of(1e-3, 1e-4, 1e-2),
    "epsilon_1": one_of(1e-30),
    "epsilon_2": one_of(1e-3),
    "exclude_layers": one_of(None, ["out"]),
    "factor": between(0.0, 0.05),
    "ema_momentum": between(0.5, 0.95),
    "filters": times(1, 5),
    "first_decay_steps": times(2, 6),
    "gamma": between(0.5, 3.0),
    "global_clipnorm": between(0.1, 1.0),
    "groups": one_of(1, 1, 2, 3),
    "initial_accumulator_value": between(0.1, 0.5),
    "l1": between(0.0, 0.02),
    "l2": between(0.0, 0.05),
    "label_smoothing": between(0.0, 0.4),
    "learning_rate": one_of(0.001, 0.002, 0.005),
    "initial_learning_rate": one_of(0.002, 0.005),
    "end_learning_rate": one_of(0.001, 0.0005),
    "warmup_target": one_of(0.004, 0.008, None),
    "m_mul": between(0.5, 1.0),
    "max_value": between(0.5, 6.0),
    "min_value": between(0.0, 0.4),
    "negative_slope": between(0.0, 0.5),
    "num_thresholds": one_of(7, 20, 200),
    "sequence_length": times(3, 9),
    "t_mul": one_of(1.0, 1.5, 2.0),
    "target_class_ids": one_of([0], [1], [0, 1]),
    "threshold": between(0.1, 0.7),
    "thresholds": one_of(None, 0.3, 0.62),
    "units": times(1, 6),
    "warmup_steps": times(1, 4),
    "weight_decay": one_of(None, 0.004, 0.02),
    "adam_weight_decay": one_of(None, 0.004, 0.02),
}
"""Fields of which most legal values would fit no network, be nowhere near what people use, or let it explode."""

INCOMPARABLE = {
    "Input": "computes nothing",
    "Glu": "Keras builds the layer behind it for twice the values that come, and then cannot call it",
}
"""What is not drawn, and why."""

ALWAYS = ("rate", "dropout", "recurrent_dropout", "stddev", "learning_rate")
"""Set wherever there is such a field, as the defaults are random, or too fast."""

NEAR_DEFAULT = ("muon_a", "muon_b", "muon_c", "beta_2_decay", "learning_rate_power", "power")
"""Numbers that only work about where they are."""

FITTING: Mapping[str, Mapping[str, Draw]] = {
    "EinsumDense": {
        "equation": one_of(
            "ab,bc->ac", "...x,xc->...c", "abd,dc->abc", "abd,bdc->ac", "abd,bc->adc", "ab...,bc->ac..."
        ),
        "output_shape": one_of([2], [3], [4], [None, 2], [None, 3], [3, 2]),
        "bias_axes": one_of(None, "c"),
    },
    "Masking": {"mask_value": one_of(0.0)},
    "Normalization": {"axis": one_of(-1, [1], None), "mean": one_of(None, 0.3), "variance": one_of(None, 2.0)},
    "Permute": {"dims": one_of([1], [1, 2], [2, 1], [3, 1, 2], [1, 3, 2])},
    "Rescaling": {"scale": between(0.2, 2.0), "offset": between(-0.5, 0.5)},
    "Reshape": {"target_shape": one_of([-1], [2, -1], [-1, 2], [-1, 1, 2], [-1, 3], [4, -1], [2, 2, -1])},
    "GroupNormalization": {"groups": one_of(1, 2, 3, -1), "axis": one_of(-1, -1, 2)},
    "GaussianNoise": {"stddev": one_of(0.0)},
    "Dropout": {"rate": one_of(0.0)},
    "PReLU": {"shared_axes": one_of(None, [1], [1, 2], [2])},
    "LeakyReLU": {"negative_slope": between(0.0, 0.5)},
    "MultiHeadAttention": {"key_dim": times(1, 4), "num_heads": times(1, 3)},
    "Softmax": {"axis": one_of([-1], [1], [1, 2])},
    "R2Score": {"num_regressors": one_of(0)},
    "AUC": {
        "thresholds": one_of(None, [0.2, 0.5], [0.7, 0.1, 0.4]),
        "num_labels": one_of(None),
        "label_weights": one_of(None),
        "multi_label": one_of(False),
    },
    "SparseCategoricalCrossentropy": {"ignore_class": one_of(None, 0)},
    "AdamW": {"weight_decay": one_of(0.004, 0.02)},
    "Adadelta": {"learning_rate": one_of(0.1, 1.0)},
    "Ftrl": {"learning_rate": one_of(0.01, 0.05)},
    "SGD": {"learning_rate": one_of(0.01, 0.05)},
    "Lion": {"learning_rate": one_of(0.0005, 0.001)},
}
"""Values for fields of one declaration that few values fit."""

AT_RANDOM = ("Augmentation",)
"""Categories of layers that act at random whatever their settings."""
