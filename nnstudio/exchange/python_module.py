"""A trained network as one Python file that needs nothing but NumPy."""

from __future__ import annotations

import base64
import keyword
import re
import runpy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Array
from nnstudio.errors import ExchangeError
from nnstudio.exchange.exporter import Exporter
from nnstudio.exchange.scaling import scaling_of
from nnstudio.exchange.source_functions import source_functions, with_dependencies
from nnstudio.network.graph import Node
from nnstudio.project.trained import TrainedModel

_LITERAL_SIZE = 64
"""Weights of at most this many values are written as readable numbers."""
_LINE = 100


class PythonModule(Exporter, frozen=True, kw_only=True):
    """The network and its weights as one readable Python file that needs only NumPy.

    `predict(x)` takes rows as they were before preprocessing, `network(x)` takes them as the network sees them.
    """

    label: ClassVar[str] = "Python module (NumPy only)"
    suffix: ClassVar[str] = ".py"
    aliases: ClassVar[tuple[str, ...]] = ("python", "py")

    def content(self, trained: TrainedModel) -> bytes:
        """The text of the module."""
        return _Writer(trained).text().encode()

    def predict(self, path: Path, trained: TrainedModel, inputs: dict[str, Array]) -> Array:
        """What the module's `network` computes."""
        module = runpy.run_path(str(path))
        result: Array = module["network"](*(inputs[node.id] for node in trained.document.network.inputs))
        return result


class _Writer:
    """Puts the module together."""

    def __init__(self, trained: TrainedModel) -> None:
        self._trained = trained
        self._network = trained.document.network
        self._names = _variable_names(node.id for node in self._network.nodes)
        self._functions: set[str] = set()

    def text(self) -> str:
        body = self._network_function()
        parts = [
            self._header(),
            *(function.text for function in with_dependencies(self._functions)),
            self._weights(),
            body,
            self._preprocess(),
            self._predict(),
        ]
        return "\n\n\n".join(parts) + "\n"

    def _header(self) -> str:
        name = self._trained.document.name.replace("\\", "/").replace('"', "'")
        inputs = ", ".join(
            f"{self._names[node.id]} of shape (n, {', '.join(map(str, self._shape(node)))})"
            for node in self._network.inputs
        )
        lines = [
            f'"""The trained network {name!r}, exported by NN Studio.',
            "",
            f"predict({', '.join(self._input_names())}) takes {inputs}, before preprocessing, and returns",
            f"predictions of shape (n, {', '.join(map(str, self._trained.model.prediction_shape))}).",
        ]
        if self._trained.description.target.class_names:
            lines += ["The classes, in the order of the outputs, are in CLASS_NAMES."]
        text = "\n".join([*lines, '"""', "", "import base64", "import math", "", "import numpy as np"])
        if names := self._trained.description.target.class_names:
            text += f"\n\nCLASS_NAMES = {list(names)!r}"
        return text

    def _weights(self) -> str:
        lines = [
            "def stored(text, *shape):",
            '    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)',
            "",
            "",
            "WEIGHTS = {",
        ]
        for path, array in self._trained.model.store.named().items():
            lines.append(f"    {path!r}: {_literal(array)},")
        return "\n".join([*lines, "}"])

    def _network_function(self) -> str:
        lines = [
            f"def network({', '.join(self._input_names())}):",
            '    """From prepared inputs to predictions."""',
            "    w = WEIGHTS",
        ]
        for node_id in self._trained.model.inference.order:
            node = self._network.by_id[node_id]
            if node.layer.most_inputs != 0:
                lines.append(f"    {self._names[node_id]} = {self._expression(node)}")
        (output,) = self._network.outputs
        return "\n".join([*lines, f"    return {self._names[output.id]}"])

    def _expression(self, node: Node) -> str:
        inputs = [self._names[edge.source] for edge in self._network.incoming[node.id]]
        weights = [slot.name for slot in self._trained.model.store.slots_of(node.id)]
        given = {name: f"w[{f'{node.id}/{name}'!r}]" for name in weights}
        call = self._call(node.layer, inputs, given, node.title)
        activation: ActivationFunction | None = getattr(node.layer, "activation", None)
        if activation is None or isinstance(activation, Linear):
            return call
        return self._call(activation, [call], {}, node.title)

    def _call(self, declaration: Declaration, inputs: list[str], weights: Mapping[str, str], title: str) -> str:
        """A call of the function of this name with the settings that it takes and that differ from its defaults."""
        function = source_functions().get(declaration.short_name)
        if function is None:
            raise ExchangeError(f"{title} cannot be exported as a Python module yet. Choose another format.")
        settings = {
            name: getattr(declaration, name)
            for name, field in fields_of(type(declaration)).items()
            if name in function.parameters and getattr(declaration, name) != field.default
        }
        self._functions.add(function.name)
        arguments = [*inputs, *(f"{name}={value}" for name, value in weights.items())]
        arguments += [f"{name}={value!r}" for name, value in settings.items()]
        return f"{function.name}({', '.join(arguments)})"

    def _preprocess(self) -> str:
        """The affine steps of the inputs, as they were fitted on the training rows."""
        names = self._input_names()
        lines = [
            f"def preprocess({', '.join(names)}):",
            '    """From rows of the data to what the network was trained on."""',
        ]
        for node, name in zip(self._network.inputs, names, strict=True):
            scaling = scaling_of(self._trained.fitted, self._trained.description.columns.get(node.id, ()))
            if scaling is not None:
                lines.append(f"    {name} = ({name} - np.array({scaling.shift})) * np.array({scaling.factor})")
        return "\n".join([*lines, f"    return {', '.join(names)}"])

    def _predict(self) -> str:
        names = self._input_names()
        arguments = ", ".join(names)
        lines = [
            f"def predict({arguments}):",
            '    """Predictions for rows of the data, as they are before preprocessing."""',
            *(f"    {name} = np.asarray({name}, np.float32)" for name in names),
        ]
        call = f"network(preprocess({arguments}))" if len(names) == 1 else f"network(*preprocess({arguments}))"
        scaling = scaling_of(self._trained.fitted, self._trained.description.target.names)
        if scaling is not None:
            call = f"{call} / np.array({scaling.factor}) + np.array({scaling.shift})"
        return "\n".join([*lines, f"    return {call}"])

    def _input_names(self) -> list[str]:
        return [self._names[node.id] for node in self._network.inputs]

    def _shape(self, node: Node) -> tuple[int, ...]:
        return self._trained.model.inference.shapes[node.id]


def _variable_names(ids: Iterable[str]) -> dict[str, str]:
    """A Python name for every node, none of which hides a function of the module."""
    reserved = {*source_functions(), "np", "math", "base64", "w", "stored", "network", "predict", "preprocess", "sum"}
    names: dict[str, str] = {}
    for node_id in ids:
        name = re.sub(r"\W", "_", node_id, flags=re.ASCII)
        name = f"n_{name}" if not name or name[0].isdigit() else name
        while name in reserved or name in names.values() or keyword.iskeyword(name):
            name += "_"
        names[node_id] = name
    return names


def _literal(array: Array) -> str:
    if array.size <= _LITERAL_SIZE:
        return f"np.array({_numbers(array.tolist())}, np.float32)"
    text = base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()
    lines = [repr(text[start : start + _LINE]) for start in range(0, len(text), _LINE)]
    shape = ", ".join(map(str, array.shape))
    return "stored(\n        " + "\n        ".join(lines) + f",\n        {shape},\n    )"


def _numbers(values: Any) -> str:
    """Nested numbers, each as short as float32 needs it."""
    if isinstance(values, list):
        return "[" + ", ".join(map(_numbers, values)) + "]"
    return repr(float(np.format_float_positional(np.float32(values), unique=True)))
