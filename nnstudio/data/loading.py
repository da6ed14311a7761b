"""Reading what a data reference names, and recognizing it again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from nnstudio.catalog.conversion import write_object
from nnstudio.data.dataset import Dataset
from nnstudio.data.readers.reader import Reader, file_errors, require_file
from nnstudio.data.reference import DataReference
from nnstudio.data.samples.sample import Sample


def load(reference: DataReference, folder: Path | None) -> Dataset:
    """The rows that the reference names; a path in it starts at `folder`, where the document lies."""
    source = reference.options
    if isinstance(source, Sample):
        return source.make()
    return source.read(source_path(reference, folder), reference.categorical)


def source_path(reference: DataReference, folder: Path | None) -> Path:
    """The file that a reference names."""
    return (folder or Path()) / reference.source


def stamp(reference: DataReference, folder: Path | None) -> tuple[int, int] | None:
    """The size of the file that a reference names and when it was last written; None where there is no file."""
    if not isinstance(reference.options, Reader):
        return None
    try:
        status = source_path(reference, folder).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def fingerprint(reference: DataReference, folder: Path | None) -> str:
    """A checksum (SHA-256) that changes when the content of the source or an option changes, wherever it lies."""
    options = json.dumps(write_object(reference.options), sort_keys=True)
    digest = hashlib.sha256(options.encode())
    if isinstance(reference.options, Reader):
        path = source_path(reference, folder)
        require_file(path)
        with file_errors(path), path.open("rb") as stream:
            while block := stream.read(2**20):
                digest.update(block)
        return digest.hexdigest()
    dataset = reference.options.make()
    for name, values in dataset.columns.items():
        digest.update(f"{name} {values.dtype} {values.shape}".encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()
