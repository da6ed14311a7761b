"""Weights from elsewhere, to begin a training with."""

from __future__ import annotations

from pathlib import Path

import safetensors
import safetensors.numpy

from nnstudio.catalog.kernels import Array
from nnstudio.errors import InputError
from nnstudio.sentence import Sentence


def read_weights(path: Path) -> dict[str, Array]:
    """The arrays of a safetensors file, by the names `<node id>/<weight name>`; raises InputError."""
    try:
        return safetensors.numpy.load_file(path)
    except FileNotFoundError:
        raise InputError(Sentence("There is no file {path}. Check the path.", path=path)) from None
    except OSError as error:
        raise InputError(
            Sentence("{file} cannot be read: {reason}.", file=path, reason=Sentence(error.strerror or str(error)))
        ) from None
    except safetensors.SafetensorError as error:
        raise InputError(
            Sentence("{file} is not a sound safetensors file: {error}.", file=path.name, error=str(error))
        ) from None
    except KeyError as error:
        raise InputError(
            Sentence(
                "{file} holds weights of the type {type}, which cannot be read. Use F32.",
                file=path.name,
                type=str(error),
            )
        ) from None
