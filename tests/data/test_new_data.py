"""New rows are prepared as the training rows were."""

import numpy as np
import pytest

from nnstudio.data.new_data import prepare_new
from nnstudio.data.preparation import prepare
from nnstudio.data.reference import read_reference
from nnstudio.errors import DataError

TABLE = "a,b,color,y\n1,10,red,0.5\n2,20,blue,1.5\n3,30,red,2.5\n4,50,green,3.5\n"
STEPS = [{"type": "Standardize"}, {"type": "OneHot"}]


@pytest.fixture
def trained(tmp_path):
    """Prepare training data, then new rows in another file."""

    def run(source, **rest):
        (tmp_path / "train.csv").write_text(source)
        reference = read_reference({"source": "train.csv", **rest})
        data = prepare(reference, tmp_path, ("input",))

        def new(content, name="new.csv"):
            path = tmp_path / name
            if isinstance(content, str):
                path.write_text(content)
            elif isinstance(content, dict):
                np.savez(path, **content)
            else:
                np.save(path, content)
            return prepare_new(reference, data.fitted, data.description, path)

        return data, new

    return run


def test_the_training_file_gives_the_training_rows_again(trained):
    data, new = trained(TABLE, preprocessing=STEPS)
    samples = new(TABLE).labelled()
    np.testing.assert_array_equal(samples.inputs["input"], data.train.inputs["input"])
    np.testing.assert_array_equal(samples.target, data.train.target)


def test_columns_are_found_by_name_and_others_left_alone(trained):
    data, new = trained(TABLE, preprocessing=STEPS)
    samples = new("id,color,b,a\n7,blue,20,2\n")
    np.testing.assert_array_equal(samples.inputs["input"], data.train.inputs["input"][1:2])
    assert len(samples) == 1
    assert samples.targets == {}
    with pytest.raises(DataError, match=r"new\.csv has no column 'y', which predictions would be compared with"):
        samples.labelled()


def test_words_keep_the_numbers_that_they_had_in_training(trained):
    data, new = trained(TABLE, target="color", inputs={"input": ["a"]})
    samples = new("a,color\n1,red\n2,green\n3,red\n").labelled()
    np.testing.assert_array_equal(samples.target, [2, 1, 2])
    assert data.description.target.class_names == ("blue", "green", "red")


def test_classes_written_as_numbers_are_recognized_among_words(trained):
    _, new = trained("a,size\n1,6\n2,7+\n3,5\n", preprocessing=[{"type": "Label", "columns": ["size"]}])
    np.testing.assert_array_equal(new("a,size\n1,6\n2,5\n").labelled().target, [1, 0])
    np.testing.assert_array_equal(new("a,size\n1,6\n2,7+\n").labelled().target, [1, 2])


def test_a_target_of_another_form_follows_the_training(tmp_path):
    reference = read_reference({"source": "train.csv"})
    (tmp_path / "train.csv").write_text("a,y\n1,0\n2,2\n3,1\n")
    data = prepare(reference, tmp_path, ("input",)).as_classes()
    np.testing.assert_array_equal(
        prepare_new(reference, data.fitted, data.description, tmp_path / "train.csv").labelled().target, [0, 2, 1]
    )
    (tmp_path / "new.csv").write_text("a,y\n1,3\n")
    with pytest.raises(DataError, match="The target 'y' has 3 classes, numbered from 0, and a row holds 3"):
        prepare_new(reference, data.fitted, data.description, tmp_path / "new.csv")


def test_a_lone_array_stands_for_the_columns_in_their_order(trained):
    _, new = trained("a,b,y\n1,2,3\n4,5,6\n")
    rows = np.array([[7.0, 8.0], [9.0, 10.0]])
    np.testing.assert_array_equal(new(rows, "new.npy").inputs["input"], rows)
    np.testing.assert_array_equal(new({"x": rows, "y": np.zeros(2)}, "new.npz").labelled().inputs["input"], rows)


def test_a_network_trained_on_a_sample_takes_files(tmp_path):
    reference = read_reference({"source": "sample:digits", "preprocessing": [{"type": "Scale", "factor": 0.0625}]})
    data = prepare(reference, None, ("picture",))
    pictures = data.train.inputs["picture"][:5] * 16
    np.save(tmp_path / "new.npy", pictures)
    new = prepare_new(reference, data.fitted, data.description, tmp_path / "new.npy")
    np.testing.assert_array_equal(new.inputs["picture"], pictures / 16)
    np.savez(tmp_path / "new.npz", x=pictures, y=data.train.target[:5])
    new = prepare_new(reference, data.fitted, data.description, tmp_path / "new.npz")
    np.testing.assert_array_equal(new.labelled().target, data.train.target[:5])


def test_the_test_rows_of_a_divided_file_are_taken(trained):
    _, new = trained("a,b,y\n1,2,3\n4,5,6\n")
    x, y = np.arange(8.0).reshape(4, 2), np.arange(4.0)
    samples = new({"x_train": x[:3], "y_train": y[:3], "x_test": x[3:], "y_test": y[3:]}, "new.npz").labelled()
    np.testing.assert_array_equal(samples.inputs["input"], [[6, 7]])
    np.testing.assert_array_equal(samples.target, [[3]])


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("a,color\n1,red\n", "new.csv", "new.csv lacks 'b', which the network was trained with."),
        ("a,B,color\n1,2,red\n", "new.csv", "lacks 'b', which the network was trained with. It has 'B', which the"),
        (
            "a,b,color\n1,2,pink\n",
            "new.csv",
            "Column 'color' of new.csv holds 'pink'; the network knows 'blue', 'green'",
        ),
        ("a,b,color\n1,2,3\n", "new.csv", "Column 'color' of new.csv holds '3'; the network knows"),
        ("a,b,color\nx,2,red\n", "new.csv", "Column 'a' of new.csv holds words; the network was trained with numbers."),
        ("a,b,color\n1,,red\n", "new.csv", "Column 'b' of new.csv has 1 empty cell"),
        (
            np.zeros((3, 2)),
            "new.npy",
            "The array of new.npy has rows of the shape (2,). The network was trained with the 3",
        ),
        ({"p": np.zeros(3), "y": np.zeros(3)}, "new.npz", "new.npz lacks 'a', 'b' and 'color'"),
        ("a\n1\n", "new.txt", "NN Studio cannot read 'new.txt'. It reads files that end in"),
    ],
)
def test_rows_that_the_network_was_not_trained_for_are_refused(trained, content, name, sentence):
    _, new = trained(TABLE, preprocessing=STEPS)
    with pytest.raises(DataError) as refusal:
        new(content, name)
    assert sentence in refusal.value.sentence


def test_rows_of_another_shape_are_refused(tmp_path):
    reference = read_reference({"source": "sample:digits"})
    data = prepare(reference, None, ("picture",))
    np.save(tmp_path / "new.npy", np.zeros((3, 28, 28, 1)))
    with pytest.raises(DataError, match=r"The rows of new\.npy for 'picture' have the shape \(28, 28, 1\)"):
        prepare_new(reference, data.fitted, data.description, tmp_path / "new.npy")


def test_no_row_to_predict_is_left_out(trained):
    data, new = trained("a,y\n1,1\n,2\n3,3\n", options={"incomplete": "skip"})
    assert len(data.train) == 2
    with pytest.raises(DataError, match=r"Column 'a' of new\.csv has 1 empty cell, the first in line 3"):
        new("a,y\n1,1\n,2\n")
