from __future__ import annotations

import json

import hypothesis.strategies as st
import pytest
from hypothesis import given

from nnstudio.network.strict_json import DEEPEST, parse_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_json_can_say_is_read_as_it_was_written(value):
    assert parse_json(json.dumps(value)) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


def test_a_byte_order_mark_is_passed_over():
    assert parse_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it ends in the middle"),
        ('{"a": [1, 2', "it ends in the middle"),
        ('{"a": "b', "line 1, column 7: unterminated string starting at"),
        ('{"a" 1}', "line 1, column 6: expecting ':' delimiter"),
        ('{\n  "a": tru\n}', "line 2, column 8: expecting value"),
        ("{} {}", "line 1, column 4: extra data"),
        ("{'a': 1}", "line 1, column 2: expecting property name"),
        ('{"a": NaN}', "NaN is not a number that JSON knows"),
        ('{"a": [-Infinity]}', "-Infinity is not a number that JSON knows"),
        ('{"a": 1e999}', "the number 1e999 is too large"),
        ('{"a": -1e999}', "the number -1e999 is too large"),
        ('{"a": ' + "9" * 500 + "}", "the number 99999999999999999999... has 500 digits"),
        ('{"a": 1, "b": {"c": 1, "c": 1}}', "the key 'c' stands twice in one object"),
        ('{"a": 1, "a": 1}', "the key 'a' stands twice in one object"),
        ('["\\ud83d"]', "a text holds \\ud83d, which is half a character"),
        ('{"\\udc00": 1}', "a text holds \\udc00, which is half a character"),
        ("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), "it is nested more than 100 levels deep"),
        ("[" * 100_000, "it is nested more than 100 levels deep"),
        ('{"a":' * 100_000, "it is nested more than 100 levels deep"),
        (b'{"a": "\xff"}', "byte 8 is not UTF-8 text"),
        (b"\x00", "line 1, column 1: expecting value"),
    ],
)
def test_what_is_wrong_is_said(text, reason):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the message is compared below
        parse_json(text)
    assert reason in str(refusal.value)


def test_whole_characters_from_two_halves_are_read():
    assert parse_json('"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@given(st.integers(0, DEEPEST))
def test_sane_depths_are_read(depth):
    value = parse_json("[" * depth + "1" + "]" * depth)
    for _ in range(depth):
        (value,) = value
    assert value == 1
