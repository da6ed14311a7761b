from __future__ import annotations

import pytest
from msgspec import structs

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits
from nnstudio.network.change import Change, apply, touches_computation, touches_network
from nnstudio.network.document import Document
from tests.network.edit_sequences import Editor
from tests.network.networks import chain


def test_a_change_and_its_inverse_leave_the_document_as_it_was():
    for seed in range(100):
        document, editor = Document(), Editor(seed)
        for _ in range(15):
            change = editor.change(document)
            after = apply(document, change)
            assert apply(after, change.inverse()) == document
            assert change.inverse().inverse() == change
            document = after


def test_a_changed_network_knows_its_edges_like_one_that_is_made_anew():
    for seed in range(100):
        document, editor = Document(), Editor(seed)
        for _ in range(15):
            wiring = (document.network.incoming, document.network.outgoing)
            change = editor.change(document)
            changed = apply(document, change)
            for network in (changed.network, apply(changed, change.inverse()).network):
                anew = structs.replace(network)
                assert [*network.incoming.items()] == [*anew.incoming.items()]
                assert [*network.outgoing.items()] == [*anew.outgoing.items()]
            assert wiring == (document.network.incoming, document.network.outgoing)
            document = changed


def test_two_changes_as_one_do_what_both_do():
    document = chain(Input(shape=(2,)), Dense(units=3))
    first = edits.add_node(document, Dense(units=1))
    second = edits.connect(apply(document, first), "dense", "dense_2")
    both = first.then(second)
    assert apply(document, both) == apply(apply(document, first), second)
    assert both.label == "Add Dense"


def test_a_change_of_nothing_is_false():
    assert not Change("Nothing")
    assert edits.set_name(Document(), "mine")


def test_a_document_whose_network_stays_keeps_the_very_same_network():
    document = chain(Input(shape=(2,)))
    assert apply(document, edits.set_name(document, "mine")).network is document.network


@pytest.mark.parametrize(
    ("make", "network", "computation"),
    [
        (lambda document: edits.move(document, {"dense": (1.0, 2.0)}), True, False),
        (lambda document: edits.set_name(document, "mine"), False, False),
        (lambda document: edits.set_fields(document, ["dense"], units=4), True, True),
        (lambda document: edits.set_trainable(document, ["dense"], False), True, True),
        (lambda document: edits.rename_node(document, "dense", "hidden"), True, True),
        (lambda document: edits.add_node(document, Dense(units=1)), True, True),
        (lambda document: edits.disconnect(document, document.network.edges), True, True),
        (lambda document: edits.set_training(document, epochs=9), False, True),
    ],
)
def test_a_change_knows_what_it_touches(make, network, computation):
    change = make(chain(Input(shape=(2,)), Dense(units=3)))
    assert touches_network(change) == network
    assert touches_computation(change) == computation
