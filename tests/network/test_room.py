"""Room for what comes new."""

from __future__ import annotations

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits
from nnstudio.network.annotation_edits import frame
from nnstudio.network.change import Change, apply
from nnstudio.network.framed_layout import FRAME_MARGINS, arrange_framed
from nnstudio.network.layout import CARD, ROW
from nnstudio.network.room import with_room, with_title_room
from tests.network.networks import chain


def in_rows(*layers):
    """A chain one row apart."""
    document = chain(*layers)
    places = {node.id: (0.0, ROW * number) for number, node in enumerate(document.network.nodes)}
    return apply(document, edits.move(document, places))


def heights(document):
    return [node.position[1] for node in document.network.nodes]


def test_a_title_that_would_lie_on_an_edge_moves_the_frame_and_what_follows_down():
    document = in_rows(Input(shape=(2,)), *(Dense(units=2) for _ in range(3)))
    after = apply(document, with_title_room(document, frame(document, ["dense", "dense_2"], "Body")))
    down = heights(after)[1] - ROW
    assert down % 8 == 0
    assert heights(after) == [0, ROW + down, 2 * ROW + down, 3 * ROW + down]
    assert heights(after)[1] - CARD[1] - FRAME_MARGINS[1] >= ROW - CARD[1], "as far from the frame as from a card"
    again = with_title_room(after, frame(after, ["dense_3"], "Head"))
    assert heights(apply(after, again))[:3] == heights(after)[:3]


def test_a_frame_with_room_above_or_nothing_above_stays_where_it_is():
    document = in_rows(Input(shape=(2,)), Dense(units=2))
    for names in (["input"], ["input", "dense"]):
        change = frame(document, names, "All")
        assert with_title_room(document, change) == change
    arranged = apply(
        document, edits.move(document, arrange_framed(apply(document, frame(document, ["dense"], "x")).network))
    )
    change = frame(arranged, ["dense"], "Body")
    assert with_title_room(arranged, change) == change


def test_nothing_moves_for_a_change_that_adds_nothing():
    document = in_rows(Input(shape=(2,)), Dense(units=2))
    nothing = Change("Nothing")
    assert with_title_room(document, nothing) == with_room(document, nothing) == nothing
