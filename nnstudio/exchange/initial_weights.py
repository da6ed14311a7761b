"""Weights from elsewhere, to begin a training with."""

from __future__ import annotations

from pathlib import Path

import safetensors
import safetensors.numpy

from nnstudio.catalog.kernels import Array
from nnstudio.errors import InputError


def read_weights(path: Path) -> dict[str, Array]:
    """The arrays of a safetensors file, by the names `<node id>/<weight name>`; raises InputError."""
    try:
        return safetensors.numpy.load_file(path)
    except FileNotFoundError:
        raise InputError(f"There is no file {path}. Check the path.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    except safetensors.SafetensorError as error:
        raise InputError(f"{path.name} is not a sound safetensors file: {error}.") from None
    except KeyError as error:
        raise InputError(f"{path.name} holds weights of the type {error}, which cannot be read. Use F32.") from None
