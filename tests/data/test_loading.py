"""Finding what a reference names, and recognizing it again."""

import numpy as np
import pytest

from nnstudio.data.loading import fingerprint, load, stamp
from nnstudio.data.preprocessing import Label
from nnstudio.data.reference import DataReference, read_reference
from nnstudio.data.samples.curves import Square
from nnstudio.errors import DataError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "houses.csv").write_text("rooms,price\n1,100\n2,180\n")
    return tmp_path


def test_a_sample_is_made_with_its_options():
    dataset = load(DataReference(source="sample:square", options=Square(samples=7)), None)
    assert len(dataset) == 7


def test_a_path_starts_at_the_folder_of_the_document(folder, monkeypatch):
    reference = DataReference(source="data/houses.csv")
    assert load(reference, folder).name == "houses"
    monkeypatch.chdir(folder)
    assert load(reference, None).name == "houses"
    assert load(DataReference(source=str(folder / "data" / "houses.csv")), folder / "elsewhere").name == "houses"


def test_options_reach_the_reader(folder):
    (folder / "a.csv").write_text("a;b\n1,5;2\n")
    reference = read_reference({"source": "a.csv", "options": {"decimal": "comma"}})
    np.testing.assert_array_equal(load(reference, folder).columns["a"], [1.5])


def test_a_label_step_lets_its_column_mix_words_and_numbers(folder):
    (folder / "a.csv").write_text("a,size\n1,6\n2,7+\n")
    with pytest.raises(DataError, match="add a Label step for the column"):
        load(DataReference(source="a.csv"), folder)
    dataset = load(DataReference(source="a.csv", preprocessing=(Label(columns=("size",)),)), folder)
    assert dataset.classes == {"size": ("6", "7+")}


def test_the_fingerprint_follows_the_content_and_not_the_place(folder):
    reference = DataReference(source="data/houses.csv")
    first = fingerprint(reference, folder)
    (folder / "moved.csv").write_bytes((folder / "data" / "houses.csv").read_bytes())
    assert fingerprint(DataReference(source="moved.csv"), folder) == first
    assert fingerprint(read_reference({"source": "moved.csv", "options": {"delimiter": "comma"}}), folder) != first
    (folder / "moved.csv").write_text("rooms,price\n1,100\n2,181\n")
    assert fingerprint(DataReference(source="moved.csv"), folder) != first


def test_the_fingerprint_of_a_sample_follows_its_options():
    def of(**options):
        return fingerprint(DataReference(source="sample:square", options=Square(**options)), None)

    assert of() == of(samples=100)
    assert len({of(), of(seed=1), of(samples=99), of(noise=0.1)}) == 4


def test_the_fingerprint_of_a_missing_file_is_refused(folder):
    with pytest.raises(DataError, match=r"There is no file 'gone\.csv'"):
        fingerprint(DataReference(source="gone.csv"), folder)


def test_a_stamp_changes_when_the_file_is_written_anew(folder):
    reference = DataReference(source="data/houses.csv")
    first = stamp(reference, folder)
    assert stamp(reference, folder) == first is not None
    (folder / "data" / "houses.csv").write_text("rooms,price\n1,100\n")
    assert stamp(reference, folder) != first


def test_there_is_no_stamp_without_a_file(folder):
    assert stamp(DataReference(source="sample:square", options=Square()), None) is None
    assert stamp(DataReference(source="missing.csv"), folder) is None
