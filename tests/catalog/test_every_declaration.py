"""What holds for everything in the catalog, whatever its kind."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.conversion import read_choice, read_config, read_field, write_choice, write_config, write_object
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import find_type
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.errors import DocumentError
from tests.catalog.declarations import EVERY_KIND, EVERY_TYPE, TYPES, kind_of
from tests.catalog.field_values import NUMERIC, at_bounds, beyond, configs, illegal
from tests.golden.golden import identifiers, signatures

WITH_A_FORMULA = (ActivationFunction, Initializer, Loss, Metric, Optimizer, Regularizer)
PLURAL = {kind: "losses" if kind is Loss else f"{kind.kind}s" for kind in TYPES}
NO_CLASS_IN_KERAS = {"Input": "a function", "AutoAccuracy": "a string"}
quick = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])


@EVERY_KIND
def test_a_kind_has_types(kind):
    assert TYPES[kind]


@EVERY_KIND
def test_no_two_types_of_a_kind_go_by_the_same_name(kind):
    names = [name for found in TYPES[kind] for name in {found.__name__, found.short_name, *found.aliases}]
    labels = [found.label for found in TYPES[kind]]
    assert len(names) == len(set(names))
    assert len(labels) == len(set(labels))


@EVERY_TYPE
def test_a_type_is_found_by_each_of_its_names(found):
    for name in {found.__name__, found.short_name, *found.aliases}:
        assert find_type(kind_of(found), name) is found


@EVERY_TYPE
def test_help_begins_with_one_sentence(found):
    assert found.__doc__ != found.__mro__[1].__doc__
    assert found.title().endswith(".")
    assert "\n\n" in f"{found.help_text()}\n\n"
    assert found.help_text().split("\n\n")[0] == found.title()


@EVERY_TYPE
def test_everything_that_a_declaration_holds_is_a_setting(found):
    assert fields_of(found).keys() == set(found.__struct_fields__)


@EVERY_TYPE
def test_every_field_has_a_label_and_explains_itself_in_a_sentence(found):
    for field in fields_of(found).values():
        assert field.label, field.name
        assert field.label != field.name or len(field.label) == 1, field.name
        assert field.help.endswith("."), field.name


@EVERY_TYPE
def test_what_computes_has_a_formula(found):
    assert found.formula or kind_of(found) not in WITH_A_FORMULA


@EVERY_TYPE
@quick
@given(data=st.data())
def test_settings_survive_json(found, data):
    declared = read_config(found, data.draw(configs(found)), "test")
    again = read_config(found, json.loads(json.dumps(write_config(declared))), "test")
    assert again == declared
    assert hash(again) == hash(declared)
    assert isinstance(declared.summary, str)


@EVERY_TYPE
@quick
@given(data=st.data())
def test_a_choice_survives_json_in_its_short_and_in_its_long_form(found, data):
    declared = read_config(found, data.draw(configs(found)), "test")
    for written in (write_choice(declared), write_object(declared)):
        assert read_choice(kind_of(found), json.loads(json.dumps(written)), "test") == declared


@EVERY_TYPE
@quick
@given(data=st.data())
def test_a_declaration_equals_only_what_has_the_same_settings(found, data):
    declared, other = (read_config(found, data.draw(configs(found)), "test") for _ in range(2))
    assert (declared == other) == (write_config(declared) == write_config(other))


@EVERY_TYPE
@quick
@given(data=st.data())
def test_an_illegal_value_is_refused_by_a_sentence_with_the_label(found, data):
    for field in fields_of(found).values():
        config = data.draw(configs(found)) | {field.name: data.draw(illegal(field))}
        with pytest.raises(DocumentError) as refusal:
            read_config(found, config, "test")
        assert field.label in refusal.value.sentence
        assert refusal.value.sentence.endswith((".", "?"))
        assert refusal.value.field == field.name


@EVERY_TYPE
def test_a_number_is_legal_at_its_bounds_and_refused_beyond(found):
    for field in fields_of(found).values():
        if field.kind not in NUMERIC:
            continue
        for value in at_bounds(field):
            field.admit(value)
        for value in beyond(field):
            with pytest.raises(ValueError, match=f"^must be .*{field.bounds.in_words}"):
                field.admit(value)


@EVERY_TYPE
def test_defaults_are_legal(found):
    for field in fields_of(found).values():
        if not field.required:
            assert field.admit(field.default) == field.default


@EVERY_TYPE
@quick
@given(data=st.data())
def test_a_missing_required_field_is_asked_for(found, data):
    for field in fields_of(found).values():
        if field.required:
            config = data.draw(configs(found))
            config.pop(field.name)
            with pytest.raises(DocumentError, match=rf"^{field.label} \({field.name}\) of test is missing; it must be"):
                read_config(found, config, "test")
            break


@EVERY_TYPE
def test_an_unknown_field_is_refused_by_name(found):
    with pytest.raises(DocumentError, match="has no field named 'colour'"):
        read_config(found, {"colour": 1}, "test")


@EVERY_TYPE
def test_fields_and_defaults_are_those_of_keras(found):
    if found.__name__ in NO_CLASS_IN_KERAS:
        return
    keras = signatures(PLURAL[kind_of(found)])[_keras_name(found)]
    defaults = keras["defaults"] | keras.get("call", {})
    for field in fields_of(found).values():
        assert field.name in {*keras["required"], *defaults}
        if field.name in defaults:
            assert read_field(field, defaults[field.name], "test") == field.default, field.name


@EVERY_TYPE
def test_every_name_that_keras_has_for_a_type_is_known(found):
    kind = kind_of(found)
    for name, meant in _identifiers(kind).items():
        if meant in {found.__name__, found.short_name} and find_type(kind, name) is not found:
            assert find_type(kind, name).string_only


def _keras_name(found: type[Declaration]) -> str:
    """An activation is a function in Keras, everything else a class."""
    return found.short_name if issubclass(found, ActivationFunction) else found.__name__


def _identifiers(kind: type[Declaration]) -> dict[str, str]:
    try:
        return identifiers(PLURAL[kind])
    except KeyError:
        return {}  # Keras knows layers and callbacks by their classes only
