"""Steps from node to node."""

import pytest

from nnstudio.studio.canvas.walking import Direction, neighbor


@pytest.fixture
def network(make_document):
    nodes = {
        "top": ("Input", {"shape": [4]}, (128, 0)),
        "left": ("Dense", {"units": 4}, (0, 104)),
        "right": ("Dense", {"units": 4}, (256, 104)),
        "bottom": ("Add", {}, (128, 208)),
        "far": ("Input", {"shape": [4]}, (1000, 110)),
    }
    return make_document(nodes, [("top", "left"), ("top", "right"), ("left", "bottom"), ("right", "bottom")]).network


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("bottom", Direction.UP, "left"),
        ("left", Direction.UP, "top"),
        ("left", Direction.DOWN, "bottom"),
        ("left", Direction.RIGHT, "right"),
        ("right", Direction.LEFT, "left"),
        ("far", Direction.LEFT, "right"),
        ("top", Direction.UP, None),
        ("far", Direction.DOWN, None),
    ],
)
def test_a_step_leads_to_the_next_node(network, start, direction, end):
    assert neighbor(network, start, direction) == end


def test_a_walk_right_from_the_last_column_finds_what_is_not_connected(network):
    assert neighbor(network, "right", Direction.RIGHT) == "far"
