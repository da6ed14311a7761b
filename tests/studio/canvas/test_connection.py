"""Verdicts on edges."""

import pytest

from nnstudio.network.change import apply
from nnstudio.network.graph import Edge
from nnstudio.network.inference import infer
from nnstudio.studio.canvas.connection import judge


@pytest.fixture
def verdict(make_document):
    nodes = {
        "a": ("Input", {"shape": [4]}, (0, 0)),
        "b": ("Input", {"shape": [5]}, (300, 0)),
        "dense": ("Dense", {"units": 3}, (0, 104)),
        "conv": ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}, (300, 104)),
        "sum": ("Add", {}, (0, 208)),
    }
    document = make_document(nodes, [("a", "dense"), ("dense", "sum"), ("b", "sum")])

    def verdict(source, target, port=None, taken=None):
        return judge(document, infer(document.network), source, target, port, taken)

    verdict.document = document
    return verdict


def edges_after(verdict, found):
    return {(edge.source, edge.target, edge.port) for edge in apply(verdict.document, found.change).network.edges}


def test_what_fits_says_what_becomes_of_the_shape(verdict):
    found = verdict("b", "dense")
    assert found.fits
    assert found.sentence == "Dense “dense”: 5 → 3"
    assert ("b", "dense", 0) in edges_after(verdict, found)


def test_an_edge_that_is_taken_goes_with_the_new_one(verdict):
    found = verdict("a", "conv", 0, Edge("a", "dense"))
    assert edges_after(verdict, found) == {("a", "conv", 0), ("dense", "sum", 0), ("b", "sum", 1)}
    assert found.change.label == "Rewire"


def test_what_an_edge_leaves_has_no_gap_and_where_its_other_end_stays_its_port_stays(verdict):
    elsewhere = verdict("dense", "conv", 0, Edge("dense", "sum", 0))
    assert edges_after(verdict, elsewhere) == {("a", "dense", 0), ("dense", "conv", 0), ("b", "sum", 0)}
    from_another = verdict("a", "sum", 0, Edge("dense", "sum", 0))
    assert edges_after(verdict, from_another) == {("a", "dense", 0), ("a", "sum", 0), ("b", "sum", 1)}


def test_a_shape_that_does_not_fit_makes_an_edge_all_the_same(verdict):
    found = verdict("a", "conv")
    assert not found.fits
    assert found.change
    assert found.sentence.startswith("Input “a” gives 4 features, but Conv2D “conv” needs an input of 3 axes")


def test_a_merging_layer_is_asked_about_all_its_edges(verdict):
    found = verdict("a", "sum")
    assert not found.fits
    assert found.sentence == (
        "Dense “dense” gives 3 units, Input “b” gives 5 features and Input “a” gives 4 features, which differ in "
        "features, but Add “sum” cannot add 3, 5 and 4; make their shapes equal."
    )


def test_a_shape_that_is_not_known_yet_is_no_reason_to_refuse(verdict):
    found = verdict("conv", "dense")
    assert found.fits
    assert found.sentence == "Connect to Dense “dense”"


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("dense", "dense", "Dense “dense” cannot feed itself; data must flow one way."),
        ("dense", "a", "Input “a” takes no edge: data enters the network there."),
        ("sum", "dense", "Dense “dense” already leads to “sum”; an edge back would close a cycle."),
    ],
)
def test_some_edges_must_not_be(verdict, source, target, sentence):
    found = verdict(source, target)
    assert found.change is None
    assert not found.fits
    assert found.sentence == sentence


def test_the_same_edge_twice_is_refused(verdict):
    assert verdict("b", "sum", 1).sentence == "“b” is connected there already."
