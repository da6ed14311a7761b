from itertools import combinations

from msgspec import NODEFAULT

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.recurrent import LSTM
from nnstudio.catalog.registry import types_of
from nnstudio.studio.forms.common_fields import common_fields


def test_one_type_has_all_of_its_fields():
    assert common_fields([Dense]) == fields_of(Dense)


def test_a_field_whose_defaults_differ_has_none():
    common = common_fields([Dense, LSTM])
    assert common["use_bias"].default is True
    assert common["activation"].default is NODEFAULT


def test_values_of_another_length_are_not_common():
    common = common_fields([Conv1D, Conv2D])
    assert "kernel_size" not in common
    assert common["padding"].choices == ("valid", "same")


def test_whatever_a_common_field_takes_both_types_take():
    for one, other in combinations(types_of(Layer).values(), 2):
        for name, field in common_fields([one, other]).items():
            for choice in field.choices:
                assert fields_of(one)[name].admit(choice) == fields_of(other)[name].admit(choice)
            for limit in (field.bounds.ge, field.bounds.le):
                if limit is not None and field.length is None and field.bounds.admit(limit):
                    assert fields_of(one)[name].bounds.admit(limit)
                    assert fields_of(other)[name].bounds.admit(limit)
