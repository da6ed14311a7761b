"""NumPy files: `.npy` with one array, `.npz` with several."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import IO, ClassVar

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset
from nnstudio.data.memory import as_size, require_memory
from nnstudio.data.readers.arrays import dataset_of_arrays
from nnstudio.data.readers.npy_format import read_array
from nnstudio.data.readers.reader import Reader, file_errors, require_file
from nnstudio.data.stored_rows import LEAST_VALUES
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence

_MOST_ARRAYS = 1000
_ENCRYPTED = 1
_LENGTHS = 26
"""Where the header of a member tells the lengths of its name and its extra field."""
_BOMB_SIZE = 256 * 10**6
_BOMB_RATIO = 200
"""Data shrinks fifty-fold at best; what shrinks more, and is large, was made to fill the memory."""


class NumpyArray(Reader, frozen=True, kw_only=True):
    """One array, as `numpy.save` writes it (NPY); it is named `x`, and its first axis counts the rows.

    An array of more than 33 million values stays in the file, and each batch reads its rows from there. It may be
    larger than the memory.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".npy",)
    label: ClassVar[str] = "NumPy array"

    def read(self, path: Path, categorical: Collection[str] = ()) -> Dataset:
        """The array as column `x`."""
        del categorical
        size = require_file(path)
        with file_errors(path), path.open("rb") as stream:
            return dataset_of_arrays(path, {"x": read_array(stream, size, path.name, path)})


class NumpyArchive(Reader, frozen=True, kw_only=True):
    """Several arrays, as `numpy.savez` writes them (NPZ).

    Named `x` and `y`; or `x_train`, `y_train` with any of `x_val`, `y_val`, `x_test`, `y_test`; or one array for each
    Input node, by the node's name, and `y`. The first axis of every array counts the rows.

    An array of more than 33 million values stays in the file, unless that is compressed, and each batch reads its rows
    from there. It may be larger than the memory.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".npz",)
    label: ClassVar[str] = "NumPy arrays"

    def read(self, path: Path, categorical: Collection[str] = ()) -> Dataset:
        """Each array as a column; the arrays of training, validation and test joined, with the rows of each part."""
        del categorical
        require_file(path)
        with file_errors(path), _zip_errors(path.name), zipfile.ZipFile(path) as archive:
            members = _members(archive, path.name)
            arrays = {name: _read_member(path, archive, info, f"{path.name}/{name}") for name, info in members.items()}
        return dataset_of_arrays(path, arrays)


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """The arrays of an archive by name; refuses one that would not fit into memory before anything is unpacked."""
    infos = archive.infolist()
    if not infos:
        raise DataError(Sentence("{name} holds no arrays. Write it with numpy.savez(file, x=..., y=...).", name=name))
    if len(infos) > _MOST_ARRAYS:
        raise DataError(
            Sentence(
                "{name} holds {count:,} files. Put the rows of all of them into one array.", name=name, count=len(infos)
            )
        )
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > _BOMB_SIZE and unpacked > _BOMB_RATIO * packed:
        raise DataError(
            Sentence(
                "{name} would grow from {packed} to {unpacked} when unpacked, which no real data does. If it is "
                "meant to be so, write it with numpy.savez, without compression.",
                name=name,
                packed=as_size(packed),
                unpacked=as_size(unpacked),
            )
        )
    require_memory(2 * sum(info.file_size for info in infos if not _may_stay(info)), name)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if not info.filename.endswith(".npy"):
            raise DataError(
                Sentence(
                    "{name} holds {member!r}, which is no array. Write it with numpy.savez.",
                    name=name,
                    member=info.filename,
                )
            )
        member = info.filename.removesuffix(".npy")
        if member in members:
            raise DataError(
                Sentence(
                    "{name} holds two arrays named {member!r}. Give every array a name of its own.",
                    name=name,
                    member=member,
                )
            )
        members[member] = info
    return members


def _read_member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Array:
    """An array of an archive; a large one that is not compressed stays in the file."""
    if _may_stay(info):
        with path.open("rb") as stream:
            stream.seek(_begin_of(stream, info))
            return read_array(stream, info.file_size, name, path)
    with archive.open(info) as stream:
        return read_array(stream, info.file_size, name)


def _may_stay(info: zipfile.ZipInfo) -> bool:
    """Whether an array may be large enough to stay in the file, as it lies there."""
    plain = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & _ENCRYPTED
    return plain and info.file_size > LEAST_VALUES


def _begin_of(stream: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Where a member's bytes begin: behind its header, its name and its extra field."""
    stream.seek(info.header_offset + _LENGTHS)
    lengths = stream.read(4)
    if len(lengths) < 4:
        raise EOFError
    name_length, extra_length = struct.unpack("<HH", lengths)
    begin: int = info.header_offset + _LENGTHS + 4 + name_length + extra_length
    return begin


@contextmanager
def _zip_errors(name: str) -> Iterator[None]:
    try:
        yield
    except NotImplementedError:
        raise DataError(
            Sentence("{name} is packed in a way that cannot be read. Write it with numpy.savez.", name=name)
        ) from None
    except RuntimeError:
        raise DataError(
            Sentence("{name} is encrypted. Write it with numpy.savez, without a password.", name=name)
        ) from None
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, UnicodeDecodeError):
        raise DataError(
            Sentence("{name} is damaged or is no NPZ file. Write it again with numpy.savez.", name=name)
        ) from None
