import math
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.studio.forms.typed_text import RefusedTextError, text_of, value_of


class Sized(Declaration, frozen=True, kw_only=True):
    whole: Annotated[int, Meta(title="Size")]
    number: Annotated[float, Meta(title="Size")]
    wholes: Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(title="Size")]
    gaps: Annotated[tuple[Annotated[int, Meta(ge=1)] | None, ...], Meta(title="Size")]
    pairs: Annotated[tuple[tuple[int, int], tuple[int, int]], Meta(title="Size")]
    numbers: Annotated[tuple[float, ...], Meta(title="Size")]
    text: Annotated[str, Meta(title="Size")]
    texts: Annotated[tuple[str, ...], Meta(title="Size")]


SIZED = fields_of(Sized)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,000", 1000),
        ("12 345", 12345),
        ("1\u202f000\u202f000", 1000000),
        ("1'000", 1000),
        ("\u22125", -5),
        ("-1,000", -1000),
    ],
)
def test_whole_numbers_may_be_grouped_by_thousands(text, value):
    assert value_of(SIZED["whole"], text) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("layers", "4", 4),
        ("layers", " 4 ", 4),
        ("layers", "8e0", 8),
        ("layers", "\uff18", 8),
        ("limit", "1_000", 1000.0),
        ("sizes", "1024\uff0c28", (1024, 28)),
        ("tin", "\uff083\uff0c5\uff09", (3, 5)),
        ("height", "0.5", 0.5),
        ("height", "1e-3", 0.001),
        ("height", "1/4", 0.25),
        ("height", "2", 2.0),
        ("tin", "3 × 5", (3, 5)),
        ("tin", "3x5", (3, 5)),
        ("tin", "(3, 5)", (3, 5)),
        ("tin", "5", (5, 5)),
        ("sizes", "8, 8, 1", (8, 8, 1)),
        ("sizes", "8×8×1", (8, 8, 1)),
        ("sizes", "4", (4,)),
        ("sizes", "", ()),
        ("limit", "None", None),
        ("limit", "", None),
        ("limit", "2.5", 2.5),
        ("rest", "3", 3),
        ("rest", "overnight", "overnight"),
        ("note", "two words", "two words"),
        ("guests", "Ada, Grace ,", ("Ada", "Grace")),
    ],
)
def test_what_people_type_is_read(cake, name, text, value):
    assert value_of(fields_of(cake)[name], text) == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("layers", "0", "Layers must be a whole number at least 1 and at most 8, not “0”."),
        ("layers", "2.5", "Layers must be a whole number at least 1 and at most 8, not “2.5”."),
        ("layers", "many", "Layers must be a whole number at least 1 and at most 8, not “many”."),
        ("layers", "", "Layers must be a whole number at least 1 and at most 8."),
        ("layers", "1e999", "Layers must be a whole number at least 1 and at most 8, not “1e999”."),
        ("height", "nan", "Height must be a number above 0, not “nan”."),
        ("height", "inf", "Height must be a number above 0, not “inf”."),
        ("height", "0,5", "Height must be a number above 0, not “0,5”. Write decimals with a point, as in 0.5."),
        ("height", "1e-999", "Height must be a number above 0, not “1e-999”."),
        ("height", "9" * 999, f"Height must be a number above 0, not “{'9' * 40}…”."),
        ("layers", "1.000", "Layers must be a whole number at least 1 and at most 8, not “1.000”."),
        ("layers", "0,008", "Layers must be a whole number at least 1 and at most 8, not “0,008”."),
        ("layers", "½", "Layers must be a whole number at least 1 and at most 8, not “½”."),
        ("layers", "1e-999", "Layers must be a whole number at least 1 and at most 8, not “1e-999”."),
        ("sizes", "()", "Sizes must be a list of whole numbers, each at least 1, not “()”."),
        ("height", "1/0", "Height must be a number above 0, not “1/0”."),
        ("limit", "-1", "Limit must be a number at least 0, or None, not “-1”."),
        ("tin", "3, 4, 5", "Tin must be 2 whole numbers, each at least 1, not “3, 4, 5”."),
        ("tin", "0", "Tin must be 2 whole numbers, each at least 1, not “0”."),
        ("rest", "0", "Rest must be overnight or a whole number at least 1, not “0”."),
        ("rest", "long", "Rest must be overnight or a whole number at least 1, not “long”."),
        ("sizes", "8 by 8", "Sizes must be a list of whole numbers, each at least 1, not “8 by 8”."),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(cake, name, text, sentence):
    with pytest.raises(RefusedTextError) as refused:
        value_of(fields_of(cake)[name], text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("layers", 64, "64"),
        ("height", 1.0, "1"),
        ("height", 0.001, "0.001"),
        ("height", 1e-7, "1e-07"),
        ("tin", (3, 5), "3 × 5"),
        ("sizes", (4,), "4"),
        ("limit", None, "None"),
        ("rest", "overnight", "overnight"),
        ("rest", 3, "3"),
        ("guests", ("Ada", "Grace"), "Ada, Grace"),
    ],
)
def test_values_are_shown_as_people_write_them(cake, name, value, text):
    assert text_of(fields_of(cake)[name], value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_shown_reads_back_as_itself(number):
    numbers = SIZED["number"]
    shown = value_of(numbers, text_of(numbers, number))
    assert shown == number
    assert math.copysign(1, shown) == math.copysign(1, number) or number == 0


@given(st.lists(st.integers(1, 10**6), min_size=1).map(tuple))
def test_a_shape_that_is_shown_reads_back_as_itself(shape):
    shapes = SIZED["wholes"]
    assert value_of(shapes, text_of(shapes, shape)) == shape


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("2", ((2, 2), (2, 2)), "(2, 2) × (2, 2)"),
        ("1, 2", ((1, 1), (2, 2)), "(1, 1) × (2, 2)"),
        ("1 2 3 4", ((1, 2), (3, 4)), "(1, 2) × (3, 4)"),
        ("[[1, 2], [3, 4]]", ((1, 2), (3, 4)), "(1, 2) × (3, 4)"),
    ],
)
def test_pairs_are_typed_whole_or_in_short(text, value, shown):
    assert value_of(SIZED["pairs"], text) == value
    assert text_of(SIZED["pairs"], value) == shown
    assert value_of(SIZED["pairs"], shown) == value


def test_a_number_that_is_left_open_is_a_question_mark():
    assert value_of(SIZED["gaps"], "? × 3") == (None, 3)
    assert text_of(SIZED["gaps"], (None, 3)) == "? × 3"
    with pytest.raises(RefusedTextError, match=r"^Size must be a list of whole numbers, each at least 1, not “\?”"):
        value_of(SIZED["wholes"], "?")


@pytest.mark.parametrize("text", ["1, 2, 3", "1 by 2", "1.5"])
def test_what_makes_no_pairs_is_refused(text):
    with pytest.raises(RefusedTextError, match=f"^Size must be 2 pairs of whole numbers, not “{text}”"):
        value_of(SIZED["pairs"], text)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1).map(tuple))
def test_numbers_that_are_shown_read_back_as_themselves(numbers):
    assert value_of(SIZED["numbers"], text_of(SIZED["numbers"], numbers)) == numbers


def test_numbers_may_be_typed_as_fractions():
    assert value_of(SIZED["numbers"], "1/2, 3/4") == (0.5, 0.75)


@given(st.text(), st.sampled_from(list(SIZED.values())))
def test_any_text_is_read_or_refused_with_a_sentence(text, field):
    sentence = ""
    try:
        value_of(field, text)
    except RefusedTextError as error:
        sentence = str(error)
    assert sentence == "" or sentence.startswith("Size must be ")
