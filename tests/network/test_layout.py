"""Automatic layout."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.registry import types_of
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.layout import COLUMN, LANE, ROW, arrange, make_room


def network(*edges, nodes=()):
    """A network of Add layers from pairs of names; what has no edge coming in is an Input."""
    names = [*dict.fromkeys([*nodes, *(name for edge in edges for name in edge)])]
    targets = {target for _, target in edges}
    add = types_of(Layer)["Add"]()
    placed = tuple(Node(id=name, layer=add if name in targets else Input(shape=(4,))) for name in names)
    ports = {}
    wired = []
    for source, target in edges:
        wired.append(Edge(source, target, ports.setdefault(target, 0)))
        ports[target] += 1
    return Network(placed, tuple(wired))


def chain(*names):
    return list(pairwise(names))


def test_an_empty_network_has_no_positions():
    assert arrange(Network()) == {}


def test_a_chain_runs_straight_down_from_the_origin():
    positions = arrange(network(*chain("a", "b", "c", "d")))
    assert positions == {"a": (0, 0), "b": (0, ROW), "c": (0, 2 * ROW), "d": (0, 3 * ROW)}


def test_two_branches_stand_side_by_side_under_their_source():
    positions = arrange(network(("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")))
    assert positions["c"][0] - positions["b"][0] == COLUMN
    assert positions["a"][0] == positions["d"][0] == (positions["b"][0] + positions["c"][0]) / 2


def test_a_skip_connection_leaves_its_chain_straight():
    positions = arrange(network(*chain("a", "b", "c", "d", "e"), ("a", "d")))
    assert len({x for x, _ in positions.values()}) == 1


def test_a_skip_connection_beside_another_chain_has_room_to_pass():
    positions = arrange(network(*chain("a", "b", "c", "e"), *chain("a", "d", "f", "e"), ("a", "e")))
    gap = positions["d"][0] - positions["b"][0]
    assert gap in (COLUMN, 2 * LANE)


def test_an_input_stands_right_above_what_it_feeds():
    positions = arrange(network(*chain("a", "b", "c", "d"), ("late", "d")))
    assert positions["late"][1] == positions["c"][1]


def test_parts_that_are_not_connected_stand_side_by_side():
    positions = arrange(network(*chain("a", "b"), *chain("c", "d"), nodes=["a", "b", "c", "d", "alone"]))
    assert [positions[name] for name in ("a", "c", "alone")] == [(0, 0), (COLUMN, 0), (2 * COLUMN, 0)]


def test_crossed_branches_are_uncrossed():
    edges = [("a", "b1"), ("a", "b2"), ("a", "b3"), ("b1", "c3"), ("b2", "c2"), ("b3", "c1")]
    positions = arrange(network(*edges))
    for branch, end in (("b1", "c3"), ("b2", "c2"), ("b3", "c1")):
        assert positions[branch][0] == positions[end][0]


def test_a_cycle_is_laid_out_like_the_chain_it_should_be():
    positions = arrange(network(*chain("a", "b", "c"), ("c", "b")))
    assert [positions[name][1] for name in "abc"] == [0, ROW, 2 * ROW]


def test_a_node_that_feeds_itself_still_has_a_place():
    assert arrange(network(("a", "a"))) == {"a": (0, 0)}


names = st.sampled_from([f"n{number}" for number in range(12)])
graphs = st.lists(st.tuples(names, names), max_size=24, unique=True).map(lambda edges: network(*edges))


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_every_node_gets_a_place_of_its_own(graph):
    positions = arrange(graph)
    assert positions.keys() == graph.by_id.keys()
    for (x, y), (other_x, other_y) in combinations(positions.values(), 2):
        assert y != other_y or abs(x - other_x) >= COLUMN - 8
        assert y % ROW == 0


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_edges_of_a_network_without_cycles_point_downwards(graph):
    forward = [(edge.source, edge.target) for edge in graph.edges if int(edge.source[1:]) < int(edge.target[1:])]
    acyclic = network(*forward)
    positions = arrange(acyclic)
    assert all(positions[edge.source][1] < positions[edge.target][1] for edge in acyclic.edges)


@settings(max_examples=50, deadline=None)
@given(graphs)
def test_the_layout_depends_on_the_network_alone(graph):
    moved = Network(tuple(Node(id=n.id, layer=n.layer, position=(7.0, 9.0)) for n in graph.nodes), graph.edges)
    assert arrange(moved) == arrange(graph)


def placed(*rows):
    """A chain of Dense layers with these names and heights."""
    nodes = [
        Node(id=name, layer=Dense(units=2) if number else Input(shape=(2,)), position=(0.0, y))
        for number, (name, y) in enumerate(rows)
    ]
    return Network(tuple(nodes), tuple(Edge(a.id, b.id) for a, b in pairwise(nodes)))


def test_what_follows_an_inserted_node_makes_room():
    positions = make_room(placed(("a", 0.0), ("new", 52.0), ("b", ROW), ("c", 2 * ROW)), "new")
    assert positions == {"new": (0, ROW), "b": (0, 2 * ROW), "c": (0, 3 * ROW)}


def test_nothing_moves_where_there_is_room():
    assert make_room(placed(("a", 0.0), ("new", 200.0), ("b", 400.0)), "new") == {}
