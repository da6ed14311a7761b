"""Documents as JSON text and back, by the document format's contract."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from nnstudio.catalog.conversion import read_config, read_field, refuse_unknown, write_config, write_object
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of, shown
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.data.reference import read_reference, write_reference
from nnstudio.errors import DocumentError
from nnstudio.network.document import Document, Training
from nnstudio.network.json_values import as_object, as_text
from nnstudio.network.network_format import definitions_to_json, network_from_json, network_to_json
from nnstudio.network.strict_json import parse_json
from nnstudio.sentence import Sentence, joined

FORMAT = "nnstudio"
_DOCUMENT = Sentence("The document")
VERSION = 1
LARGEST_TEXT = 64 * 2**20
"""A document of more bytes than this is refused before it is read."""

_DOCUMENT_KEYS = ("format", "version", "name", "network", "definitions", "data", "training")


def read_document_file(path: Path) -> Document:
    """The document in a `.json` file; raises DocumentError."""
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise DocumentError(
                Sentence(
                    "{name} is larger than any document ({most} MB at most).",
                    name=path.name,
                    most=LARGEST_TEXT // 2**20,
                )
            )
        return read_document(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise DocumentError(Sentence("There is no file {path}. Check the path.", path=path)) from None
    except OSError as error:
        raise DocumentError(
            Sentence("{path} cannot be read: {reason}.", path=path, reason=Sentence(error.strerror or str(error)))
        ) from None


def read_document(text: bytes | str, name: str = _DOCUMENT) -> Document:
    """A document from JSON text; raises DocumentError with one sentence that says what is wrong and where."""
    try:
        value = parse_json(text)
    except ValueError as error:
        raise DocumentError(Sentence("{name} is not valid JSON: {error}.", name=name, error=error)) from None
    return document_from_json(value)


def document_from_json(value: Any) -> Document:
    """A document from parsed JSON; raises DocumentError."""
    value = as_object(value, _DOCUMENT)
    if value.get("format") != FORMAT:
        raise DocumentError(
            Sentence('This is not an NN Studio document: "format" must be "{format}".', format=FORMAT), where="format"
        )
    _require_version(value.get("version"))
    refuse_unknown(value, _DOCUMENT_KEYS, _DOCUMENT)
    if "network" not in value:
        raise DocumentError('The document has no "network".', where="network")
    data = value.get("data")
    network, definitions = network_from_json(value["network"], value.get("definitions"))
    return Document(
        name=as_text(value.get("name", "untitled"), Sentence('The document\'s "name"')),
        network=network,
        data=None if data is None else read_reference(data),
        training=read_config(Training, value.get("training", {}), Sentence("the training set-up")),
        definitions=FrozenMapping(definitions),
    )


def write_document(document: Document) -> bytes:
    """A document as indented JSON text, with defaults left out."""
    return msgspec.json.format(msgspec.json.encode(document_to_json(document)), indent=2) + b"\n"


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as JSON values."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": document.name,
        "network": network_to_json(document.network),
    }
    if document.definitions:
        value["definitions"] = definitions_to_json(document.definitions)
    if document.data is not None:
        value["data"] = write_reference(document.data)
    if document.training != Training():
        value["training"] = _write_training(document.training)
    return value


def _require_version(version: Any) -> None:
    if type(version) is int and version == VERSION:
        return
    is_newer = type(version) is int and version > VERSION
    mismatch = Sentence(
        'The "version" of this document is {version}; this NN Studio reads version {known}.',
        version=shown(version),
        known=VERSION,
    )
    advice = Sentence("Open it with a newer NN Studio.") if is_newer else ""
    raise DocumentError(joined((mismatch, advice)), where="version")


def _write_training(training: Training) -> dict[str, Any]:
    """Like any config, but with the loss and the optimizer spelled out as objects."""
    config = write_config(training)
    for name in config:
        value = getattr(training, name)
        if isinstance(value, Declaration):
            config[name] = write_object(value)
        elif isinstance(value, Mapping):
            spelled = {key: write_object(one) for key, one in value.items() if isinstance(one, Declaration)}
            config[name] |= spelled
    return config


def read_training_field(name: str, value: Any) -> Any:
    """One training setting in its stored form; raises DocumentError."""
    return read_field(fields_of(Training)[name], value, Sentence("the training set-up"))
