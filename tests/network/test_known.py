from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.network import edits
from nnstudio.network.annotation_edits import frame
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Document
from nnstudio.network.grouping import group
from nnstudio.network.inference import infer
from nnstudio.network.known import Known
from tests.network.edit_sequences import Editor
from tests.network.networks import wired

DOCUMENT = wired(
    {"x": Input(shape=(4,)), "a": Dense(units=3), "b": Dense(units=3), "sum": Add(), "y": Dense(units=1)},
    *("x > a", "x > b", "a > sum:0", "b > sum:1", "sum > y"),
)


def known(document):
    inference = infer(document.network)
    return Known(document.network, inference, check(document, None, inference))


def differing(change, before=DOCUMENT):
    return known(apply(before, change)).differing(known(before))


def test_of_the_same_network_nothing_else_is_known():
    assert not known(DOCUMENT).differing(known(DOCUMENT))
    assert not known(structs.replace(DOCUMENT, network=structs.replace(DOCUMENT.network))).differing(known(DOCUMENT))


def test_of_a_network_where_there_was_none_all_is_new():
    assert known(DOCUMENT).differing(Known()) == DOCUMENT.network.by_id.keys()
    assert Known().differing(known(DOCUMENT)) == DOCUMENT.network.by_id.keys()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (edits.move(DOCUMENT, {"a": (8.0, 0.0)}), {"a"}),
        (edits.set_trainable(DOCUMENT, ["b"], trainable=False), {"b"}),
        (edits.rename_node(DOCUMENT, "a", "first"), {"a", "first", "sum"}),
        (edits.set_fields(DOCUMENT, ["x"], shape=(5,)), {"x", "a", "b"}),
        (edits.set_fields(DOCUMENT, ["a"], units=2), {"a", "sum", "y"}),
        (edits.set_muted(DOCUMENT, ["sum"], muted=True), {"sum", "b"}),
        (edits.remove(DOCUMENT, ["y"]), {"y"}),
        (edits.set_training(DOCUMENT, epochs=9), set()),
        (edits.set_name(DOCUMENT, "mine"), set()),
        (frame(DOCUMENT, ["a", "b"], "Body"), {"a", "b"}),
    ],
)
def test_a_change_names_the_nodes_that_have_to_be_shown_anew(change, names):
    assert differing(change) == names


def test_what_is_wrong_inside_a_block_concerns_the_block():
    blocks = apply(DOCUMENT, group(DOCUMENT, ["a", "b", "sum"]))
    (name,) = blocks.network.by_id.keys() - {"x", "y"}
    broken = edits.set_fields(blocks, ["x"], shape=(4, 4))
    assert name in differing(broken, blocks)


@given(seed=st.integers(0, 1000))
def test_a_node_that_is_not_named_is_as_it_was(seed):
    document, editor = Document(), Editor(seed)
    before = known(document)
    for _ in range(8):
        document = apply(document, editor.change(document))
        now = known(document)
        for name in now.network.by_id.keys() - now.differing(before):
            assert _said(now, name) == _said(before, name)
        before = now


def _said(known, name):
    network, inference = known.network, known.inference
    return (
        network.by_id[name],
        network.incoming[name],
        network.frame_of.get(name),
        inference.shapes.get(name),
        inference.axes.get(name),
        inference.weights.get(name),
        inference.is_idle(name),
        [(one.severity, *one.key) for one in known.problems if (one.node or "").partition("/")[0] == name],
    )
