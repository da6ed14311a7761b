"""The text of a Python module that predicts what a trained network predicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.errors import ExchangeError
from nnstudio.exchange.literals import READABLE_SIZE, row_literal, variable_names, weight_literal
from nnstudio.exchange.scaling import Scaling, scaling_of
from nnstudio.exchange.source_functions import SourceFunction, source_functions, with_dependencies
from nnstudio.network.graph import Node
from nnstudio.project.trained import TrainedModel
from nnstudio.sentence import Sentence

_OPTIONAL_IMPORTS = ("base64", "functools", "math")
_OWN_NAMES = (*_OPTIONAL_IMPORTS, "np", "w", "stored", "network", "predict", "preprocess", "WEIGHTS", "CLASS_NAMES")

_MOST_COLUMNS = 40
"""How many columns of an input the docstring names."""

_STORED = """\
def stored(text, *shape):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)"""


def module_text(trained: TrainedModel) -> str:
    """The module; raises ExchangeError for what has no form in NumPy."""
    return _Writer(trained).text()


class _Writer:
    """Puts the module together: docstring, imports, functions, weights, preprocessing, network."""

    def __init__(self, trained: TrainedModel) -> None:
        self._trained = trained
        self._network = trained.model.network
        self._names = variable_names((node.id for node in self._network.nodes), (*_OWN_NAMES, *source_functions()))
        self._inputs = [self._names[node.id] for node in self._network.inputs]
        self._scalings = {node.id: self._scaling(node) for node in self._network.inputs}
        self._mask_names = variable_names(
            (f"{name}_mask" for name in self._names.values()), (*_OWN_NAMES, *source_functions(), *self._names.values())
        )
        self._masks: dict[str, str] = {}
        """The mask of every node that has one, as it is called in the module."""
        self._functions: set[str] = set()
        """The functions that the network calls; known once its text is made."""

    def text(self) -> str:
        network = self._network_function()
        has_large_weights = any(array.size > READABLE_SIZE for array in self._trained.weights.values())
        body = [
            *(function.text for function in with_dependencies(self._functions)),
            *([_STORED] if has_large_weights else []),
            self._weights(),
            *([self._preprocess_function()] if any(self._scalings.values()) else []),
            network,
            self._predict_function(),
        ]
        return "\n\n\n".join([self._head(body), *body]) + "\n"

    def _head(self, body: Sequence[str]) -> str:
        """Docstring, imports and the names of the classes."""
        needed = [name for name in _OPTIONAL_IMPORTS if any(f"{name}." in part for part in body)]
        imports = [*(f"import {name}" for name in needed), *([""] if needed else []), "import numpy as np"]
        parts = [self._docstring(), "\n".join(imports)]
        if classes := self._class_names():
            parts.append(f"CLASS_NAMES = {classes!r}")
        return "\n\n".join(parts)

    def _docstring(self) -> str:
        lines = [
            f"The trained network {self._trained.document.name!r}, exported by NN Studio. It needs only NumPy.",
            "",
            f"predict({', '.join(self._inputs)}) takes rows as they are in the data, before any preprocessing:",
            *(self._input_description(node) for node in self._network.inputs),
            *self._results_description(),
        ]
        text = "\n".join(map(_printable, "\n".join(lines).split("\n")))
        return '"""' + text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + '\n"""'

    def _results_description(self) -> list[str]:
        shapes = self._trained.model.prediction_shapes
        texts = [f"of shape {_shape_text(shape)}{self._output_description(output)}" for output, shape in shapes.items()]
        if len(shapes) == 1:
            return [f"It returns predictions {texts[0]}."]
        return [
            "It returns a dict of predictions:",
            *(f"    {output!r}, {text}" for output, text in zip(shapes, texts, strict=True)),
        ]

    def _class_names(self) -> Any:
        """The classes that are told apart, by output where there are several; nothing where there are none."""
        targets = self._trained.description.targets
        if len(targets) == 1:
            return list(self._trained.description.target.class_names)
        return {output: list(target.class_names) for output, target in targets.items() if target.class_names}

    def _input_description(self, node: Node) -> str:
        labels = [_printable(label) for name in self._columns(node) for label in self._column_labels(name)]
        shape = self._trained.model.inference.shapes[node.id]
        text = f"{self._names[node.id]}, of shape {_shape_text(shape)}"
        if shape == (len(labels),):
            more = f" and {len(labels) - _MOST_COLUMNS} more" if len(labels) > _MOST_COLUMNS else ""
            text += f", with the columns {', '.join(labels[:_MOST_COLUMNS])}{more}"
        return fill(text, 110, initial_indent="    ", subsequent_indent="        ", break_long_words=False)

    def _column_labels(self, name: str) -> list[str]:
        """What stands in the columns that a column of the data became."""
        fitted = self._trained.fitted
        classes = fitted.class_names(name)
        if fitted.is_one_hot(name):
            return [f"{name} = {label}" for label in classes]
        numbers = ", ".join(f"{number} for {label}" for number, label in enumerate(classes))
        return [f"{name} ({numbers})" if numbers else name]

    def _output_description(self, output: str) -> str:
        classes = self._trained.description.targets[output].class_names
        names = "CLASS_NAMES" if len(self._trained.description.targets) == 1 else f"CLASS_NAMES[{output!r}]"
        if classes and self._trained.model.prediction_shapes[output] == (len(classes),):
            return f", one column for each of {names}"
        is_probability = self._trained.document.training.loss_of(output).target_form == "probabilities"
        return f", the probability of {names}[1]" if len(classes) == 2 and is_probability else ""

    def _weights(self) -> str:
        lines = [f"    {path!r}: {weight_literal(array)}," for path, array in self._trained.weights.items()]
        return "\n".join(["WEIGHTS = {", *lines, "}"])

    def _network_function(self) -> str:
        lines = [
            f"def network({', '.join(self._inputs)}):",
            '    """From prepared inputs to predictions."""',
            "    w = WEIGHTS",
        ]
        for node_id in self._trained.model.inference.order:
            node = self._network.by_id[node_id]
            if node.layer.most_inputs != 0:
                lines.append(f"    {self._names[node_id]} = {self._expression(node)}")
            if node_id in self._trained.model.inference.masks:
                lines += self._mask_lines(node)
        results = {output: self._names[node_id] for output, node_id in self._trained.model.outputs.items()}
        return "\n".join([*lines, f"    return {_result_text(results)}"])

    def _mask_lines(self, node: Node) -> list[str]:
        """The line that makes the mask of a node; none where it is that of its first input."""
        layer, sources = node.layer, self._sources(node)
        own = f"{layer.short_name}_mask" if layer.least_inputs < 2 else "any_mask"
        if f"{layer.short_name}_mask" in source_functions():
            own = f"{layer.short_name}_mask"
        if own not in source_functions():
            self._masks[node.id] = self._masks[sources[0]]
            return []
        self._masks[node.id] = name = self._mask_names[f"{self._names[node.id]}_mask"]
        inputs = [self._names[source] for source in sources]
        return [f"    {name} = {self._call(layer, inputs, self._mask_arguments(own, sources), node.title, own)}"]

    def _mask_arguments(self, function: str, sources: Sequence[str]) -> dict[str, str]:
        """The masks of inputs, for a function that takes that of the first one or all of them."""
        parameters, masks = source_functions()[function].parameters, [self._masks.get(source) for source in sources]
        if "masks" in parameters and any(masks):
            return {"masks": f"[{', '.join(map(str, masks))}]"}
        return {"mask": masks[0]} if "mask" in parameters and masks and masks[0] is not None else {}

    def _sources(self, node: Node) -> list[str]:
        return [edge.source for edge in self._network.incoming[node.id]]

    def _expression(self, node: Node) -> str:
        sources = self._sources(node)
        weights = {slot.name: f"w[{slot.path!r}]" for slot in self._trained.model.store.slots_of(node.id)}
        function = self._function(node.layer.short_name, node.title)
        masks = self._mask_arguments(function.name, sources)
        return self._layer_call(node.layer, [self._names[source] for source in sources], weights, masks, node.title)

    def _layer_call(
        self, layer: Layer, inputs: list[str], weights: Mapping[str, str], masks: Mapping[str, str], title: str
    ) -> str:
        """A call of the layer's function and of that of its activation; layers inside it become functions, too."""
        arrays = {name.replace("/", "_"): text for name, text in weights.items()}
        arrays |= masks
        for path, part in layer.parts.items():
            arrays[path or "layer"] = self._part(part, _under(path, weights), title)
        call = self._call(layer, inputs, arrays, title)
        activation: ActivationFunction | None = getattr(layer, "activation", None)
        takes_it = "activation" in self._function(layer.short_name, title).parameters
        if activation is None or isinstance(activation, Linear) or takes_it:
            return call
        return self._call(activation, [call], {}, title)

    def _part(self, layer: Layer, weights: Mapping[str, str], title: str) -> str:
        """A layer inside another one as a function of its input and of the mask of that."""
        takes_mask = "mask" in self._function(layer.short_name, title).parameters
        call = self._layer_call(layer, ["x"], weights, {"mask": "mask"} if takes_mask else {}, title)
        return f"lambda x, mask: {call}"

    def _call(
        self, declaration: Declaration, inputs: list[str], arrays: Mapping[str, str], title: str, name: str = ""
    ) -> str:
        """A call of the declaration's function with the arrays and settings that it takes, but for its defaults."""
        function = self._function(name or declaration.short_name, title)
        self._functions.add(function.name)
        settings = {
            name: getattr(declaration, name)
            for name, field in fields_of(type(declaration)).items()
            if name in function.parameters and name not in arrays and getattr(declaration, name) != field.default
        }
        arguments = [*inputs, *(f"{name}={value}" for name, value in arrays.items() if name in function.parameters)]
        arguments += [f"{name}={self._literal(value, title)}" for name, value in settings.items()]
        return f"{function.name}({', '.join(arguments)})"

    def _function(self, name: str, title: str) -> SourceFunction:
        found = source_functions().get(name)
        if found is None:
            raise ExchangeError(
                Sentence("{node} cannot be exported as a Python module yet. Choose another format.", node=title)
            )
        return found

    def _literal(self, setting: Any, title: str) -> str:
        """A setting as Python writes it; an activation is a function."""
        if not isinstance(setting, ActivationFunction):
            return repr(setting)
        call = self._call(setting, ["z"], {}, title)
        plain = f"{setting.short_name}(z)"
        return setting.short_name if call == plain else f"lambda z: {call}"

    def _preprocess_function(self) -> str:
        """The affine steps of the inputs, as they were fitted on the training rows."""
        lines = [
            f"    {self._names[name]} = ({self._names[name]} - {row_literal(scaling.shift)}) "
            f"* {row_literal(scaling.factor)}"
            for name, scaling in self._scalings.items()
            if scaling is not None
        ]
        arguments = ", ".join(self._inputs)
        docstring = '    """From rows of the data to what the network was trained on."""'
        return "\n".join([f"def preprocess({arguments}):", docstring, *lines, f"    return {arguments}"])

    def _predict_function(self) -> str:
        arguments = prepared = ", ".join(self._inputs)
        if any(self._scalings.values()):
            prepared = f"{'*' if len(self._inputs) > 1 else ''}preprocess({arguments})"
        lines = [
            f"def predict({arguments}):",
            '    """Predictions for rows of the data, as they are before preprocessing."""',
            *(f"    {name} = np.asarray({name}, float)" for name in self._inputs),
            *self._unscaled_results(f"network({prepared})"),
        ]
        return "\n".join(lines)

    def _unscaled_results(self, call: str) -> list[str]:
        """What is returned: the results of the network, those of scaled targets in their unit."""
        unscaled = {output: self._unscaled(output) for output in self._trained.model.outputs}
        if len(unscaled) == 1 or not any(unscaled.values()):
            return [f"    return {call}{''.join(unscaled.values())}"]
        results = {output: f"results[{output!r}]{text}" for output, text in unscaled.items()}
        return [f"    results = {call}", f"    return {_result_text(results)}"]

    def _unscaled(self, output: str) -> str:
        """What brings predictions of a scaled target back to its unit."""
        target, shape = self._trained.description.targets[output], self._trained.model.prediction_shapes[output]
        if target.kind != "values":
            return ""
        scaling = scaling_of(self._trained.fitted, target.names, shape[-1] if shape else 1)
        return "" if scaling is None else f" / {row_literal(scaling.factor)} + {row_literal(scaling.shift)}"

    def _scaling(self, node: Node) -> Scaling | None:
        shape = self._trained.model.inference.shapes[node.id]
        return scaling_of(self._trained.fitted, self._columns(node), shape[-1] if shape else 1)

    def _columns(self, node: Node) -> tuple[str, ...]:
        return self._trained.description.columns.get(node.id, ())


def _result_text(results: Mapping[str, str]) -> str:
    """The only result, or a dict of several."""
    if len(results) == 1:
        return next(iter(results.values()))
    return "{" + ", ".join(f"{output!r}: {text}" for output, text in results.items()) + "}"


def _under(path: str, weights: Mapping[str, str]) -> dict[str, str]:
    """The weights of a layer inside another one, by the names that they have in itself."""
    start = f"{path}/" if path else ""
    return {name.removeprefix(start): text for name, text in weights.items() if name.startswith(start)}


def _shape_text(shape: Shape) -> str:
    return f"({', '.join(map(str, ('n', *shape)))}{'' if shape else ','})"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
