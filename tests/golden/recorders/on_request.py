"""Trains documents with Keras as they are asked for: `python -m tests.golden.recorders.on_request`.

Each line of standard input is a JSON object: the `folder` of a document with its rows and initial weights, and by how
much to `shake` these, with the rows of each batch in another order then. Each answer is a line with the `history` and
the path of the final `weights`, or with a sentence: a `refusal`, or what makes the weights `unlike` those of Keras.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

os.environ.setdefault("KERAS_BACKEND", "jax")
# A network trains for a few steps only: most of the time would go into compiling it well.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")

import keras
import numpy as np
import safetensors.numpy

from tests.golden.recorders import document_model

Arrays = dict[str, np.ndarray]


def main() -> None:
    """Answer until there is no more to ask; whatever else is printed goes to standard error."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        _answer(json.loads(line), answers)


def _answer(request: dict[str, Any], answers: TextIO) -> None:
    try:
        answer = _trained(Path(request["folder"]), request["shake"])
    except document_model.UnlikeWeightsError as error:
        answer = {"unlike": str(error)}
    except Exception as error:  # noqa: BLE001 - Keras refuses by errors of all kinds, and the asker wants its words
        answer = {"refusal": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _trained(folder: Path, shake: float) -> dict[str, Any]:
    keras.backend.clear_session()
    document = json.loads((folder / "document.json").read_text(encoding="utf-8"))
    with np.load(folder / "data.npz") as archive:
        rows = dict(archive)
    if shake:
        rows = _turned(rows, document)
    initial = _shaken(safetensors.numpy.load_file(folder / "initial.safetensors"), shake)
    model = document_model.model(document)
    document_model.begin_with(model, initial)
    history = document_model.fit(model, document, rows)
    weights = folder / ("keras.safetensors" if not shake else "keras_shaken.safetensors")
    final = document_model.weights(model)
    safetensors.numpy.save_file({name: np.array(value, order="C") for name, value in final.items()}, weights)
    return {"history": history, "weights": str(weights)}


def _turned(rows: Arrays, document: dict[str, Any]) -> Arrays:
    """The rows with those of each batch in reverse order, which changes nothing but the order of sums."""
    count, size = len(next(iter(rows.values()))), document["training"]["batch_size"]
    trained = int(count * (1 - document["data"].get("validation_split", 0.0)))
    batches = [np.arange(start, min(start + size, trained))[::-1] for start in range(0, trained, size)]
    order = np.concatenate([*batches, np.arange(trained, count)])
    return {name: values[order] for name, values in rows.items()}


def _shaken(weights: Arrays, shake: float) -> Arrays:
    """The weights, each moved by about so large a part of itself."""
    rng = np.random.default_rng(0)
    return {
        name: value + (shake * rng.normal(size=value.shape) * (np.abs(value) + 0.1)).astype(value.dtype)
        for name, value in weights.items()
    }


if __name__ == "__main__":
    main()
