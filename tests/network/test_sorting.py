from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.network.sorting import cycle_in, sources_first

NAMES = st.sampled_from("abcdefgh")


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=4)))
def test_names_come_in_the_order_of_graphlib(drawn):
    dependencies = {**drawn, **{name: [] for sources in drawn.values() for name in sources if name not in drawn}}
    try:
        expected = tuple(TopologicalSorter(dependencies).static_order())
    except CycleError:
        expected = ()
    assert sources_first(dependencies) == expected
    assert bool(cycle_in(dependencies)) == (len(expected) < len(dependencies))
