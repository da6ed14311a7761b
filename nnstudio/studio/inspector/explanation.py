"""What the selected nodes compute, in the words of the explanation below their settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnstudio.catalog.layers.base import Layer, WeightSpec


def common_formula(layers: Sequence[Layer]) -> str:
    """The formula of several layers of one type: with the activation in it if they have the same one."""
    formulas = {formula_of(layer) for layer in layers}
    return formulas.pop() if len(formulas) == 1 else layers[0].formula


def formula_of(layer: Layer) -> str:
    """The formula with the chosen activation in it: y = relu(x · W + b)."""
    activation = layer.output_activation
    if activation is None:
        return layer.formula
    return layer.formula.replace("activation(", f"{activation.short_name}(")


def weights_text(weights: Mapping[str, WeightSpec]) -> str:
    """The weights with their shapes: kernel (64, 64), bias (64)."""
    return ", ".join(f"{name} ({', '.join(map(str, spec.shape))})" for name, spec in weights.items())
