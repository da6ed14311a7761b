"""Layers to try: the configurations that golden numbers were recorded for, and ones made from a type's fields."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.registry import types_of
from tests.golden.golden import GoldenCase, cases

LAYERS = {name: found for name, found in types_of(Layer).items() if found.most_inputs != 0}
"""Every layer that computes something."""

HOLDS_CONSTANT = ("SpectralNormalization",)
"""Layers whose gradients in training take something for constant that moves with their weights, as Keras' do."""

SHAPES: list[Shape] = [(4,), (1,), (4, 3), (2, 6), (4, 5, 2), (5, 4, 4), (3, 3, 1), (4, 1, 2)]

_READERS: list[Any] = [
    {"type": "SimpleRNN", "config": {"units": 2, "return_sequences": True}},
    {"type": "LSTM", "config": {"units": 1}},
    {"type": "GRU", "config": {"units": 2, "return_sequences": True, "use_bias": False}},
]

NOISE = {"noise_shape": [None, [None, 1], [1, None], [None, 1, None], [None, None, 1, 1]]}
FITTING = {
    "AlphaDropout": NOISE,
    "Dropout": NOISE,
    "EinsumDense": {
        "equation": ["ab,bc->ac", "...x,xc->...c", "abd,dc->abc", "abd,bdc->ac", "abd,bc->adc", "ab...,bc->ac..."],
        "output_shape": [[2], [3], [4], [None, 2], [None, 3], [3, 2]],
        "bias_axes": [None, "c"],
    },
    "Bidirectional": {
        "layer": _READERS,
        "backward_layer": [
            None,
            {"type": "GRU", "config": {"units": 2, "return_sequences": True, "go_backwards": True}},
            {"type": "SimpleRNN", "config": {"units": 1, "go_backwards": True}},
        ],
    },
    "SpectralNormalization": {
        "layer": [
            {"type": "Dense", "config": {"units": 2, "activation": "tanh"}},
            {"type": "Conv1D", "config": {"filters": 2, "kernel_size": 2}},
        ]
    },
    "TimeDistributed": {
        "layer": [
            *_READERS,
            {"type": "Dense", "config": {"units": 2, "activation": "gelu"}},
            "batch_normalization",
            "flatten",
            {"type": "Bidirectional", "config": {"layer": _READERS[0]}},
        ]
    },
    "Permute": {"dims": [[1], [1, 2], [2, 1], [3, 1, 2], [1, 3, 2]]},
    "Reshape": {"target_shape": [[-1], [2, -1], [-1, 1, 2], [2, 2, -1], [4], [1, -1]]},
}
"""Values for fields that few values fit."""


def golden_layers() -> list[GoldenCase]:
    """The recorded cases that use no setting which we leave out (test_golden names them)."""
    return [
        case
        for case in cases("layers")
        if case.type in LAYERS and case.config.keys() <= fields_of(LAYERS[case.type]).keys()
    ]


def layer_of(case: GoldenCase) -> Layer:
    return read_config(LAYERS[case.type], dict(case.config), case.name)


def shapes_of(case: GoldenCase) -> list[Shape]:
    return [tuple(shape) for shape in case.extras["shapes"]]


def integers_of(case: GoldenCase) -> range:
    """The ports to which whole numbers come."""
    return range(len(case.extras["shapes"]) if case.arrays["x0"].dtype.kind == "i" else 0)


def masks_of(case: GoldenCase) -> dict[int, Shape]:
    """The shapes of the masks of those ports that have one."""
    ports = range(len(case.extras["shapes"]))
    return {port: case.arrays[f"mask{port}"].shape[1:] for port in ports if f"mask{port}" in case.arrays}


@st.composite
def configs(draw: st.DrawFn, layer: type[Layer]) -> dict[str, Any]:
    """A legal config with any of the fields set."""
    fields = fields_of(layer).values()
    given_fields = [field for field in fields if field.required or draw(st.booleans())]
    fitting = FITTING.get(layer.__name__, {})
    return {
        field.name: draw(st.sampled_from(fitting[field.name]) if field.name in fitting else _calm(layer, field))
        for field in given_fields
    }


def _calm(layer: type[Layer], field: Field) -> st.SearchStrategy[Any]:
    """Legal values with which no result grows beyond all numbers, as a state does from step to step."""
    return values(field).filter(lambda value: value != "exponential") if _is_recurrent(layer) else values(field)


def _is_recurrent(layer: type[Layer]) -> bool:
    return "recurrent_initializer" in fields_of(layer)


@st.composite
def layers_on_shapes(draw: st.DrawFn, layer: type[Layer]) -> tuple[Layer, list[Shape]]:
    """A layer with inputs that it takes."""
    declared = draw(configs(layer).map(lambda config: read_config(layer, config, "test")))
    count = draw(st.integers(layer.least_inputs, layer.most_inputs or 3))
    accepted = [shapes for shapes in _inputs(count) if accepts(declared, shapes)]
    if not accepted:
        return draw(st.nothing())
    return declared, draw(st.sampled_from(accepted))


def accepts(layer: Layer, shapes: list[Shape]) -> bool:
    try:
        layer.result_shape(*shapes)
    except ShapeError:
        return False
    return True


def values(field: Field) -> st.SearchStrategy[Any]:
    """Legal values of a field, in JSON."""
    strategy = _values(field)
    return st.none() | strategy if field.optional else strategy


def _values(field: Field) -> st.SearchStrategy[Any]:
    bounds = field.bounds
    lower = bounds.ge if bounds.ge is not None else bounds.gt
    upper = bounds.le if bounds.le is not None else bounds.lt
    least = -3 if lower is None else int(lower)
    most = least + 4 if upper is None else int(upper)
    match field.kind:
        case FieldKind.INTEGER:
            return st.integers(least, most)
        case FieldKind.NUMBER:
            return st.sampled_from([value / 4 for value in range(4 * least, 4 * most + 1) if bounds.admit(value / 4)])
        case FieldKind.BOOLEAN:
            return st.booleans()
        case FieldKind.CHOICE:
            return st.sampled_from(field.choices)
        case FieldKind.INTEGERS | FieldKind.INTEGER_PAIRS | FieldKind.NUMBERS:
            length = (1, 2) if field.length is None else (field.length, field.length)
            item = st.none() | st.integers(least, most) if field.gaps else st.integers(least, most)
            return st.lists(item, min_size=length[0], max_size=length[1])
        case FieldKind.DECLARATION:
            return st.sampled_from(
                [found.short_name for found in types_of(field.base).values() if not _required(found)]
            )
    raise NotImplementedError(f"No values are known for {field.kind}; add them here.")


def _required(declaration: type) -> bool:
    return any(field.required for field in fields_of(declaration).values())


def _inputs(count: int) -> list[list[Shape]]:
    """Equal shapes, and for several inputs also ones that differ in their first or last axis."""
    found = [[shape] * count for shape in SHAPES]
    if count > 1:
        found += [[shape] * (count - 1) + [(*shape[:-1], shape[-1] + 1)] for shape in SHAPES]
        found += [[(1, *shape[1:])] + [shape] * (count - 1) for shape in SHAPES]
        found += [[shape] * (count - 1) + [shape[1:]] for shape in SHAPES]
    return found
