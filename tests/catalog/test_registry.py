from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from nnstudio.catalog.initializers import HeNormal, Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.catalog.metrics import MeanSquaredError as MeanSquaredErrorMetric
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.registry import find_type, nearest_name, types_of


@pytest.mark.parametrize("name", ["MeanSquaredError", "mean_squared_error", "mse", "MSE"])
def test_a_name_means_the_type_of_the_kind_that_is_asked_for(name):
    assert find_type(Loss, name) is MeanSquaredError
    assert find_type(Metric, name) is MeanSquaredErrorMetric


def test_a_name_that_is_not_known_finds_nothing():
    assert find_type(Loss, "relu") is None


@pytest.mark.parametrize("name", ["he_norml", "HeNorml", "HE_NORMAL"])
def test_a_misspelled_name_is_near_a_known_one(name):
    assert find_type(Initializer, nearest_name(Initializer, name)) is HeNormal


def test_nothing_is_near_what_is_like_no_name():
    assert nearest_name(Initializer, "???") is None


def test_what_is_common_to_several_types_is_no_type():
    assert all(not name.startswith("_") for kind in (Layer, Metric, Initializer) for name in types_of(kind))


def test_types_that_the_first_part_promises_are_there():
    promised = """Input Dense Activation ReLU LeakyReLU Softmax Dropout Flatten Reshape Conv2D MaxPooling2D
        AveragePooling2D GlobalAveragePooling2D BatchNormalization LayerNormalization Add Concatenate"""
    assert set(promised.split()) <= types_of(Layer).keys()


def test_types_stand_in_one_order_whatever_was_imported_first():
    program = """
        import importlib, sys
        for name in sys.argv[1:]:
            importlib.import_module(name)
        from nnstudio.catalog.layers.base import Layer
        from nnstudio.catalog.registry import types_of
        print(*types_of(Layer))
    """
    modules = sorted({found.__module__ for found in types_of(Layer).values()}, reverse=True)
    command = [sys.executable, "-c", dedent(program), *modules]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == [*types_of(Layer)]
