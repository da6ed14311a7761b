"""A Keras model and its training, made from a document of ours."""

from __future__ import annotations

from typing import Any

import keras

from tests.golden.recorders.keras_layers import place
from tests.golden.recorders.keras_objects import make
from tests.golden.recorders.layers import weight_name

Document = dict[str, Any]


def model(document: Document) -> Any:
    """The network of a document, compiled with its loss, optimizer and metrics; layers are named by node id."""
    nodes, edges = document["network"]["nodes"], document["network"]["edges"]
    tensors: dict[str, Any] = {}
    waiting = list(nodes)
    while waiting:
        node = next(node for node in waiting if all(source in tensors for source in _sources(node, edges)))
        tensors[node["id"]] = _placed(node, [tensors[source] for source in _sources(node, edges)])
        waiting.remove(node)
    inputs = [tensors[node["id"]] for node in nodes if node["type"] == "Input"]
    feeding = {edge["source"] for edge in edges}
    outputs = [tensors[node["id"]] for node in nodes if node["id"] not in feeding]
    built = keras.Model(inputs, outputs[0] if len(outputs) == 1 else outputs)
    _compile(built, document["training"])
    return built


def fit(built: Any, document: Document, x: Any, y: Any) -> dict[str, list[float]]:
    """The history of the document's training on these rows, in the order in which they stand."""
    training = document["training"]
    history = built.fit(
        x,
        y,
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        validation_split=document["data"]["validation_split"],
        shuffle=training["shuffle"],
        callbacks=[make(keras.callbacks, entry["type"], entry["config"]) for entry in training.get("callbacks", [])],
        verbose=0,
    )
    return {name: [float(value) for value in values] for name, values in history.history.items()}


def weights(built: Any) -> dict[str, Any]:
    """Every weight under its name in a weight file: "<node id>/<weight>"."""
    return {f"{layer.name}/{weight_name(v)}": v.numpy() for layer in built.layers for v in layer.weights}


def _sources(node: dict[str, Any], edges: list[dict[str, Any]]) -> list[str]:
    into = sorted((edge for edge in edges if edge["target"] == node["id"]), key=lambda edge: edge["port"])
    return [edge["source"] for edge in into]


def _placed(node: dict[str, Any], inputs: list[Any]) -> Any:
    if node["type"] == "Input":
        return keras.Input(**node["config"], name=node["id"])
    return place(node["type"], node["config"], name=node["id"])(inputs)


def _compile(built: Any, training: dict[str, Any]) -> None:
    loss, optimizer = training["loss"], training["optimizer"]
    metrics = [
        entry if isinstance(entry, str) else make(keras.metrics, entry["type"], entry["config"])
        for entry in training["metrics"]
    ]
    built.compile(
        loss=make(keras.losses, loss["type"], loss["config"]),
        optimizer=make(keras.optimizers, optimizer["type"], optimizer["config"]),
        metrics=metrics,
    )
