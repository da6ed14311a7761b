"""The scene mirrors the document."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import LIGHT, Mode


@pytest.fixture
def scene(session, theme_source):
    return NetworkScene(session, theme_source)


def assert_mirrors(scene):
    network = scene.session.document.network
    assert scene.nodes.keys() == network.by_id.keys()
    assert scene.edges.keys() == set(network.edges)
    assert {name: item.pos().toTuple() for name, item in scene.nodes.items()} == {
        node.id: node.position for node in network.nodes
    }
    assert {name: (box.left, box.top) for name, box in scene.shown_boxes()} == {
        node.id: node.position for node in network.nodes
    }
    items = {id(item) for item in scene.items() if item.parentItem() is None}
    assert items == {id(item) for item in (*scene.nodes.values(), *scene.edges.values())}


def test_every_node_and_edge_has_an_item(scene):
    assert_mirrors(scene)
    assert set(scene.nodes) == {"image", "conv", "flat", "output"}


def test_a_card_says_type_settings_name_and_weights(scene):
    card = scene.nodes["output"].card
    assert (card.type_name, card.summary, card.name_line) == ("Dense", "10 units · softmax", "output")
    assert card.weights == "1,450"
    assert scene.nodes["flat"].card.weights == ""


def test_a_layer_without_settings_says_what_comes_out(scene):
    assert scene.nodes["flat"].card.summary == "→ 144"


def test_a_frozen_node_says_so(scene):
    scene.session.do(edits.set_trainable(scene.session.document, ["conv"], trainable=False))
    assert scene.nodes["conv"].card.name_line == "conv · frozen"


def test_every_edge_shows_the_shape_that_it_carries(scene):
    shapes = {(edge.source, edge.target): item.look.shape for edge, item in scene.edges.items()}
    assert shapes == {("image", "conv"): "8×8×1", ("conv", "flat"): "6×6×4", ("flat", "output"): "144"}


def test_an_edge_that_is_looked_at_names_the_axes(scene):
    item = scene.edges[Edge("conv", "flat")]
    assert item.label == "6×6×4"
    item.set_marked(True)
    assert item.label == "height 6 · width 6 · channels 4"
    item.set_marked(False)
    item.set_selected(True)
    assert item.label == "height 6 · width 6 · channels 4"
    assert scene.edges[Edge("flat", "output")].label == "144"


def test_a_change_upstream_reaches_every_shape_below(scene):
    scene.session.do(edits.set_fields(scene.session.document, ["image"], shape=(10, 10, 1)))
    assert scene.edges[Edge("flat", "output")].look.shape == "256"
    assert scene.nodes["output"].card.weights == "2,570"


def test_where_the_shape_is_not_known_there_is_a_question_mark(scene):
    scene.session.do(edits.disconnect(scene.session.document, [Edge("image", "conv")]))
    assert scene.edges[Edge("conv", "flat")].look.shape == "?"


def test_a_refused_shape_marks_the_edge_and_the_node(scene):
    scene.session.do(edits.set_fields(scene.session.document, ["image"], shape=(8,)))
    assert scene.edges[Edge("image", "conv")].look.refused
    card = scene.nodes["conv"].card
    assert card.is_error
    assert "Conv2D “conv” needs" in scene.nodes["conv"].toolTip()
    scene.session.undo()
    assert not scene.edges[Edge("image", "conv")].look.refused
    assert scene.nodes["conv"].toolTip() == ""


def test_a_tooltip_shows_a_name_as_it_is_and_not_as_markup(scene):
    scene.session.do(edits.rename_node(scene.session.document, "conv", "<img src=x>"))
    scene.session.do(edits.set_fields(scene.session.document, ["image"], shape=(8,)))
    assert "&lt;img src=x&gt;" in scene.nodes["<img src=x>"].toolTip()


def test_a_renamed_node_keeps_its_edges_and_its_selection(scene):
    scene.session.select(["flat"])
    scene.session.do(edits.rename_node(scene.session.document, "flat", "row"))
    assert_mirrors(scene)
    assert scene.nodes["row"].is_selected
    scene.session.undo()
    assert_mirrors(scene)
    assert scene.nodes["flat"].is_selected


def test_another_document_replaces_everything(scene):
    scene.session.replace(Document())
    assert_mirrors(scene)
    scene.session.do(edits.add_node(scene.session.document, Dense(units=1)))
    assert_mirrors(scene)


def test_data_that_becomes_known_while_another_document_opens_is_no_surprise(session, theme_source):
    session.replaced.connect(lambda: session.set_description(None))
    scene = NetworkScene(session, theme_source)
    session.replace(Document())
    assert_mirrors(scene)


def test_placed_nodes_take_their_edges_along_until_they_are_restored(scene):
    scene.place({"flat": QPointF(300, 200), "output": QPointF(300, 304)})
    for edge in (Edge("conv", "flat"), Edge("flat", "output")):
        start, end = scene.edges[edge].ends
        assert (end.x(), end.y()) == (300 + 108, 200 if edge.target == "flat" else 304)
        assert start.x() == (108 if edge.source == "conv" else 408)
    scene.restore()
    assert_mirrors(scene)
    assert scene.edges[Edge("conv", "flat")].ends[1].x() == 108


def test_a_merging_layer_always_has_a_free_port(make_document, theme_source):
    nodes = {
        "a": ("Input", {"shape": [4]}, (0, 0)),
        "b": ("Input", {"shape": [4]}, (300, 0)),
        "sum": ("Add", {}, (150, 104)),
    }
    session = Session(make_document(nodes, [("a", "sum")]))
    scene = NetworkScene(session, theme_source)
    assert scene.nodes["sum"].card.inputs == 2
    session.do(edits.connect(session.document, "b", "sum"))
    assert scene.nodes["sum"].card.inputs == 3
    xs = [scene.edges[Edge(name, "sum", port)].ends[1].x() for port, name in enumerate("ab")]
    assert xs == [150 + 108 - 24, 150 + 108]


def test_the_theme_can_change(scene, theme_source):
    theme_source.set_mode(Mode.LIGHT)
    assert scene.canvas_style.theme == LIGHT


names = st.sampled_from(["image", "conv", "flat", "output", "Dense", "Dense_2", "new"])
edit = st.one_of(
    st.tuples(st.just("add"), names),
    st.tuples(st.just("remove"), names),
    st.tuples(st.just("connect"), names, names, st.integers(0, 2)),
    st.tuples(st.just("disconnect"), st.integers(0, 5)),
    st.tuples(st.just("rename"), names, names),
    st.tuples(st.just("move"), names),
    st.tuples(st.just("mute"), names),
    st.tuples(st.just("widen"), names),
    st.tuples(st.just("insert"), st.integers(0, 5)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def setting(document, kind, node):
    if kind == "mute" or not isinstance(node.layer, Dense):
        return edits.set_muted(document, [node.id], not node.muted)
    return edits.set_fields(document, [node.id], units=node.layer.units + 1)


def carry_out(session, kind, *arguments):
    document = session.document
    network = document.network
    match kind, arguments:
        case "add", (name,):
            session.do(edits.add_node(document, Dense(units=3), (8.0, 16.0), name))
        case "remove", (name,) if name in network.by_id:
            session.do(edits.remove(document, [name]))
        case "connect", (source, target, port) if source in network.by_id and target in network.by_id:
            session.do(edits.connect(document, source, target, port))
        case "disconnect", (index,) if index < len(network.edges):
            session.do(edits.disconnect(document, [network.edges[index]]))
        case "rename", (name, other) if name in network.by_id and other not in network.by_id:
            session.do(edits.rename_node(document, name, other))
        case "move", (name,) if name in network.by_id:
            session.do(edits.move(document, {name: (40.0, 24.0)}))
        case "mute" | "widen", (name,) if name in network.by_id:
            session.do(setting(document, kind, network.by_id[name]))
        case "insert", (index,) if index < len(network.edges):
            session.do(edits.insert_on_edge(document, network.edges[index], Dense(units=2), (0.0, 0.0)))
        case "undo" | "redo", ():
            getattr(session, kind)()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(edit, max_size=12))
def test_whatever_is_done_undone_and_redone_the_scene_mirrors_the_document(sequence, pictures, theme_source):
    session = Session(pictures)
    scene = NetworkScene(session, theme_source)
    for kind, *arguments in sequence:
        carry_out(session, kind, *arguments)
        assert_mirrors(scene)
    fresh = NetworkScene(session, theme_source)
    assert {name: item.card for name, item in scene.nodes.items()} == {
        name: item.card for name, item in fresh.nodes.items()
    }
    assert {edge: (item.look, item.ends) for edge, item in scene.edges.items()} == {
        edge: (item.look, item.ends) for edge, item in fresh.edges.items()
    }
