"""Automatic layout of networks with frames and notes."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.network.annotations import Frame, Note
from nnstudio.network.framed_layout import FRAME_MARGINS, arrange_framed, arrange_notes
from nnstudio.network.graph import Network
from nnstudio.network.layout import CARD, ROW, arrange
from tests.network.test_layout import chain, network


def framed(graph, *groups):
    frames = tuple(Frame(id=f"frame{number}", title="x", nodes=tuple(group)) for number, group in enumerate(groups))
    return Network(graph.nodes, graph.edges, frames=frames)


def card(position):
    x, y = position
    return x, y, x + CARD[0], y + CARD[1]


def around(positions):
    rects = [card(position) for position in positions]
    left, top = (min(rect[axis] for rect in rects) - FRAME_MARGINS[axis] for axis in (0, 1))
    right, bottom = (max(rect[axis] for rect in rects) + FRAME_MARGINS[axis] for axis in (2, 3))
    return left, top, right, bottom


def overlap(first, second):
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def test_without_frames_it_is_the_plain_layout():
    graph = network(*chain("a", "b", "c"), ("a", "c"))
    assert arrange_framed(graph) == arrange(graph)
    assert arrange_framed(Network()) == {}


def test_a_frame_in_a_chain_gets_room_for_its_title():
    positions = arrange_framed(framed(network(*chain("a", "b", "c", "d")), ["b", "c"]))
    assert {x for x, _ in positions.values()} == {0}
    heights = [positions[name][1] for name in "abcd"]
    assert heights[0] == 0
    assert heights[1] - heights[0] > ROW + 24
    assert heights[2] - heights[1] == ROW


def test_branches_in_frames_stand_side_by_side():
    graph = network(*chain("a", "b1", "b2", "e"), *chain("a", "c1", "c2", "e"))
    positions = arrange_framed(framed(graph, ["b1", "b2"], ["c1", "c2"]))
    first, second = (around(positions[name] for name in group) for group in (("b1", "b2"), ("c1", "c2")))
    assert not overlap(first, second)
    assert positions["b1"][0] == positions["b2"][0] != positions["c1"][0] == positions["c2"][0]


def test_a_frame_that_data_leaves_and_enters_again_is_laid_out_as_if_it_were_not_there():
    graph = network(*chain("a", "b", "c", "d"))
    assert arrange_framed(framed(graph, ["b", "d"])) == arrange(graph)


def test_a_frame_of_nodes_without_edges_between_them_keeps_them_together():
    graph = network(("a", "e"), ("b", "e"), ("c", "e"), ("d", "e"))
    positions = arrange_framed(framed(graph, ["a", "d"]))
    frame = around([positions["a"], positions["d"]])
    assert not any(overlap(frame, card(positions[name])) for name in "bce")


names = [f"n{number}" for number in range(10)]
edges = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda ends: ends[0] < ends[1])


@st.composite
def framed_networks(draw):
    graph = network(*draw(st.lists(edges, min_size=1, max_size=16, unique=True)))
    there = [node.id for node in graph.nodes]
    groups, left = [], draw(st.permutations(there))
    while left and len(groups) < 3:
        count = draw(st.integers(1, 4))
        groups.append(left[:count])
        left = left[count:]
    return framed(graph, *groups)


@settings(max_examples=60, deadline=None)
@given(framed_networks())
def test_every_node_gets_a_place_of_its_own_on_the_grid(graph):
    positions = arrange_framed(graph)
    assert positions.keys() == graph.by_id.keys()
    assert all(value % 8 == 0 for position in positions.values() for value in position)
    for first, second in combinations(positions.values(), 2):
        assert not overlap(card(first), card(second))


@settings(max_examples=60, deadline=None)
@given(framed_networks())
def test_edges_point_downwards(graph):
    positions = arrange_framed(graph)
    assert all(positions[edge.source][1] < positions[edge.target][1] for edge in graph.edges)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=2, max_size=6), st.data())
def test_no_node_comes_into_a_frame_that_can_be_one_node(layers, data):
    """Networks of layers, with frames of neighboring layers: nothing leaves such a frame and comes back."""
    rows = [[f"n{depth}_{number}" for number in range(len(row))] for depth, row in enumerate(layers)]
    wires = [
        (above[chosen % len(above)], name)
        for above, below, choices in zip(rows, rows[1:], layers[1:], strict=False)
        for name, chosen in zip(below, choices, strict=True)
    ]
    if not wires:
        return
    graph = network(*wires)
    start = data.draw(st.integers(0, len(rows) - 1))
    end = data.draw(st.integers(start, len(rows) - 1))
    group = [name for row in rows[start : end + 1] for name in row if name in graph.by_id]
    if not group:
        return
    positions = arrange_framed(framed(graph, group))
    frame = around([positions[name] for name in group])
    assert not any(overlap(frame, card(positions[name])) for name in positions.keys() - {*group})


def noted(graph, *notes):
    placed = tuple(Note(id=f"note{number}", text="x", position=at) for number, at in enumerate(notes))
    return Network(graph.nodes, graph.edges, placed, graph.frames)


def test_a_note_goes_with_the_node_that_it_stands_beside():
    graph = noted(network(*chain("a", "b", "c")), (300.0, 210.0))
    moved = {"a": (0.0, 0.0), "b": (500.0, 104.0), "c": (800.0, 400.0)}
    near = min(graph.by_id.values(), key=lambda node: abs(node.position[0] - 300) + abs(node.position[1] - 210)).id
    x, y = moved[near]
    assert arrange_notes(graph, moved) == {"note0": (300 + x, 210 + y)}


def test_no_node_no_frame_and_no_note_comes_to_lie_on_a_note():
    graph = framed(noted(network(*chain("a", "b", "c")), (0.0, 100.0), (8.0, 110.0), (100.0, 60.0)), ["b", "c"])
    graph = noted(graph, (0.0, 100.0), (8.0, 110.0), (100.0, 60.0))
    positions = arrange_framed(graph)
    places = arrange_notes(graph, positions)
    notes = [(x, y, x + note.size[0], y + note.size[1]) for note in graph.notes for x, y in [places[note.id]]]
    others = [*map(card, positions.values()), around([positions["b"], positions["c"]])]
    assert not any(overlap(note, other) for note in notes for other in others)
    assert not any(overlap(first, second) for first, second in combinations(notes, 2))


def test_notes_alone_stay_where_they_are():
    assert arrange_notes(noted(Network(), (8.0, 16.0)), {}) == {"note0": (8.0, 16.0)}
