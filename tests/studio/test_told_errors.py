"""What files are refused with, as it is told in a Chinese window."""

import re

import numpy as np
import pytest

from nnstudio.data.sources import samples, source_type
from nnstudio.errors import NNStudioError
from nnstudio.exchange.initial_weights import read_weights
from nnstudio.project.project import Project
from nnstudio.studio.language import Language, speak, told
from tests.studio.legibility import words

TABLES = {
    "empty.csv": "",
    "header.csv": "a,b\n",
    "short.csv": "a,b\n1,2\n3\n",
    "mixed.csv": "a,b\n1,2\n3,4\nx,6\n",
    "words.csv": "a,b\nx,2\ny,4\n5,6\n",
    "holes.csv": "a,b\n1,x\n2,\n",
    "unnamed.csv": "a,\n1,2\n",
    "twice.csv": "a,a\n1,2\n",
    "numbers.csv": "1,2\n3,4\n",
    "nan.csv": "a,b\n1,nan\n",
    "comma.csv": 'a;b\n"1,5";2\n',
    "quoted.csv": 'a,b\n"1,2\n',
}
ARRAYS = {
    "single.npy": np.float32(1),
    "nothing.npy": np.zeros((0, 2)),
    "infinite.npy": np.array([1, np.inf]),
}
QUOTED = re.compile(r"'[^']*'|\S+\.(csv|npy|npz|nnstudio|safetensors)\S*|/\S+|\.[a-z]+|sample:\S+")
NAMES = {
    "NumPy",
    "NPZ",
    "CSV",
    "UTF",
    "JSON",
    "NN",
    "Studio",
    "Label",
    "numpy",
    "save",
    "savez",
    "inf",
    "json",
    *samples(),
}


@pytest.fixture
def chinese(qapp):
    speak(qapp, Language.CHINESE)
    yield
    speak(qapp, Language.ENGLISH)


def refusal(work, *arguments):
    with pytest.raises(NNStudioError) as error:
        work(*arguments)
    return error.value.sentence


def assert_is_chinese(sentence):
    text = told(sentence)
    assert text != sentence
    assert [word for word in words(QUOTED.sub("", text)) if word not in NAMES] == [], text


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", TABLES)
def test_why_a_table_is_refused_is_told_in_chinese(name, tmp_path):
    path = tmp_path / name
    path.write_text(TABLES[name], encoding="utf-8")
    assert_is_chinese(refusal(source_type(name)().read, path))


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", ARRAYS)
def test_why_an_array_is_refused_is_told_in_chinese(name, tmp_path):
    np.save(tmp_path / name, ARRAYS[name])
    assert_is_chinese(refusal(source_type(name)().read, tmp_path / name))


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", ["a.csv", "a.npy", "a.npz"])
def test_why_a_file_that_is_no_data_is_refused_is_told_in_chinese(name, tmp_path):
    assert_is_chinese(refusal(source_type(name)().read, tmp_path / name))
    assert_is_chinese(refusal(source_type(name)().read, tmp_path / "nowhere" / name))
    (tmp_path / name).write_bytes(b"\x00\xff\xfe")
    assert_is_chinese(refusal(source_type(name)().read, tmp_path / name))


@pytest.mark.usefixtures("chinese")
def test_why_a_source_is_refused_is_told_in_chinese():
    for source in ("sample:spirals", "sample:qqq", "a.doc", ""):
        assert_is_chinese(refusal(source_type, source))


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("content", [b"", b"{}", b"SQLite", b"SQLite format 3\0" * 99])
def test_why_a_project_is_refused_is_told_in_chinese(content, tmp_path):
    path = tmp_path / "a.nnstudio"
    assert_is_chinese(refusal(Project.open, path))
    path.write_bytes(content)
    assert_is_chinese(refusal(Project.open, path))


@pytest.mark.usefixtures("chinese")
def test_why_weights_cannot_be_read_is_told_in_chinese(tmp_path):
    assert_is_chinese(refusal(read_weights, tmp_path / "a.safetensors"))
