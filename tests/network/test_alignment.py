import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnstudio.catalog.layers.core import Dense
from nnstudio.network.alignment import Alignment
from nnstudio.network.graph import Node

PLACES = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


def nodes_at(*places):
    return [Node(id=f"n{number}", layer=Dense(units=1), position=place) for number, place in enumerate(places)]


def placed(alignment, *places):
    return list(alignment.positions(nodes_at(*places)).values())


def test_a_column_stands_in_the_middle_and_keeps_its_heights():
    assert placed(Alignment.COLUMN, (0, 0), (16, 80), (32, 240)) == [(16, 0), (16, 80), (16, 240)]


def test_a_row_stands_in_the_middle_and_keeps_its_order():
    assert placed(Alignment.ROW, (0, 0), (80, 16), (240, 32)) == [(0, 16), (80, 16), (240, 16)]


def test_equal_distances_are_along_the_longer_way_between_first_and_last():
    found = Alignment.SPACING.positions(nodes_at((0, 0), (8, 400), (16, 40)))
    assert found == {"n0": (0, 0), "n2": (16, 200), "n1": (8, 400)}


@pytest.mark.parametrize("alignment", Alignment)
@given(places=st.lists(PLACES, min_size=1, max_size=8))
@example(places=[(0, 0), (0, 21), (21, -1)])
@example(places=[(0, 0), (21, 0), (-1, 21)])
def test_every_node_has_a_place_on_the_grid_and_stays_there(alignment, places):
    nodes = nodes_at(*places)
    found = alignment.positions(nodes)
    assert set(found) == {node.id for node in nodes}
    assert all(value % 8 == 0 for place in found.values() for value in place)
    again = alignment.positions([Node(id=name, layer=Dense(units=1), position=place) for name, place in found.items()])
    for name, place in found.items():
        assert max(abs(a - b) for a, b in zip(place, again[name], strict=True)) <= 8
