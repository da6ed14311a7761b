"""Tables as text: what is read, and the sentence for everything that is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.readers.delimited import DelimitedText
from nnstudio.errors import DataError


@pytest.fixture
def table(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def test_numbers_and_words_become_columns(table):
    dataset = DelimitedText().read(table("a,b,kind\n1,2.5,dog\n-3,4e2,cat\n 5 ,6,dog\n"))
    assert dataset.name == "table"
    np.testing.assert_array_equal(dataset.columns["a"], [1, -3, 5])
    np.testing.assert_array_equal(dataset.columns["b"], [2.5, 400, 6])
    np.testing.assert_array_equal(dataset.columns["kind"], [1, 0, 1])
    assert dataset.classes == {"kind": ("cat", "dog")}
    assert (dataset.inputs, dataset.target) == (("a", "b"), "kind")


@pytest.mark.parametrize(
    ("header", "target"),
    [("a,b,c", "c"), ("y,a,b", "y"), ("a,Class,b", "Class"), ("label,target,z", "z")],
)
def test_the_target_is_the_column_of_a_usual_name_or_the_last(table, header, target):
    assert DelimitedText().read(table(f"{header}\n1,2,3\n")).target == target


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(table, delimiter):
    dataset = DelimitedText().read(table(f"a{delimiter}b\n1{delimiter}2\n"))
    assert list(dataset.columns) == ["a", "b"]


def test_a_delimiter_inside_quotation_marks_is_text(table):
    dataset = DelimitedText().read(table('"height, in ""m""";kind\n1;"a,b"\n2;"c\nd"\n3;x\n'))
    assert list(dataset.columns) == ['height, in "m"', "kind"]
    assert dataset.classes["kind"] == ("a,b", "c\nd", "x")


def test_a_tsv_file_is_split_at_tabs_alone(table):
    dataset = DelimitedText().read(table("a,b\tc\n1\t2\n", "table.tsv"))
    assert list(dataset.columns) == ["a,b", "c"]


def test_one_column_alone_is_a_table(table):
    assert list(DelimitedText().read(table("x\n1\n2\n")).columns) == ["x"]


def test_a_decimal_comma_is_read_when_it_is_asked_for(table):
    path = table("a;b\n1,5;2\n-2,25;3\n")
    dataset = DelimitedText(decimal="comma").read(path)
    np.testing.assert_array_equal(dataset.columns["a"], [1.5, -2.25])


def test_marks_of_windows_and_blank_lines_do_no_harm(table):
    dataset = DelimitedText().read(table(b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3,4\r\n\r\n"))
    np.testing.assert_array_equal(dataset.columns["a"], [1, 3])


def test_a_column_named_as_classes_may_mix_words_and_numbers(table):
    dataset = DelimitedText().read(table("a,size\n1,6\n2,7+\n3,6\n"), categorical=("size",))
    assert dataset.classes["size"] == ("6", "7+")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "table.csv is empty."),
        ("\n\n", "table.csv holds no rows."),
        ("a,b\n", "table.csv has a header and no rows below it."),
        ("1,2\n3,4\n", "holds the number 1 where the name of column 1 should be. Add a first line"),
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n", "holds the number 5.1 where the name of column 1"),
        (",a,b\n0,1,2\n", "Column 1 of table.csv has no name."),
        ("a,b,a\n1,2,3\n", "Two columns of table.csv are named 'a'."),
        ("a,b\n1,2\n3\n", "Line 3 of table.csv has 1 cell where the header names 2 columns."),
        ("a,b\n1,2\n3,4,5\n", "Line 3 of table.csv has 3 cells where the header names 2 columns."),
        ("a,b\n1,2\n,4\n,6\n", "Column 'a' of table.csv has 2 empty cells, the first in line 3. Fill them in"),
        ("a,b\nx,2\n  ,4\n", "Column 'a' of table.csv has 1 empty cell, the first in line 3."),
        ("a,b\n1,2\n3,n/a\n5,6\n", "holds numbers, but 1 cell that is none, the first 'n/a' in line 3."),
        (
            "a,b\n1,x\n3,y\n5,6\n",
            "Column 'b' of table.csv holds words, but 1 cell with a number, the first '6' in line 4",
        ),
        ("a,b\n1,2\n3,nan\n5,inf\n", "has 2 cells without a finite number, the first 'nan' in line 3."),
        ("a,b\n1,1e999\n", "Column 'b' of table.csv has 1 cell without a finite number, the first '1e999' in line 2."),
        ("a,b\n1,1_000\n2,3\n", "the first '1_000' in line 2"),
        ("a;b\n1,5;2\n2,5;3\n", "writes its numbers with a comma, such as '1,5'. Set the decimal mark"),
        ('a,b\n1,"1,234"\n2,"5,678"\n', "writes its numbers with a comma, such as '1,234'."),
        ('a,b\n1,"2\n3,4\n', "Line 2 of table.csv cannot be split into cells: a quotation mark is opened and never"),
        ('a,b\n1,"2"3\n', "Line 2 of table.csv cannot be split into cells: a quotation mark stands inside a cell"),
        (b"a,b\n1,2\n\xff\xfe,3\n", "Line 3 of table.csv is not text in UTF-8."),
        ("a,b\n1,2\n".encode("utf-16"), "table.csv is text in UTF-16. Save it as UTF-8"),
        (b"a,b\n1,\x00\n", "table.csv is not a text file."),
        ("a" * 200_000 + ",b\n1,2\n", "Line 1 of table.csv cannot be split into cells: a cell is longer than"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_place(table, content, sentence):
    with pytest.raises(DataError) as refusal:
        DelimitedText().read(table(content))
    assert sentence in refusal.value.sentence


def test_a_point_in_a_number_with_decimal_comma_is_not_guessed(table):
    with pytest.raises(DataError, match=r"the first '1\.234' in line 2"):
        DelimitedText(decimal="comma").read(table("a;b\n1.234;2\n1,5;3\n"))


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    with pytest.raises(DataError, match=r"There is no file 'gone\.csv' in .*Choose the data file again"):
        DelimitedText().read(tmp_path / "gone.csv")
    with pytest.raises(DataError, match="because there is no folder"):
        DelimitedText().read(tmp_path / "nowhere" / "gone.csv")


def test_a_folder_is_no_table(tmp_path):
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(DataError, match=r"table\.csv is a folder"):
        DelimitedText().read(tmp_path / "table.csv")


def test_a_device_is_no_table():
    with pytest.raises(DataError, match="null is "):
        DelimitedText().read(Path("/dev/null"))


def test_a_table_larger_than_the_memory_is_refused_before_it_is_read(table, monkeypatch):
    monkeypatch.setattr("nnstudio.data.memory.available_memory", lambda: 100)
    with pytest.raises(DataError, match="of memory, and 100 bytes are free"):
        DelimitedText().read(table("a,b\n1,2\n"))


@given(st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2), min_size=1))
def test_every_number_comes_back_exactly(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    path.write_text("a,b\n" + "".join(f"{a!r},{b!r}\n" for a, b in rows))
    dataset = DelimitedText().read(path)
    np.testing.assert_array_equal(np.stack([dataset.columns["a"], dataset.columns["b"]], axis=1), rows)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    path.write_bytes(content)
    try:
        assert len(DelimitedText().read(path)) > 0
    except DataError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017 - either outcome is right


def test_rows_with_empty_cells_can_be_left_out(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("size,kind,y\n1,ape,2\n,bear,3\n4, ,5\n6,cat,7\n")
    dataset = DelimitedText(incomplete="skip").read(path)
    assert dataset.columns["size"].tolist() == [1, 6]
    assert dataset.classes["kind"] == ("ape", "cat")
    with pytest.raises(DataError, match=r"Column 'size' of table\.csv has 1 empty cell, the first in line 3"):
        DelimitedText().read(path)


def test_a_file_in_which_every_row_has_an_empty_cell_is_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("size,y\n,2\n3,\n")
    with pytest.raises(DataError, match=r"Every row of table.csv has an empty cell\. Choose a file with whole rows\."):
        DelimitedText(incomplete="skip").read(path)


def test_of_a_row_left_out_no_line_number_is_lost(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("size,y\n,1\n2,2\n3,3\nabc,4\n5,5\n")
    with pytest.raises(DataError, match="the first 'abc' in line 5"):
        DelimitedText(incomplete="skip").read(path)
