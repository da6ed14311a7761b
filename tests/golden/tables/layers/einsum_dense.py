"""Dense layers along any axes to record."""

from __future__ import annotations

from typing import Any

from tests.golden.tables.layer_case import LayerCase, on


def _case(equation: str, output_shape: Any, shape: tuple[int, ...], **more: Any) -> LayerCase:
    return LayerCase("EinsumDense", {"equation": equation, "output_shape": output_shape, **more}, on(shape))


LAYERS = [
    _case("ab,bc->ac", 4, (3,), bias_axes="c"),
    _case("abc,cd->abd", [None, 4], (3, 5), bias_axes="d", activation="relu"),
    _case("...x,xy->...y", 4, (2, 3, 5), bias_axes="y", activation="tanh"),
    _case("...x,xy->...y", 3, (4,)),
    _case("abc,cde->abde", [None, 2, 3], (4, 5), bias_axes="de"),
    _case("abcd,cde->abe", [None, 3], (4, 2, 3), bias_axes="e"),
    _case("abc...,bcd->ad...", 4, (2, 3, 5), bias_axes="d"),
    _case("abc,bcd->abd", [3, 4], (3, 2), bias_axes="b"),
    _case("abc,bd->acd", [3, 4], (2, 3), bias_axes="cd"),
    _case("abc,bd->adc", [4, None], (2, 3), bias_axes="d"),
    _case("abc,b->ac", 3, (2, 3)),
    _case("abc,cd->ad", 4, (3, 2), bias_axes="d"),
]
