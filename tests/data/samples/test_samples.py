"""What every built-in data set promises."""

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_config, write_config
from nnstudio.catalog.fields import fields_of
from nnstudio.data.sources import samples
from nnstudio.errors import DocumentError

SAMPLES = [pytest.param(found, id=name) for name, found in samples().items()]
GENERATED = [pytest.param(found, id=name) for name, found in samples().items() if fields_of(found)]


def test_the_samples_of_the_documentation_are_there():
    assert set(samples()) == {
        *("square", "spiral", "moons", "circles", "xor", "gaussians"),
        *("tide", "waves"),
        *("iris", "wine", "breast_cancer", "diabetes", "digits"),
    }


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_says_what_it_is_and_what_to_predict(sample):
    assert sample.title().endswith(".")
    assert f"Predict `{sample().make().target}`" in sample.help_text().replace("\n", " ")


@pytest.mark.parametrize("sample", SAMPLES)
def test_columns_have_one_finite_value_for_each_row(sample):
    dataset = sample().make()
    assert dataset.name == sample.short_name
    assert dataset.target in dataset.columns
    assert dataset.target not in dataset.inputs
    for values in dataset.columns.values():
        assert len(values) == len(dataset)
        assert np.isfinite(values).all()


@pytest.mark.parametrize("sample", SAMPLES)
def test_making_a_sample_twice_gives_the_same_rows(sample):
    first, second = sample().make(), sample().make()
    for name in first.columns:
        np.testing.assert_array_equal(first.columns[name], second.columns[name])


@pytest.mark.parametrize("sample", GENERATED)
def test_the_seed_and_the_number_of_rows_count(sample):
    dataset, other = sample(samples=31, noise=0.1).make(), sample(samples=31, noise=0.1, seed=1).make()
    assert len(dataset) == 31
    assert not np.array_equal(dataset.columns[dataset.inputs[0]], other.columns[other.inputs[0]])


@pytest.mark.parametrize("sample", GENERATED)
def test_classes_take_turns(sample):
    dataset = sample().make()
    for name, classes in dataset.classes.items():
        assert set(dataset.columns[name][: len(classes)]) == set(range(len(classes)))


@pytest.mark.parametrize("sample", GENERATED)
def test_options_are_checked_and_round_trip(sample):
    made = read_config(sample, {"samples": 7, "seed": 3}, "data")
    assert write_config(made) == {"samples": 7, "seed": 3}
    for wrong in ({"samples": 1}, {"samples": 10**9}, {"noise": -1}, {"noise": float("nan")}, {"seed": -1}, {"sed": 1}):
        with pytest.raises(DocumentError):
            read_config(sample, wrong, "data")
