from __future__ import annotations

import math
from typing import Annotated

import pytest
from msgspec import NODEFAULT, Meta

from nnstudio.catalog.activations import ActivationFunction, Linear, Relu
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import LARGEST_INTEGER, Bounds, FieldKind, fields_of, shown
from nnstudio.catalog.regularizers import L1, L2
from tests.catalog.sample_declarations import Drill, HandDrill, Tool


def test_a_field_is_what_its_annotation_says():
    field = fields_of(Drill)["speed"]
    assert (field.name, field.label, field.help) == ("speed", "Speed", "Turns a second.")
    assert (field.kind, field.bounds) == (FieldKind.INTEGER, Bounds(ge=1, le=10))
    assert (field.default, field.required, field.optional) == (NODEFAULT, True, False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("share", FieldKind.NUMBER),
        ("reverse", FieldKind.BOOLEAN),
        ("mode", FieldKind.CHOICE),
        ("grid", FieldKind.INTEGERS),
        ("depths", FieldKind.INTEGERS),
        ("gaps", FieldKind.INTEGERS),
        ("bits", FieldKind.NUMBERS),
        ("margins", FieldKind.INTEGER_PAIRS),
        ("name", FieldKind.TEXT),
        ("notes", FieldKind.TEXTS),
        ("shape", FieldKind.DECLARATION),
        ("limit", FieldKind.DECLARATION),
        ("others", FieldKind.DECLARATIONS),
        ("pressure", FieldKind.NUMBER_OR_DECLARATION),
        ("rest", FieldKind.INTEGER_OR_WORD),
        ("seed", FieldKind.INTEGER),
    ],
)
def test_the_type_of_a_field_is_its_kind(name, kind):
    assert fields_of(Drill)[name].kind is kind


def test_details_come_from_the_type():
    fields = fields_of(Drill)
    assert fields["mode"].choices == ("slow", "fast")
    assert (fields["grid"].length, fields["depths"].length) == (2, None)
    assert (fields["bits"].length, fields["margins"].length) == (None, 2)
    assert fields["grid"].bounds == Bounds(ge=1)
    assert (fields["bits"].bounds, fields["margins"].bounds) == (Bounds(gt=0), Bounds(ge=0))
    assert fields["shape"].base is ActivationFunction
    assert [name for name, field in fields.items() if field.optional] == ["limit", "seed"]
    assert fields["seed"].bounds == Bounds(ge=0)
    assert (fields["pressure"].bounds, fields["pressure"].base) == (Bounds(ge=0), Tool)
    assert (fields["rest"].bounds, fields["rest"].choices) == (Bounds(ge=1), ("never",))


def test_a_number_or_a_declaration_can_be_taken_apart():
    field = fields_of(Drill)["pressure"]
    assert (field.number.kind, field.number.bounds, field.number.default) == (FieldKind.NUMBER, Bounds(ge=0), 1.0)
    assert (field.choice.kind, field.choice.base, field.choice.default) == (FieldKind.DECLARATION, Tool, None)
    assert field.number.label == field.choice.label == "Pressure"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("pressure", -1, "must be a number at least 0, or a declaration, not -1"),
        ("rest", 0, "must be never or a whole number at least 1, not 0"),
        ("rest", "seldom", "must be never or a whole number at least 1, not 'seldom'"),
    ],
)
def test_either_way_is_named_where_neither_was_taken(name, value, expected):
    with pytest.raises(ValueError, match=expected):
        fields_of(Drill)[name].admit(value)


def test_a_union_of_anything_else_is_no_field():
    class Odd(Tool, frozen=True, kw_only=True):
        part: Annotated[int | str, Meta(title="Part")] = 1

    with pytest.raises(TypeError, match="cannot have a field of type"):
        fields_of(Odd)


def test_a_types_own_fields_come_first_and_inherited_ones_after():
    own, inherited = list(fields_of(Drill))[:-1], list(fields_of(Drill))[-1]
    assert (own[0], own[-1], inherited) == ("speed", "seed", "weight")
    assert list(fields_of(HandDrill))[:3] == ["crank", "speed", "share"]
    assert fields_of(HandDrill)["speed"].bounds == Bounds(ge=1, le=3)


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("speed", 3, 3),
        ("share", 0, 0.0),
        ("share", 0.25, 0.25),
        ("mode", "fast", "fast"),
        ("grid", 2, (2, 2)),
        ("grid", [2, 3], (2, 3)),
        ("feed", 2, (2,)),
        ("feed", [2], (2,)),
        ("depths", 4, (4,)),
        ("depths", [], ()),
        ("gaps", [2, None], (2, None)),
        ("bits", 2, (2.0,)),
        ("bits", [2, 0.5], (2.0, 0.5)),
        ("margins", 1, ((1, 1), (1, 1))),
        ("margins", [1, 2], ((1, 1), (2, 2))),
        ("margins", [[1, 2], [3, 4]], ((1, 2), (3, 4))),
        ("margins", ((1, 2), (3, 4)), ((1, 2), (3, 4))),
        ("notes", ["a", "b"], ("a", "b")),
        ("shape", Relu(), Relu()),
        ("limit", None, None),
        ("others", (L1(), L2()), (L1(), L2())),
        ("seed", None, None),
        ("seed", LARGEST_INTEGER, LARGEST_INTEGER),
    ],
)
def test_a_legal_value_is_admitted_in_its_stored_form(name, value, stored):
    admitted = fields_of(Drill)[name].admit(value)
    assert admitted == stored
    assert type(admitted) is type(stored)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("speed", 0, "must be a whole number at least 1 and at most 10, not 0"),
        ("speed", 1.0, "must be a whole number at least 1 and at most 10, not 1.0"),
        ("speed", True, "must be a whole number at least 1 and at most 10, not true"),
        ("speed", None, "must be a whole number at least 1 and at most 10, not null"),
        ("share", 1, "must be a number at least 0 and below 1, not 1"),
        ("share", math.nan, "must be a number at least 0 and below 1, not nan"),
        ("share", math.inf, "must be a number at least 0 and below 1, not inf"),
        ("share", "half", "must be a number at least 0 and below 1, not 'half'"),
        ("weight", 0, "must be a number above 0, not 0"),
        ("reverse", 1, "must be true or false, not 1"),
        ("mode", "quick", "must be one of slow, fast, not 'quick'"),
        ("mode", ["slow"], "must be one of slow, fast, not ['slow']"),
        ("grid", [1, 2, 3], "must be 2 whole numbers, each at least 1, not [1, 2, 3]"),
        ("grid", [1, 0], "must be 2 whole numbers, each at least 1, not [1, 0]"),
        ("feed", [1, 2], "must be a whole number at least 1, not [1, 2]"),
        ("feed", 0, "must be a whole number at least 1, not 0"),
        ("depths", "12", "must be a list of whole numbers, not '12'"),
        ("depths", [1.5], "must be a list of whole numbers, not [1.5]"),
        ("depths", [None], "must be a list of whole numbers, not [None]"),
        (
            "gaps",
            [0, None],
            "must be a list of whole numbers, each at least 1 (or null where it follows from the input), not [0, None]",
        ),
        ("bits", [1, 0], "must be a list of numbers, each above 0, not [1, 0]"),
        ("bits", [math.inf], "must be a list of numbers, each above 0, not [inf]"),
        ("bits", ["1"], "must be a list of numbers, each above 0, not ['1']"),
        ("margins", -1, "must be 2 pairs of whole numbers, each at least 0, not -1"),
        ("margins", [1, 2, 3], "must be 2 pairs of whole numbers, each at least 0, not [1, 2, 3]"),
        ("margins", [[1, 2, 3], [1, 2]], "must be 2 pairs of whole numbers, each at least 0, not [[1, 2, 3], [1, 2]]"),
        ("margins", [[1, -1], [1, 2]], "must be 2 pairs of whole numbers, each at least 0, not [[1, -1], [1, 2]]"),
        ("margins", [[1, True], 1], "must be 2 pairs of whole numbers, each at least 0, not [[1, True], 1]"),
        ("name", 3, "must be a text, not 3"),
        ("notes", ["a", 1], "must be a list of texts, not ['a', 1]"),
        ("shape", L1(), "must be the name of an activation, not L1(l1=0.01)"),
        ("limit", Linear(), "must be the name of a regularizer, or null for none, not Linear()"),
        ("others", (Linear(),), "must be a list of regularizer names, not (Linear(),)"),
        ("seed", -1, "must be a whole number at least 0, or null for none, not -1"),
        ("seed", LARGEST_INTEGER + 1, "must be a whole number at least 0, or null for none, not 9007199254740993"),
    ],
)
def test_an_illegal_value_is_refused_by_what_would_be_right(name, value, sentence):
    with pytest.raises(ValueError, match="must be") as refusal:
        fields_of(Drill)[name].admit(value)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("bounds", "inside", "outside", "words"),
    [
        (Bounds(), [-1e300, 1e300], [], ""),
        (Bounds(ge=1), [1, 2], [0.5], "at least 1"),
        (Bounds(gt=0), [1e-300], [0, -1], "above 0"),
        (Bounds(le=2), [2, -5], [2.5], "at most 2"),
        (Bounds(lt=2), [1.5], [2, 3], "below 2"),
        (Bounds(ge=0, lt=1), [0, 0.5], [1, -0.5], "at least 0 and below 1"),
    ],
)
def test_bounds_admit_and_say_what_they_admit(bounds, inside, outside, words):
    assert all(map(bounds.admit, inside))
    assert not any(map(bounds.admit, outside))
    assert bounds.in_words == words


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "null"), (True, "true"), (1.5, "1.5"), ("a", "'a'"), ("x" * 80, "'" + "x" * 56 + "...")],
)
def test_a_value_is_quoted_as_json_has_it_and_cut_to_a_readable_length(value, text):
    assert shown(value) == text
    assert len(shown(value)) <= 60


def test_a_type_that_has_no_editor_cannot_be_that_of_a_field():
    class Strange(Declaration, frozen=True, kw_only=True):
        """Has a field of bytes."""

        content: Annotated[bytes, Meta(title="Content")] = b""

    with pytest.raises(TypeError, match="cannot have a field of type <class 'bytes'>"):
        fields_of(Strange)
