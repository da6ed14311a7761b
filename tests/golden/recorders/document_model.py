"""A Keras model and its training, made from a document of ours."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

import keras
import numpy as np

from tests.golden.recorders.blocks import flat
from tests.golden.recorders.keras_layers import PlacedLayer, place
from tests.golden.recorders.keras_objects import make
from tests.golden.recorders.layers import take_over_statistics, weight_name

Document = dict[str, Any]

IN_BLOCK = "--"
"""Stands for the slash in a path, which Keras allows in no name."""


class UnlikeWeightsError(ValueError):
    """Other names or shapes of weights than Keras has; the sentence tells the difference."""


def model(document: Document) -> Any:
    """The network of a document, compiled with its loss, optimizer and metrics; layers are named by node id."""
    nodes, edges = flat(document["network"], document.get("definitions"))
    tensors: dict[str, Any] = {}
    layers: dict[str, PlacedLayer] = {}
    for node in _in_order(nodes, edges):
        if node["type"] == "Input":
            tensors[node["id"]] = keras.Input(**node["config"], name=node["id"])
        else:
            layers[node["id"]] = layers[node["shared_with"]] if "shared_with" in node else _placed(node)
            tensors[node["id"]] = layers[node["id"]]([tensors[source] for source in _sources(node, edges)])
    inputs = [tensors[node["id"]] for node in nodes if node["type"] == "Input"]
    feeding = {edge["source"] for edge in edges}
    outputs = [tensors[node["id"]] for node in nodes if node["id"] not in feeding]
    built = keras.Model(inputs, outputs[0] if len(outputs) == 1 else outputs)
    _compile(built, document["training"])
    return built


def fit(built: Any, document: Document, arrays: Mapping[str, Any]) -> dict[str, list[float]]:
    """The history of the document's training on these rows, in the order in which they stand.

    Inputs are the arrays of their names, or `x`.
    """
    training, data = document["training"], document["data"]
    inputs = [node["id"] for node in document["network"]["nodes"] if node["type"] == "Input"]
    class_weight = {int(label): weight for label, weight in training.get("class_weight", {}).items()}
    history = built.fit(
        {name: arrays.get(name, arrays.get("x")) for name in inputs},
        _named(data.get("target", "y"), built.output_names, arrays),
        sample_weight=_named(data.get("sample_weight"), built.output_names, arrays),
        class_weight=class_weight or None,
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        validation_split=document["data"].get("validation_split", 0.0),
        shuffle=training["shuffle"],
        callbacks=[_callback(entry["type"], entry["config"]) for entry in training.get("callbacks", [])],
        verbose=0,
    )
    return {name: [_figure(value) for value in values] for name, values in history.history.items()}


def _callback(type_name: str, config: dict[str, Any]) -> Any:
    made = make(keras.callbacks, type_name, config)
    if type_name == "LearningRateScheduler":
        rate = made.schedule
        made.schedule = lambda epoch, _: float(rate(epoch))  # Keras takes no number of its own backend here
    return made


def _named(names: Any, outputs: list[str], arrays: Mapping[str, Any]) -> Any:
    """The array of a name, or those of several outputs in their order."""
    if isinstance(names, dict):
        return [_named(names[output], outputs, arrays) for output in outputs]
    if isinstance(names, list):
        (names,) = names
    return None if names is None else arrays[names]


def _figure(value: Any) -> float:
    """One number: of a figure for every class, the mean."""
    return float(np.mean(value))


def weights(built: Any) -> dict[str, Any]:
    """Every weight under its name in a weight file: "<node id>/<weight>"."""
    return {name: variable.numpy() for name, variable in _variables(built).items()}


def _variables(built: Any) -> dict[str, Any]:
    return {f"{layer.name.replace(IN_BLOCK, '/')}/{weight_name(v)}": v for layer in built.layers for v in layer.weights}


def begin_with(built: Any, initial: Mapping[str, Any]) -> None:
    """Set every weight by its name in a weight file; raises UnlikeWeightsError."""
    variables = _variables(built)
    theirs = {name: tuple(variable.shape) for name, variable in variables.items()}
    ours = {name: value.shape for name, value in initial.items()}
    if theirs != ours:
        raise UnlikeWeightsError(
            f"Keras has the weights {dict(theirs.items() - ours.items())}, "
            f"we have {dict(ours.items() - theirs.items())}."
        )
    for name, variable in variables.items():
        variable.assign(initial[name])
    for layer in built.layers:
        take_over_statistics(layer)


def _in_order(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every node after those that feed it and the one whose weights it shares."""
    before = {
        node["id"]: {*_sources(node, edges), node.get("shared_with", node["id"])} - {node["id"]} for node in nodes
    }
    by_id = {node["id"]: node for node in nodes}
    return [by_id[name] for name in TopologicalSorter(before).static_order()]


def _sources(node: dict[str, Any], edges: list[dict[str, Any]]) -> list[str]:
    into = sorted((edge for edge in edges if edge["target"] == node["id"]), key=lambda edge: edge["port"])
    return [edge["source"] for edge in into]


def _placed(node: dict[str, Any]) -> PlacedLayer:
    placed = place(node["type"], node["config"], name=node["id"].replace("/", IN_BLOCK))
    placed.layer.trainable = node.get("trainable", True)
    return placed


def _compile(built: Any, training: dict[str, Any]) -> None:
    optimizer = training["optimizer"]
    built.compile(
        loss=_loss(training["loss"]),
        loss_weights=_loss_weights(training),
        optimizer=make(keras.optimizers, optimizer["type"], optimizer["config"]),
        metrics=_metrics(training["metrics"]),
        weighted_metrics=_metrics(training.get("weighted_metrics", [])),
    )


def _loss(loss: dict[str, Any]) -> Any:
    if "type" not in loss:
        return {output: _loss(one) for output, one in loss.items()}
    return make(keras.losses, loss["type"], loss["config"])


def _loss_weights(training: dict[str, Any]) -> dict[str, float] | None:
    """Keras wants that of every output if that of any is given."""
    given, loss = training.get("loss_weights"), training["loss"]
    return given if not given or "type" in loss else dict.fromkeys(loss, 1.0) | given


def _metrics(metrics: Any) -> Any:
    if isinstance(metrics, dict):
        return {output: _metrics(several) for output, several in metrics.items()}
    return [entry if isinstance(entry, str) else _metric(entry) for entry in metrics]


def _metric(metric: dict[str, Any]) -> Any:
    keras.utils.clear_session(free_memory=False)  # else the second metric of a class would be precision_1
    return make(keras.metrics, metric["type"], metric["config"])
