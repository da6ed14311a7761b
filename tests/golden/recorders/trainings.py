"""Whole trainings: rows, initial weights, the history and the final weights."""

from __future__ import annotations

import zlib

import keras

from tests.golden.recorders import document_model, samples
from tests.golden.recorders.recording import Recording, generator
from tests.golden.tables.trainings import TRAININGS


def record() -> Recording:
    recording = Recording("trainings")
    for case in TRAININGS:
        keras.utils.set_random_seed(zlib.crc32(case.name.encode()))  # Keras draws the initial weights
        document = case.document()
        rows = getattr(samples, case.rows)(generator("trainings", case.name))
        data = rows if isinstance(rows, dict) else {"x": rows[0], "y": rows[1]}
        model = document_model.model(document)
        arrays = {f"data/{name}": values for name, values in data.items()}
        arrays |= {f"initial/{name}": value for name, value in document_model.weights(model).items()}
        history = document_model.fit(model, document, data)
        arrays |= {f"final/{name}": value for name, value in document_model.weights(model).items()}
        arrays |= {f"history/{name}": values for name, values in history.items()}
        recording.add("training", case.name, document, arrays)
    return recording
