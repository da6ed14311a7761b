"""From a reference to arrays: what each Input node gets, what is predicted, and what is refused."""

import json

import numpy as np
import pytest

from nnstudio.data.preparation import DataDescription, prepare
from nnstudio.data.reference import ONLY, read_reference
from nnstudio.data.sources import samples
from nnstudio.errors import DataError


@pytest.fixture
def prepared(tmp_path):
    """Prepare a table or arrays, given as text or by name, with the rest of a reference."""

    def run(source, nodes=("input",), **rest):
        if isinstance(source, dict):
            np.savez(tmp_path / "data.npz", **source)
            return prepare(read_reference({"source": "data.npz", **rest}), tmp_path, nodes)
        (tmp_path / "data.csv").write_text(source)
        return prepare(read_reference({"source": "data.csv", **rest}), tmp_path, nodes)

    return run


TABLE = "a,b,color,y\n1,10,red,0.5\n2,20,blue,1.5\n3,30,red,2.5\n4,50,green,3.5\n"
PICTURES = np.random.default_rng(0).random((6, 4, 4, 1))


@pytest.mark.parametrize("name", samples())
def test_every_sample_is_ready_for_a_network_with_one_input(name):
    data = prepare(read_reference({"source": f"sample:{name}", "validation_split": 0.2}), None, ("input",))
    description = data.description
    assert description.name == name
    assert len(data.train) + len(data.validation) == description.rows
    assert (len(data.train), len(data.validation)) == (description.train_rows, description.validation_rows)
    for part in (data.train, data.validation):
        x = part.inputs["input"]
        assert (x.dtype, x.flags.c_contiguous) == (np.float32, True)
        assert x.shape == (len(part), *description.input_shapes["input"])
        assert part.target.shape == (len(part), *description.target.shape)
        assert part.target.dtype == (np.int64 if description.target.kind == "classes" else np.float32)


def test_columns_stand_side_by_side_in_order(prepared):
    data = prepared(TABLE, inputs={"input": ["b", "a"]})
    np.testing.assert_array_equal(data.train.inputs["input"], [[10, 1], [20, 2], [30, 3], [50, 4]])
    np.testing.assert_array_equal(data.train.target, [[0.5], [1.5], [2.5], [3.5]])
    assert data.description.columns == {"input": ("b", "a")}
    assert data.description.ranges == {"input": (1, 50)}
    assert data.validation is None
    assert data.test is None


def test_without_a_choice_every_column_but_the_target_is_an_input(prepared):
    data = prepared("a,y,b\n1,5,3\n2,6,4\n")
    assert data.description.columns == {"input": ("a", "b")}
    np.testing.assert_array_equal(data.train.inputs["input"], [[1, 3], [2, 4]])


def test_one_hot_words_stand_beside_numbers(prepared):
    data = prepared(TABLE, preprocessing=[{"type": "OneHot"}])
    np.testing.assert_array_equal(data.train.inputs["input"][:, 2:], [[0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert data.description.input_shapes == {"input": (5,)}


def test_words_as_a_target_are_classes(prepared):
    data = prepared(TABLE, target="color")
    target = data.description.target
    assert (target.kind, target.shape, target.class_names) == ("classes", (), ("blue", "green", "red"))
    np.testing.assert_array_equal(data.train.target, [2, 0, 2, 1])
    assert data.train.target.dtype == np.int64


def test_a_one_hot_target_is_rows_of_zeros_and_ones(prepared):
    data = prepared(TABLE, target="color", preprocessing=[{"type": "OneHot", "columns": ["color"]}])
    target = data.description.target
    assert (target.kind, target.shape, target.class_names) == ("one_hot", (3,), ("blue", "green", "red"))
    np.testing.assert_array_equal(data.train.target, np.eye(3)[[2, 0, 2, 1]])
    np.testing.assert_array_equal(data.as_classes().train.target, [2, 0, 2, 1])


def test_whole_numbers_are_values_until_classes_are_asked_for(prepared):
    data = prepared("a,y\n1,0\n2,2\n3,1\n4,2\n", validation_split=0.5, shuffle_split=False)
    assert (data.description.target.kind, data.description.target.class_count) == ("values", 3)
    np.testing.assert_array_equal(data.train.target, [[0], [2]])
    classes = data.as_classes()
    np.testing.assert_array_equal(classes.train.target, [0, 2])
    np.testing.assert_array_equal(classes.validation.target, [1, 2])
    assert classes.description.target.class_names == ("0", "1", "2")
    assert classes.for_outputs({ONLY: "values"}).description.target.shape == (1,)
    assert classes.as_classes() is classes


def test_a_label_step_makes_classes_of_whole_numbers(prepared):
    data = prepared("a,y\n1,3\n2,7\n3,5\n", preprocessing=[{"type": "Label", "columns": ["y"]}])
    assert data.description.target.class_names == ("3", "5", "7")
    np.testing.assert_array_equal(data.train.target, [0, 2, 1])


def test_several_targets_are_predicted_together(prepared):
    data = prepared(TABLE, inputs={"input": ["a"]}, target=["b", "y"])
    np.testing.assert_array_equal(data.train.target, [[10, 0.5], [20, 1.5], [30, 2.5], [50, 3.5]])
    assert data.description.target.names == ("b", "y")


def test_a_standardized_target_can_be_given_back_in_its_unit(prepared):
    data = prepared(TABLE, inputs={"input": ["a"]}, preprocessing=[{"type": "Standardize", "columns": ["y"]}])
    assert abs(data.train.target.mean()) < 1e-6
    np.testing.assert_allclose(data.fitted.invert("y", data.train.target), [[0.5], [1.5], [2.5], [3.5]], rtol=1e-6)


def test_preprocessing_learns_from_training_rows_alone(prepared):
    data = prepared(
        "a,y\n0,0\n2,0\n1000,0\n2000,0\n",
        validation_split=0.5,
        shuffle_split=False,
        preprocessing=[{"type": "Standardize"}],
    )
    np.testing.assert_allclose(data.train.inputs["input"], [[-1], [1]])
    np.testing.assert_allclose(data.validation.inputs["input"], [[999], [1999]])


def test_an_array_keeps_its_shape(prepared):
    data = prepared({"x": PICTURES, "y": np.arange(6)})
    np.testing.assert_array_equal(data.train.inputs["input"], PICTURES.astype(np.float32))
    assert data.description.input_shapes == {"input": (4, 4, 1)}


def test_each_input_node_gets_the_array_of_its_name(prepared):
    data = prepared({"picture": PICTURES, "age": np.arange(6), "y": np.ones(6)}, nodes=("age", "picture"))
    assert data.description.input_shapes == {"age": (1,), "picture": (4, 4, 1)}
    np.testing.assert_array_equal(data.train.inputs["age"], np.arange(6)[:, None])


def test_one_hot_arrays_are_recognized(prepared):
    labels = [0, 2, 1, 2, 0, 1]
    target = prepared({"x": PICTURES, "y": np.eye(3)[labels]}).description.target
    assert (target.kind, target.shape, target.class_names) == ("one_hot", (3,), ("0", "1", "2"))
    assert prepared({"x": PICTURES, "y": np.eye(3)[labels] + 0.5}).description.target.kind == "values"


def test_a_network_may_reproduce_its_input(prepared):
    data = prepared({"x": PICTURES}, inputs={"input": ["x"]}, target="x")
    np.testing.assert_array_equal(data.train.inputs["input"], data.train.target)


def test_parts_that_come_with_the_data_are_used(prepared):
    x, y = np.arange(6.0), np.arange(6.0) * 2
    data = prepared(
        {"x_train": x[:3], "y_train": y[:3], "x_val": x[3:5], "y_val": y[3:5], "x_test": x[5:], "y_test": y[5:]}
    )
    np.testing.assert_array_equal(data.train.inputs["input"], [[0], [1], [2]])
    np.testing.assert_array_equal(data.validation.target, [[6], [8]])
    np.testing.assert_array_equal(data.test.inputs["input"], [[5]])
    assert data.description.test_rows == 1
    assert data.as_classes().test.target.shape == (1,)


def test_the_split_seed_decides_the_rows_and_nothing_else_does(prepared):
    table = "a,y\n" + "".join(f"{row},{row}\n" for row in range(50))
    first, second = (prepared(table, validation_split=0.2, split_seed=4) for _ in range(2))
    np.testing.assert_array_equal(first.train.target, second.train.target)
    other = prepared(table, validation_split=0.2, split_seed=5)
    assert not np.array_equal(first.validation.target, other.validation.target)


def test_the_description_tells_of_fractions_where_there_are_any(prepared):
    assert prepared("a,y\n1,0\n2,2\n").description.fractions == {}
    assert prepared("a,b,y\n1,2,0\n2,2.5,2\n", shuffle_split=False).description.fractions == {"input": 2.5}


def test_the_description_survives_json(prepared):
    description = prepared(TABLE, target="color").description
    assert DataDescription.from_json(json.loads(json.dumps(description.to_json()))) == description
    with pytest.raises(DataError, match="The stored description of the data is damaged"):
        DataDescription.from_json({"name": "a"})


@pytest.mark.parametrize(
    ("source", "rest", "sentence"),
    [
        (TABLE, {"nodes": ()}, "The network has no Input node to feed the data to."),
        (TABLE, {"target": "z"}, "data has no column named 'z'. It has 'a', 'b', 'color' and 'y'."),
        (TABLE, {"inputs": {"input": ["colour"]}}, "data has no column named 'colour'. Did you mean 'color'?"),
        (TABLE, {"inputs": {"inptu": ["a"]}}, "The data names 'inptu', but the network has no such Input node."),
        (TABLE, {"nodes": ("p", "q")}, "several Input nodes, and no columns are chosen for 'p'. Choose them among 'a'"),
        (TABLE, {}, "The input 'color' holds words, which a network cannot compute with. Add a OneHot step"),
        (TABLE, {"inputs": {"input": ["a", "y"]}}, "'y' is both an input ('input') and a target"),
        (
            TABLE,
            {"target": ["color", "y"], "inputs": {"input": ["a"]}},
            "'color' holds classes and cannot be predicted",
        ),
        (TABLE, {"preprocessing": [{"type": "MinMax", "columns": ["q"]}]}, "data has no column named 'q'."),
        ("y\n1\n2\n", {}, "data has no column besides the target 'y'."),
        ({"x": PICTURES}, {}, "data does not say what is to be predicted. Choose the target; it has 'x'."),
        (
            {"p": PICTURES, "q": PICTURES, "y": np.arange(6)},
            {},
            "'p' has rows of the shape (4, 4, 1) and cannot stand beside 'q'. Give it an Input node of its own.",
        ),
        ("a,y\n1e300,1\n1,2\n", {}, "Column 'a' holds 1e+300; training reaches up to 3.4e38. Add a Standardize step"),
        ("a,y\n1,1\n2,2\n", {"validation_split": 0.99}, "leaves none of 2 rows for training"),
    ],
)
def test_what_does_not_fit_the_network_is_refused(prepared, source, rest, sentence):
    with pytest.raises(DataError) as refusal:
        prepared(source, **rest)
    assert sentence in refusal.value.sentence


def test_numbers_that_are_no_classes_cannot_become_them(prepared):
    with pytest.raises(DataError, match="The target 'y' cannot be used as classes"):
        prepared("a,y\n1,0.5\n2,1\n").as_classes()
