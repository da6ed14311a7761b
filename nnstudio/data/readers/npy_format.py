"""The NPY format, read without trust: what the header claims is held against the size before memory is taken."""

from __future__ import annotations

import math
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any

import numpy as np

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.data.memory import as_size, require_memory
from nnstudio.data.stored_rows import LEAST_VALUES, stored_rows
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence

_NUMBERS = "biuf"
_WORDS = "U"
_LAST_CHARACTER = 0x10FFFF


def read_array(stream: IO[bytes], size: int, name: str, path: Path | None = None) -> Array:
    """The array in a stream of `size` bytes; raises DataError unless it holds numbers or words, all of them.

    With the `path` of the file that the stream reads from, the rows of a large array stay there.
    """
    begin = stream.tell()
    shape, fortran_order, dtype = _read_header(stream, name)
    _check_dtype(dtype, name)
    if any(length < 0 for length in shape):
        raise DataError(Sentence("{name} is damaged: its header claims the shape {shape}.", name=name, shape=shape))
    needed = math.prod(shape) * dtype.itemsize
    held = size - (stream.tell() - begin)
    if needed > held:
        raise DataError(
            Sentence(
                "{name} is cut short: its header claims {needed}, and {held} follow. Write it again.",
                name=name,
                needed=as_size(needed),
                held=as_size(held),
            )
        )
    can_stay = dtype.kind in _NUMBERS and len(shape) > 1 and not fortran_order
    if path is not None and can_stay and math.prod(shape) > LEAST_VALUES:
        return stored_rows(path, stream.tell(), shape, dtype)
    require_memory(needed, name)
    content = np.empty(needed, np.uint8)
    _fill(stream, content, name)
    if dtype.kind in _WORDS and np.any(content.view(np.dtype("u4").newbyteorder(dtype.byteorder)) > _LAST_CHARACTER):
        raise DataError(
            Sentence("{name} is damaged: some of its words hold what is no character. Write it again.", name=name)
        )
    return content.view(dtype).reshape(shape, order="F" if fortran_order else "C")


def _read_header(stream: IO[bytes], name: str) -> tuple[Shape, bool, np.dtype[Any]]:
    try:
        version = np.lib.format.read_magic(stream)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        return read(stream)
    except KeyError:
        raise DataError(
            Sentence(
                "{name} is an array with named fields or of an unknown version. {advice}", name=name, advice=_ADVICE
            )
        ) from None
    except (ValueError, TypeError, SyntaxError, TokenError, RecursionError, MemoryError, UnicodeDecodeError):
        raise DataError(
            Sentence("{name} is no NumPy array: its header cannot be read. Write it with numpy.save.", name=name)
        ) from None


def _check_dtype(dtype: np.dtype[Any], name: str) -> None:
    if dtype.kind == "O":
        raise DataError(
            Sentence(
                "{name} holds Python objects, which can run code when they are read. {advice}",
                name=name,
                advice=_ADVICE,
            )
        )
    if dtype.kind not in _NUMBERS + _WORDS or dtype.itemsize == 0:
        raise DataError(
            Sentence(
                "{name} holds values of type {dtype}, which are no numbers. {advice}",
                name=name,
                dtype=str(dtype),
                advice=_ADVICE,
            )
        )


def _fill(stream: IO[bytes], content: Array, name: str) -> None:
    view = content.data
    filled = 0
    while filled < len(view):
        count = stream.readinto(view[filled:])  # type: ignore[attr-defined]  # every binary stream of Python has it
        if not count:
            raise DataError(Sentence("{name} is cut short. Write it again.", name=name))
        filled += count


_ADVICE = Sentence("Save it as an array of numbers, such as array.astype('float32').")
