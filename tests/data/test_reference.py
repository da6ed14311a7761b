"""The data object of a document: read, written, and refused with a sentence."""

import json

import pytest
from msgspec.structs import replace

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.data.preprocessing import OneHot, Scale, Standardize
from nnstudio.data.readers.delimited import DelimitedText
from nnstudio.data.reference import ONLY, DataReference, read_reference, write_reference
from nnstudio.data.samples.curves import Square
from nnstudio.errors import DocumentError

CONTRACT = {
    "source": "sample:square",
    "options": {"samples": 50, "seed": 1},
    "inputs": {"input": ["x"]},
    "target": "y",
    "validation_split": 0.2,
    "shuffle_split": False,
    "split_seed": 3,
    "preprocessing": [{"type": "Standardize", "columns": ["x"]}],
}


def test_the_form_of_the_contract_is_read():
    assert read_reference(CONTRACT) == DataReference(
        source="sample:square",
        options=Square(samples=50, seed=1),
        inputs=FrozenMapping({"input": ("x",)}),
        target="y",
        validation_split=0.2,
        shuffle_split=False,
        split_seed=3,
        preprocessing=(Standardize(columns=("x",)),),
    )


@pytest.mark.parametrize(
    "value",
    [
        CONTRACT,
        {"source": "sample:iris"},
        {"source": "data/houses.csv", "options": {"decimal": "comma"}, "target": ["price", "rent"]},
        {"source": "arrays.npz", "preprocessing": [{"type": "Scale", "columns": ["x"], "factor": 0.5}]},
    ],
)
def test_what_was_read_is_written_as_it_was(value):
    assert write_reference(read_reference(value)) == value
    assert read_reference(json.loads(json.dumps(value))) == read_reference(value)


def test_defaults_are_left_out():
    value = {
        "source": "sample:square",
        "options": {"samples": 100},
        "inputs": {},
        "target": None,
        "validation_split": 0,
        "shuffle_split": True,
        "split_seed": 0,
        "preprocessing": [{"type": "Standardize", "columns": []}],
    }
    assert write_reference(read_reference(value)) == {
        "source": "sample:square",
        "preprocessing": [{"type": "Standardize"}],
    }


def test_a_step_may_have_the_long_form_of_other_choices():
    value = {"source": "sample:digits", "preprocessing": [{"type": "scale", "config": {"factor": 0.0625}}]}
    assert read_reference(value).preprocessing == (Scale(factor=0.0625),)


def test_equal_references_have_equal_hashes():
    first, second = read_reference(CONTRACT), read_reference(CONTRACT)
    assert hash(first) == hash(second)
    assert first != replace(first, target="x")


def test_a_column_may_stand_without_its_list():
    assert read_reference(CONTRACT | {"inputs": {"input": "x"}}) == read_reference(CONTRACT)
    assert read_reference(CONTRACT | {"target": ["y"]}) == read_reference(CONTRACT)


def test_the_targets_are_tuples_by_output_in_every_case():
    assert DataReference(source="a.csv").targets == {}
    assert DataReference(source="a.csv", target="y").targets == {ONLY: ("y",)}
    assert DataReference(source="a.csv", target=("y", "z")).targets == {ONLY: ("y", "z")}


def test_options_are_those_of_the_source():
    assert DataReference(source="sample:square").options == Square()
    assert DataReference(source="Houses.CSV").options == DelimitedText()
    with pytest.raises(DocumentError, match=r"those of Square, but the source is 'a\.csv'"):
        DataReference(source="a.csv", options=Square())


def test_another_source_keeps_the_split_and_drops_the_columns():
    moved = read_reference(CONTRACT).with_source("sample:iris")
    assert moved == DataReference(source="sample:iris", validation_split=0.2, shuffle_split=False, split_seed=3)


def test_steps_that_make_classes_name_categorical_columns():
    steps = (OneHot(columns=("color",)), Standardize(columns=("size",)))
    assert DataReference(source="a.csv", preprocessing=steps).categorical == {"color"}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "The data must be an object, not []."),
        ({}, "The source of the data must be a file or 'sample:' and a name, not null."),
        ({"source": 3}, "The source of the data must be a file or 'sample:' and a name, not 3."),
        ({"source": ""}, "The source of the data must be a file or 'sample:' and a name, not ''."),
        ({"source": "a\0.csv"}, "must be a file or 'sample:'"),
        ({"source": "sample:sqare"}, "There is no sample named 'sqare'. Did you mean 'sample:square'?"),
        ({"source": "sample:zzz"}, "There is no sample named 'zzz'. Known are square, spiral,"),
        ({"source": "iris"}, "NN Studio cannot read 'iris'. Did you mean 'sample:iris'?"),
        ({"source": "notes.docx"}, "cannot read 'notes.docx'. It reads files that end in .csv, .tsv, .npy, .npz"),
        ({"source": "sample:iris", "targt": "y"}, "data has no field named 'targt'. Did you mean 'target'?"),
        ({"source": "sample:square", "options": {"sampels": 3}}, "Did you mean 'samples'?"),
        (
            {"source": "sample:square", "options": {"samples": 0}},
            "Samples (samples) of the data source 'sample:square' must be a whole number at least 2",
        ),
        ({"source": "sample:square", "options": []}, "must be an object, not []."),
        ({"source": "sample:iris", "inputs": ["x"]}, "must be an object from Input nodes to columns, not ['x']."),
        ({"source": "sample:iris", "inputs": {"input": []}}, "The inputs of 'input' in the data must be a list"),
        ({"source": "sample:iris", "inputs": {"input": [1]}}, "must be a list of columns, not [1]."),
        ({"source": "sample:iris", "inputs": {"input": ["a", "a"]}}, "must name each column once, not ['a', 'a']."),
        ({"source": "sample:iris", "target": 5}, "The target in the data must be a list of columns, not 5."),
        ({"source": "sample:iris", "target": []}, "The target in the data must be a list of columns, not []."),
        ({"source": "sample:iris", "validation_split": 1}, "Validation split (validation_split) of data must be"),
        ({"source": "sample:iris", "validation_split": -0.1}, "must be a number at least 0 and below 1, not -0.1."),
        ({"source": "sample:iris", "validation_split": float("nan")}, "not nan."),
        ({"source": "sample:iris", "validation_split": float("inf")}, "not inf."),
        ({"source": "sample:iris", "shuffle_split": 1}, "must be true or false, not 1."),
        ({"source": "sample:iris", "split_seed": 1.5}, "must be a whole number at least 0"),
        ({"source": "sample:iris", "preprocessing": {}}, "must be a list of steps, not {}."),
        ({"source": "sample:iris", "preprocessing": ["Scale"]}, 'data.preprocessing[0] must be an object with "type"'),
        (
            {"source": "sample:iris", "preprocessing": [{"type": "Standardise"}]},
            "There is no preprocessing step named 'Standardise' (data.preprocessing[0]). Did you mean 'Standardize'?",
        ),
        (
            {"source": "sample:iris", "preprocessing": [{"type": "Standardize", "column": ["x"]}]},
            "Did you mean 'columns'?",
        ),
        (
            {"source": "sample:iris", "preprocessing": [{"type": "Scale", "factor": 0}]},
            "Factor (factor) of data.preprocessing[0] must be a number above 0, not 0.",
        ),
    ],
)
def test_everything_wrong_is_named(value, sentence):
    with pytest.raises(DocumentError) as refusal:
        read_reference(value)
    assert sentence in refusal.value.sentence
    assert refusal.value.where
