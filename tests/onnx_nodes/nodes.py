"""The node tests that ship with ONNX: one operator each, with inputs, attributes and expected outputs."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import helper
from onnx.backend.test.case import node as shipped

from nnstudio.catalog.kernels import Array


class LeftOutError(Exception):
    """Why a node test says nothing about our kernels, in a sentence."""


@dataclass(frozen=True)
class NodeTest:
    """One operator with its attributes; inputs and outputs that are not given are None."""

    name: str
    operator: str
    attributes: Mapping[str, Any]
    inputs: list[Array | None]
    outputs: list[Array | None]
    rtol: float

    def input(self, place: int) -> Array | None:
        """An input that may be left out."""
        return self.inputs[place] if place < len(self.inputs) else None

    @property
    def x(self) -> Array:
        """The first input; raises LeftOutError unless it holds numbers as our plans compute with them."""
        x = self.inputs[0]
        assert x is not None
        if x.dtype != np.float32:
            raise LeftOutError(f"It is about {x.dtype}; our plans compute in float32.")
        return x

    def attribute(self, name: str, default: Any) -> Any:
        return self.attributes.get(name, default)

    def require(self, **values: Any) -> None:
        """Raise LeftOutError unless these attributes have these values, or are not given."""
        for name, value in values.items():
            given = self.attributes.get(name, value)
            if given != value:
                raise LeftOutError(f"It has the {name} {given}; our layers, as Keras', know {value} alone.")


def node_tests(operators: Iterable[str]) -> list[NodeTest]:
    """The node tests of these operators, without those that spell an operator out in others."""
    wanted = {operator.lower() for operator in operators}
    modules = {module.name.replace("_", ""): module.name for module in pkgutil.iter_modules(shipped.__path__)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reference computes with infinities
        for name in sorted(wanted):
            importlib.import_module(f"{shipped.__name__}.{modules[name]}")
    found = [_node_test(case) for case in shipped._NodeTestCases if len(case.model.graph.node) == 1]
    return [test for test in found if test.operator.lower() in wanted and "_expanded" not in test.name]


def _node_test(case: Any) -> NodeTest:
    node = case.model.graph.node[0]
    inputs, outputs = case.data_sets[0]
    return NodeTest(
        case.name,
        node.op_type,
        {attribute.name: _value(attribute) for attribute in node.attribute},
        _by_place(node.input, inputs),
        _by_place(node.output, outputs),
        case.rtol,
    )


def _by_place(names: Iterable[str], arrays: Iterable[Array]) -> list[Array | None]:
    given = iter(arrays)
    return [np.asarray(next(given)) if name else None for name in names]


def _value(attribute: Any) -> Any:
    value = helper.get_attribute_value(attribute)
    return value.decode() if isinstance(value, bytes) else value
