"""The optimizers to record: (type, config in document form). Each takes 20 steps on two weights."""

from __future__ import annotations

from typing import Any

Row = tuple[str, dict[str, Any]]

# Every optimizer takes these; each variant below is recorded with each of them.
SHARED: list[dict[str, Any]] = [
    {"weight_decay": 0.05},
    {"clipnorm": 0.5},
    {"clipvalue": 0.2},
    {"global_clipnorm": 0.5},
]

EXPONENTIAL = {
    "type": "ExponentialDecay",
    "config": {"initial_learning_rate": 0.2, "decay_steps": 5, "decay_rate": 0.5},
}
COSINE = {
    "type": "CosineDecay",
    "config": {"initial_learning_rate": 0.01, "decay_steps": 10, "warmup_target": 0.1, "warmup_steps": 4, "alpha": 0.1},
}
PIECEWISE = {
    "type": "PiecewiseConstantDecay",
    "config": {"boundaries": [4, 11], "values": [0.1, 0.02, 0.3]},
}

# Recorded once an optimizer: they belong to the loop around the update.
LOOP: list[dict[str, Any]] = [
    {"use_ema": True, "ema_momentum": 0.8},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3},
    {"gradient_accumulation_steps": 3},
    {"gradient_accumulation_steps": 4, "clipnorm": 0.5, "weight_decay": 0.05},
    {"gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3},
    {"learning_rate": EXPONENTIAL},
    {"learning_rate": COSINE, "weight_decay": 0.05},
    {"learning_rate": EXPONENTIAL, "gradient_accumulation_steps": 3, "global_clipnorm": 0.5},
    {"learning_rate": PIECEWISE, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 4},
]

VARIANTS: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {},
        {"learning_rate": 0.1},
        {"learning_rate": 0.1, "momentum": 0.9},
        {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    ],
    "RMSprop": [
        {},
        {"learning_rate": 0.01, "rho": 0.8},
        {"learning_rate": 0.01, "momentum": 0.9},
        {"learning_rate": 0.01, "centered": True},
        {"learning_rate": 0.01, "momentum": 0.5, "centered": True},
        {"learning_rate": 0.01, "epsilon": 0.01},
    ],
    "Adam": [
        {},
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9},
        {"learning_rate": 0.05, "amsgrad": True},
        {"learning_rate": 0.05, "epsilon": 0.01},
    ],
    "AdamW": [
        {},
        {"learning_rate": 0.05, "weight_decay": 0.1, "beta_1": 0.8, "beta_2": 0.9},
        {"learning_rate": 0.05, "amsgrad": True},
        {"learning_rate": 0.05, "epsilon": 0.01},
    ],
    "Adagrad": [
        {},
        {"learning_rate": 0.5},
        {"learning_rate": 0.5, "initial_accumulator_value": 0.0},
        {"learning_rate": 0.5, "epsilon": 0.01},
    ],
    "Adamax": [
        {},
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9},
        {"learning_rate": 0.05, "epsilon": 0.01},
    ],
    "Nadam": [
        {},
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9},
        {"learning_rate": 0.05, "epsilon": 0.01},
    ],
    "Adadelta": [
        {},
        {"learning_rate": 1.0},
        {"learning_rate": 0.5, "rho": 0.8, "epsilon": 0.01},
    ],
    "Lion": [
        {},
        {"learning_rate": 0.05, "beta_1": 0.7, "beta_2": 0.9},
        {"learning_rate": 0.05, "beta_1": 1.0},
    ],
    "Ftrl": [
        {},
        {"learning_rate": 0.5},
        {"learning_rate": 0.5, "l1_regularization_strength": 0.3, "l2_regularization_strength": 0.2},
        {
            "learning_rate": 0.5,
            "learning_rate_power": -0.7,
            "initial_accumulator_value": 0.5,
            "l2_shrinkage_regularization_strength": 0.1,
            "beta": 0.3,
        },
    ],
    "Adafactor": [
        {},
        {"learning_rate": 0.5},
        {"learning_rate": 0.05, "beta_2_decay": -0.5, "clip_threshold": 0.3, "epsilon_1": 0.01},
        {"learning_rate": 0.3, "epsilon_2": 2.0, "relative_step": False},
    ],
    "Lamb": [
        {},
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9},
        {"learning_rate": 0.05, "epsilon": 0.01},
    ],
    "Muon": [
        {},
        {"learning_rate": 0.05, "momentum": 0.8, "nesterov": False, "ns_steps": 3},
        {"learning_rate": 0.05, "exclude_layers": ["kern"], "adam_lr_ratio": 0.5, "adam_beta_1": 0.8},
        {
            "learning_rate": 0.05,
            "rms_rate": None,
            "muon_a": 2.0,
            "muon_b": -1.5,
            "muon_c": 0.5,
            "adam_weight_decay": None,
            "adam_beta_2": 0.9,
            "epsilon": 0.01,
        },
    ],
}


def rows(optimizer: str) -> list[Row]:
    variants = VARIANTS[optimizer]
    shared = [variant | setting for variant in variants[1:] for setting in SHARED]
    return [(optimizer, config) for config in variants + shared + [variants[1] | setting for setting in LOOP]]


OPTIMIZERS: list[Row] = [row for optimizer in VARIANTS for row in rows(optimizer)]
