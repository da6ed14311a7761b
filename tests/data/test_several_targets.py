"""Targets and weights by output, from tables and arrays."""

import numpy as np
import pytest

from nnstudio.data.new_data import prepare_new
from nnstudio.data.preparation import DataDescription, prepare
from nnstudio.data.reference import ONLY, read_reference
from nnstudio.errors import DataError, DocumentError

TABLE = "a,kind,size,w\n1,cat,0.5,1\n2,dog,1.5,0\n3,cat,2.5,2\n4,ox,3.5,0.5\n"
BOTH = {"kind": "kind", "size": ["size"]}


@pytest.fixture
def prepared(tmp_path):
    """Prepare a table, or arrays, for a network with the inputs and outputs that are named."""

    def prepare_(content=TABLE, nodes=("input",), outputs=("kind", "size"), **reference):
        path = tmp_path / ("rows.csv" if isinstance(content, str) else "rows.npz")
        if isinstance(content, str):
            path.write_text(content)
        else:
            np.savez(path, **content)
        return prepare(read_reference({"source": path.name, **reference}), tmp_path, nodes, outputs)

    return prepare_


def test_each_output_has_its_target_and_neither_these_nor_the_weights_are_inputs(prepared):
    data = prepared(target=BOTH, sample_weight="w", validation_split=0.25, shuffle_split=False)
    assert data.description.columns == {"input": ("a",)}
    assert data.train.targets["kind"].tolist() == [0, 1, 0]
    assert data.train.targets["size"].tolist() == [[0.5], [1.5], [2.5]]
    assert data.train.weights[ONLY].tolist() == [1, 0, 2]
    assert data.validation.weights[ONLY].tolist() == [0.5]
    assert data.description.targets["kind"].class_names == ("cat", "dog", "ox")
    assert data.description.weights[ONLY].column == "w"


def test_targets_take_the_form_that_is_asked_for_and_weights_are_those_of_the_output(prepared):
    data = prepared(target=BOTH, sample_weight={"size": "w"}).for_outputs({"kind": "one_hot", "size": "values"})
    np.testing.assert_array_equal(data.train.targets["kind"], np.eye(3)[[0, 1, 0, 2]])
    assert list(data.train.weights) == ["size"]
    alone = data.of("kind")
    assert (list(alone.train.targets), list(alone.description.targets), alone.train.weights) == (["kind"], ["kind"], {})
    assert alone.train.target is data.train.targets["kind"]


def test_arrays_with_the_names_of_inputs_and_outputs_are_those_of_the_nodes(prepared):
    arrays = {"left": np.ones((3, 2)), "right": np.ones((3, 4)), "kind": np.array([0, 1, 2]), "size": np.ones((3, 2))}
    data = prepared(arrays, nodes=("left", "right"))
    assert data.description.input_shapes == {"left": (2,), "right": (4,)}
    assert data.description.targets["size"].shape == (2,)
    assert data.description.targets["kind"].class_count == 3


def test_a_lone_target_is_that_of_the_only_output_whatever_it_is_called(prepared):
    data = prepared(outputs=("anything",), target="size", inputs={"input": ["a"]})
    assert list(data.description.targets) == [ONLY]
    assert data.for_outputs({"anything": "values"}).train.targets["anything"].shape == (4, 1)


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ({"target": {"kind": "kind"}}, "several outputs, and no target is chosen for 'size'. Choose it among 'a', "),
        ({"target": {**BOTH, "sice": "a"}}, "names 'sice', but the network has no such output. Did you mean 'size'?"),
        ({"target": BOTH, "sample_weight": {"x": "w"}}, "no such output. Its outputs are 'kind' and 'size'."),
        ({"target": {"kind": "kinds", "size": "size"}}, "has no column named 'kinds'. Did you mean 'kind'?"),
        ({"target": BOTH, "sample_weight": "weight"}, "has no column named 'weight'."),
        ({"target": BOTH, "sample_weight": "kind"}, "The sample weight 'kind' holds words; weights are numbers from 0"),
        ({"target": BOTH, "inputs": {"input": ["a", "size"]}}, "'size' is both an input ('input') and a target"),
    ],
)
def test_what_cannot_be_is_refused(prepared, reference, sentence):
    with pytest.raises(DataError) as refusal:
        prepared(**reference)
    assert sentence in str(refusal.value)


def test_a_negative_weight_is_refused(prepared):
    with pytest.raises(DataError, match=r"The sample weight 'w' holds -2; weights are numbers from 0 on\."):
        prepared(TABLE.replace("0.5,1", "0.5,-2"), target=BOTH, sample_weight="w")


def test_a_weight_that_is_no_number_is_refused(prepared):
    arrays = {"input": np.ones((2, 1)), "kind": np.zeros(2), "size": np.zeros(2), "w": np.array([1, np.nan])}
    with pytest.raises(DataError, match="has 1 value without a finite number"):
        prepared(arrays, sample_weight="w")


def test_weights_of_one_column_are_a_number_for_each_row(prepared):
    arrays = {"input": np.ones((3, 1)), "y": np.zeros((3, 1)), "w": np.array([[1], [2], [3]])}
    assert prepared(arrays, outputs=("out",), sample_weight="w").train.weights[ONLY].shape == (3,)


@pytest.mark.parametrize(("value", "shown"), [([], "[]"), ({"a": ["w"]}, "{'a': ['w']}"), (3, "3")])
def test_a_sample_weight_is_a_column_or_one_for_each_output(value, shown):
    with pytest.raises(DocumentError) as refusal:
        read_reference({"source": "a.csv", "sample_weight": value})
    assert str(refusal.value) == (
        f"The sample_weight in the data must be a column, or an object from output nodes to columns, not {shown}."
    )


def test_new_rows_are_held_against_what_they_have(prepared, tmp_path):
    data = prepared(target=BOTH, sample_weight="w")
    reference = read_reference({"source": "rows.csv", "target": BOTH, "sample_weight": "w"})

    def new(text):
        (tmp_path / "new.csv").write_text(text)
        return prepare_new(reference, data.fitted, data.description, tmp_path / "new.csv")

    whole = new("a,kind,size,w\n5,ox,1,3\n").labelled()
    assert (whole.targets["kind"].tolist(), whole.weights[ONLY].tolist()) == ([2], [3])
    partly = new("a,kind\n5,ox\n")
    assert (list(partly.targets), partly.missing, partly.is_labelled) == (["kind"], ("size",), False)
    with pytest.raises(DataError, match=r"new\.csv has no column 'size', which predictions would be compared with"):
        partly.labelled()
    assert new("a,kind,size\n5,ox,1\n").labelled().weights == {}


def test_a_description_from_before_there_were_several_outputs_can_be_read(prepared):
    description = prepared(outputs=("out",), target="size", inputs={"input": ["a"]}).description
    stored = description.to_json()
    stored["target"] = stored.pop("targets")[ONLY]
    stored.pop("weights")
    assert DataDescription.from_json(stored) == description
