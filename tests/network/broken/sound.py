"""Networks that train: the templates, those that people build first, and random ones over the whole catalog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
from msgspec import structs

from nnstudio.data.dataset import Dataset
from nnstudio.data.loading import load
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json, read_document_file
from nnstudio.paths import resource
from tests.golden.drawing.documents import drawn
from tests.network.broken.classics import CLASSICS
from tests.network.broken.patient import Patient

_ROWS = 40


def classic(chance: np.random.Generator) -> Patient:
    """One of the networks that people build first."""
    return classic_named(str(chance.choice(list(CLASSICS))))


def classic_named(name: str) -> Patient:
    patient = CLASSICS[name]()
    return replace(patient, document=structs.replace(patient.document, name=name))


def template(chance: np.random.Generator) -> Patient:
    """One of the templates of the welcome page, with some of its rows."""
    return template_named(str(chance.choice(template_names())))


def template_names() -> list[str]:
    return sorted(path.stem for path in resource("templates").glob("*.json"))


@cache
def template_named(name: str) -> Patient:
    document = read_document_file(resource(f"templates/{name}.json"))
    assert document.data is not None
    rows = load(document.data, None)
    chosen = np.linspace(0, len(rows) - 1, min(_ROWS, len(rows))).astype(int)
    columns = {column: values[chosen] for column, values in rows.columns.items()}
    return Patient(document, replace(rows, columns=columns, parts={})).short()


def random(chance: np.random.Generator) -> Patient:
    """A random network over the whole catalog, as the comparison with Keras draws them."""
    return random_numbered(int(chance.integers(2**31)))


def random_numbered(number: int) -> Patient:
    training = drawn(7, number)
    document: Document = document_from_json(training.document)
    document = structs.replace(document, name=f"random {number}")
    return Patient(document, Dataset("data.npz", dict(training.rows))).short()


def any_sound(chance: np.random.Generator) -> Patient:
    """Any of them."""
    kinds: list[Callable[[np.random.Generator], Patient]] = [classic, classic, template, random]
    return kinds[int(chance.integers(len(kinds)))](chance)
