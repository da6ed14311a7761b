"""What is said of repairs, and how the session carries them out."""

from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.studio.canvas.repairs import repair_text
from nnstudio.studio.session.session import Session


@pytest.fixture
def session(make_document):
    nodes = {
        "image": ("Input", {"shape": [8, 8]}, (0, 0)),
        "conv": ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}, (0, 104)),
        "flat": ("Flatten", {}, (0, 208)),
        "output": ("Dense", {"units": 3}, (0, 312)),
    }
    return Session(make_document(nodes, [("image", "conv"), ("conv", "flat"), ("flat", "output")]))


def test_a_repair_tells_what_comes_of_it(session):
    first = session.repairs(session.error)[0]
    text = repair_text(first, session.document.network.by_id["conv"])
    assert (text.title, text.shapes, text.consequence) == ("Insert Reshape (8×8×1)", "8×8×1 → 6×6×2", "239 weights")
    assert text.outcome == "8×8×1 → 6×6×2 · 239 weights"
    assert text.category == "Reshaping"


def test_a_repair_after_which_something_is_left_says_how_much(session):
    problem = session.error
    session.do(edits.add_node(session.document, Dense(units=2), (400.0, 0.0)))
    left = [other for other in session.problems if other.severity == "error" and other != problem]
    text = repair_text(session.repairs(problem)[0], None)
    assert text.consequence == f"{len(left)} problems left"


def test_repairs_are_searched_for_once_and_anew_after_a_change(session):
    problem = session.error
    offered = session.repairs(problem)
    assert session.repairs(problem) is offered
    session.do(edits.move(session.document, {"image": (40.0, 0.0)}))
    assert session.repairs(problem) is not offered
    assert [repair.title for repair in session.repairs(problem)] == [repair.title for repair in offered]


def test_a_repair_is_carried_out_by_its_title_on_the_document_as_it_is_now(session):
    problem = session.error
    title = session.repairs(problem)[0].title
    session.do(edits.move(session.document, {"image": (40.0, 0.0)}))
    session.mend(problem, title)
    assert session.error is None
    assert session.document.network.by_id["image"].position == (40.0, 0.0)
    before = session.document
    session.mend(problem, title)
    assert session.document == before
