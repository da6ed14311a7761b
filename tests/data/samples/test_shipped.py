"""The shipped data, value for value against scikit-learn's copies."""

import numpy as np
import pytest
from sklearn import datasets

from nnstudio.data.sources import samples
from nnstudio.paths import resource


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("iris", datasets.load_iris), ("wine", datasets.load_wine), ("breast_cancer", datasets.load_breast_cancer)],
)
def test_the_tables_of_classes_are_those_of_scikit_learn(name, theirs):
    dataset, expected = samples()[name]().make(), theirs()
    inputs = np.stack([dataset.columns[column] for column in dataset.inputs], axis=1)
    assert list(dataset.inputs) == [str(column) for column in expected.feature_names]
    np.testing.assert_array_equal(inputs, expected.data)
    words = np.array(dataset.classes[dataset.target])[dataset.columns[dataset.target]]
    np.testing.assert_array_equal(words, expected.target_names[expected.target])


def test_diabetes_is_that_of_scikit_learn_before_scaling():
    dataset, expected = samples()["diabetes"]().make(), datasets.load_diabetes(scaled=False)
    assert list(dataset.inputs) == expected.feature_names
    inputs = np.stack([dataset.columns[column] for column in dataset.inputs], axis=1)
    np.testing.assert_array_equal(inputs, expected.data)
    np.testing.assert_array_equal(dataset.columns["progression"], expected.target)


def test_digits_are_those_of_scikit_learn_as_pictures_with_a_channel():
    dataset, expected = samples()["digits"]().make(), datasets.load_digits()
    np.testing.assert_array_equal(dataset.columns["x"], expected.images[..., None])
    np.testing.assert_array_equal(dataset.columns["y"], expected.target)
    assert dataset.classes["y"] == tuple("0123456789")


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "digits"])
def test_the_help_counts_the_rows_and_names_the_source(name):
    text = samples()[name].help_text()
    assert f"{len(samples()[name]().make()):,} rows" in text.split("\n")[0]
    assert "Source: " in text
    assert f"`{name}." in resource("samples/SOURCES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["wine", "diabetes"])
def test_the_help_explains_every_column(name):
    sample = samples()[name]
    for column in sample().make().columns:
        assert f"`{column}`" in sample.help_text()


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in resource("samples").iterdir()) < 300_000
