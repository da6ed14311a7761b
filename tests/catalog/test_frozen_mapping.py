"""A mapping that can be a key."""

import pytest

from nnstudio.catalog.frozen_mapping import FrozenMapping


def test_equal_mappings_are_equal_and_hash_alike_in_any_order():
    first, second = FrozenMapping({"a": 1, "b": 2}), FrozenMapping([("b", 2), ("a", 1)])
    assert first == second == {"a": 1, "b": 2}
    assert hash(first) == hash(second)
    assert first != FrozenMapping({"a": 1})


def test_the_order_of_the_keys_is_kept():
    assert list(FrozenMapping([("b", 2), ("a", 1)])) == ["b", "a"]


def test_it_cannot_be_changed():
    items = {"a": 1}
    mapping = FrozenMapping(items)
    items["b"] = 2
    assert mapping == {"a": 1}
    with pytest.raises(TypeError):
        mapping["b"] = 2


def test_it_shows_what_it_holds():
    assert repr(FrozenMapping({"a": 1})) == "FrozenMapping({'a': 1})"
