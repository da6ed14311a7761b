"""NumPy files: the contract of their names, and the traps that they can hold."""

import io
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.readers.numpy_files import NumpyArchive, NumpyArray
from nnstudio.errors import DataError

X = np.arange(12, dtype=np.float32).reshape(6, 2)
Y = np.arange(6)


@pytest.fixture
def archive(tmp_path):
    def write(**arrays):
        path = tmp_path / "data.npz"
        np.savez(path, **arrays)
        return path

    return write


def npy(array, **options):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, **options)
    return stream.getvalue()


def header(shape, dtype="<f8"):
    """An NPY file that ends where its values should begin."""
    text = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape!r}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def test_x_and_y_are_input_and_target(archive):
    dataset = NumpyArchive().read(archive(x=X, y=Y))
    np.testing.assert_array_equal(dataset.columns["x"], X)
    np.testing.assert_array_equal(dataset.columns["y"], Y)
    assert (dataset.name, dataset.inputs, dataset.target, dataset.parts) == ("data", ("x",), "y", {})


def test_parts_are_joined_in_order(archive):
    path = archive(x_test=X[5:], y_test=Y[5:], x_train=X[:3], y_train=Y[:3], x_val=X[3:5], y_val=Y[3:5])
    dataset = NumpyArchive().read(path)
    np.testing.assert_array_equal(dataset.columns["x"], X)
    np.testing.assert_array_equal(dataset.columns["y"], Y)
    assert dataset.parts == {"train": range(3), "validation": range(3, 5), "test": range(5, 6)}


def test_arrays_by_the_name_of_input_nodes_are_all_inputs(archive):
    dataset = NumpyArchive().read(archive(picture=X, table=X, y=Y))
    assert (dataset.inputs, dataset.target) == (("picture", "table"), "y")


def test_words_become_classes(archive):
    dataset = NumpyArchive().read(archive(x=X[:3], y=np.array(["dog", "cat", "dog"])))
    np.testing.assert_array_equal(dataset.columns["y"], [1, 0, 1])
    assert dataset.classes == {"y": ("cat", "dog")}


def test_compressed_and_fortran_ordered_arrays_are_read(tmp_path):
    path = tmp_path / "data.npz"
    np.savez_compressed(path, x=np.asfortranarray(X), y=Y)
    np.testing.assert_array_equal(NumpyArchive().read(path).columns["x"], X)


def test_a_lone_array_is_x_without_a_target(tmp_path):
    np.save(tmp_path / "rows.npy", X)
    dataset = NumpyArray().read(tmp_path / "rows.npy")
    np.testing.assert_array_equal(dataset.columns["x"], X)
    assert (dataset.name, dataset.inputs, dataset.target) == ("rows", ("x",), None)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int64", "float16", "float32", ">f8"])
def test_every_type_of_number_is_read(tmp_path, dtype):
    np.save(tmp_path / "rows.npy", X.astype(dtype))
    np.testing.assert_array_equal(NumpyArray().read(tmp_path / "rows.npy").columns["x"], X.astype(dtype))


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"x": X, "y": Y[:5]}, "Array 'x' of data.npz has 6 rows and 'y' has 5."),
        ({"x": X, "y": np.float32(1)}, "Array 'y' of data.npz is a single value."),
        ({"x": X[:0], "y": Y[:0]}, "Array 'x' of data.npz has no rows."),
        ({"x": X[:, :0], "y": Y}, "Array 'x' of data.npz has the shape (6, 0)"),
        ({"x": np.where(X == 5, np.nan, X), "y": Y}, "1 value without a finite number, the first nan at [2, 1]"),
        ({"x": X, "y": np.array([0, 1, np.inf, -np.inf, 0, 0])}, "2 values without a finite number, the first inf"),
        ({"x": np.array(["a b"] * 6).reshape(3, 2), "y": Y[:3]}, "Array 'x' of data.npz holds words in 2 axes."),
        ({"x": X.astype(complex), "y": Y}, "data.npz/x holds values of type complex128, which are no numbers."),
        ({"x": X, "y": Y.astype("M8[D]")}, "data.npz/y holds values of type datetime64[D], which are no numbers."),
        ({"x": np.zeros(3, [("a", "f4")]), "y": Y[:3]}, "which are no numbers."),
        ({"x_train": X, "y_train": Y, "x_val": X}, "it needs 'x_val' and 'y_val'."),
        ({"x_train": X, "y_train": Y, "names": Y}, "data.npz holds 'names' beside arrays for training."),
        ({"x_train": X, "y_train": Y, "x_test": X[:3], "y_test": Y[:2]}, "'x_test' of data.npz has 3 rows and"),
        (
            {"x_train": X, "y_train": Y, "x_test": X[:, :1], "y_test": Y},
            "have rows of the shapes (2,) and (1,).",
        ),
        (
            {"x_train": X, "y_train": Y, "x_test": X, "y_test": np.array(["a"] * 6)},
            "hold words in one part and numbers in another.",
        ),
    ],
)
def test_arrays_that_cannot_be_trained_on_are_refused(archive, arrays, sentence):
    with pytest.raises(DataError) as refusal:
        NumpyArchive().read(archive(**arrays))
    assert sentence in refusal.value.sentence


def test_objects_are_never_unpickled(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("The pickle was executed.",))

    np.savez(tmp_path / "data.npz", x=np.array([Trap()], dtype=object))
    with pytest.raises(DataError, match="holds Python objects, which can run code"):
        NumpyArchive().read(tmp_path / "data.npz")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "rows.npy is empty."),
        (b"not an array", "rows.npy is no NumPy array: its header cannot be read."),
        (npy(X)[:40], "rows.npy is no NumPy array"),
        (npy(X)[:-1], "rows.npy is cut short: its header claims 48 bytes, and 47 bytes follow."),
        (header((10**12,)), "rows.npy is cut short: its header claims 8.0 TB, and 0 bytes follow."),
        (header((-5, 2)), "is damaged: its header claims the shape (-5, 2)."),
        (header((2,), "<U0"), "holds values of type <U0"),
        (header((0,), "O"), "holds Python objects"),
        (header((1,), "<U1") + b"\xff\xff\xff\x7f", "some of its words hold what is no character"),
        (b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535, "its header cannot be read."),
        (b"\x93NUMPY\x09\x00" + bytes(100), "of an unknown version."),
    ],
)
def test_a_damaged_array_is_refused_before_memory_is_taken(tmp_path, content, sentence):
    (tmp_path / "rows.npy").write_bytes(content)
    with pytest.raises(DataError) as refusal:
        NumpyArray().read(tmp_path / "rows.npy")
    assert sentence in refusal.value.sentence


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.npy", "w") as member:
        member.write(header((300_000_000,), "|u1"))
        for _ in range(300):
            member.write(bytes(10**6))
    with pytest.raises(DataError, match=r"bomb\.npz would grow from .* kB to 300\.0 MB when unpacked"):
        NumpyArchive().read(path)


def test_arrays_larger_than_the_memory_are_refused(archive, monkeypatch):
    path = archive(x=X, y=Y)
    monkeypatch.setattr("nnstudio.data.memory.available_memory", lambda: 500)
    with pytest.raises(DataError, match=r"data\.npz needs .* of memory, and 500 bytes are free"):
        NumpyArchive().read(path)


def written(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([], "data.npz holds no arrays."),
        ([("notes.txt", b"hello")], "data.npz holds 'notes.txt', which is no array."),
        ([("x.npy", b"hello")], "data.npz/x is no NumPy array"),
        ([("x.npy", header((10**9,)))], "data.npz/x is cut short"),
        ([(f"{number}.npy", npy(Y)) for number in range(1001)], "data.npz holds 1,001 files."),
    ],
)
def test_an_archive_of_something_else_is_refused(tmp_path, members, sentence):
    path = written(tmp_path / "data.npz", members)
    with pytest.raises(DataError) as refusal:
        NumpyArchive().read(path)
    assert sentence in refusal.value.sentence


def test_two_arrays_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = written(tmp_path / "data.npz", [("x.npy", npy(X)), ("x.npy", npy(X))])
    with pytest.raises(DataError, match="holds two arrays named 'x'"):
        NumpyArchive().read(path)


def test_an_encrypted_archive_is_refused(tmp_path):
    path = written(tmp_path / "data.npz", [("x.npy", npy(X))])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="is encrypted"):
        NumpyArchive().read(path)


def test_an_unknown_compression_is_refused(tmp_path):
    path = written(tmp_path / "data.npz", [("x.npy", npy(X))])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x03\x04") + 8] = 97
    content[content.index(b"PK\x01\x02") + 10] = 97
    path.write_bytes(content)
    with pytest.raises(DataError, match="packed in a way that cannot be read"):
        NumpyArchive().read(path)


def test_a_changed_byte_is_noticed(tmp_path):
    path = written(tmp_path / "data.npz", [("x.npy", npy(X))])
    content = bytearray(path.read_bytes())
    content[content.index(X.tobytes()) + 5] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"data\.npz is damaged"):
        NumpyArchive().read(path)


def test_a_truncated_archive_is_refused(archive):
    path = archive(x=X, y=Y)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match=r"data\.npz is damaged or is no NPZ file"):
        NumpyArchive().read(path)


@pytest.mark.parametrize("reader", [NumpyArray, NumpyArchive])
def test_missing_files_and_folders_are_named(tmp_path, reader):
    with pytest.raises(DataError, match="There is no file 'gone"):
        reader().read(tmp_path / f"gone{reader.suffixes[0]}")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match="folder is a folder"):
        reader().read(tmp_path / "folder")


@given(st.data())
def test_any_change_to_a_file_is_read_or_refused_with_a_sentence(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("arrays")
    np.savez_compressed(folder / "data.npz", x=X, y=np.array(["a", "b", "c", "a", "b", "c"]))
    np.save(folder / "data.npy", X)
    reader = data.draw(st.sampled_from([NumpyArray(), NumpyArchive()]))
    path = folder / f"data{reader.suffixes[0]}"
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        assert len(reader.read(path)) > 0
    except DataError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017 - either outcome is right
