"""Repairs are searched for on a thread, and only those of the document as it is now are told."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest
from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits
from nnstudio.network.doctor.doctor import repairs
from nnstudio.studio.problems import repair_search
from nnstudio.studio.session.session import Session
from tests.network.networks import wired


@pytest.fixture
def session():
    """Two convolutions that lack an axis, each by itself."""
    layers = {"x": Input(shape=(8, 8)), "a": Conv2D(filters=2, kernel_size=(3, 3))}
    layers |= {"z": Input(shape=(4, 4)), "b": Conv2D(filters=2, kernel_size=(3, 3)), "y": Dense(units=1)}
    return Session(wired(layers, "x > a", "z > b"))


@pytest.fixture
def tried(monkeypatch):
    """The nodes whose problems were searched for, each when it is let go."""
    names: list[str | None] = []
    goes_on = Event()

    def slow_repairs(case, problem, *cancelled):
        names.append(problem.node)
        goes_on.wait(10)
        return repairs(case, problem, *cancelled)

    monkeypatch.setattr(repair_search, "repairs", slow_repairs)
    names_and_event = names, goes_on
    yield names_and_event
    goes_on.set()


def problem_of(session, name):
    return next(problem for problem in session.problems if problem.node == name)


def test_what_is_searched_for_is_told_when_it_is_found(session, qtbot):
    problem = problem_of(session, "a")
    with qtbot.waitSignal(session.repairs_found):
        assert session.found_repairs(problem) is None
    assert [repair.title for repair in session.found_repairs(problem)] == [
        repair.title for repair in session.repairs(problem)
    ]


def test_nothing_is_searched_for_twice_and_what_was_wanted_last_comes_next(session, tried, qtbot):
    names, goes_on = tried
    session.found_repairs(problem_of(session, "a"))
    qtbot.waitUntil(lambda: names == ["a"])
    for name in ("y", "b", "a", "b"):
        session.found_repairs(problem_of(session, name))
    goes_on.set()
    qtbot.waitUntil(lambda: all(session.found_repairs(problem_of(session, name)) is not None for name in "aby"))
    assert names == ["a", "b", "y"]


def test_what_was_found_for_another_document_is_dropped(session, tried, qtbot):
    names, goes_on = tried
    problem = problem_of(session, "a")
    session.found_repairs(problem)
    qtbot.waitUntil(lambda: names == ["a"])
    session.do(edits.remove(session.document, ["b"]))
    told: list[None] = []
    session.repairs_found.connect(lambda: told.append(None))
    goes_on.set()
    with qtbot.waitSignal(session.repairs_found):
        assert session.found_repairs(problem_of(session, "a")) is None
    assert len(told) == 1
    assert all(repair.change for repair in session.found_repairs(problem_of(session, "a")))


def test_nothing_is_searched_for_before_a_burst_of_edits_is_over(session, tried, qtbot):
    names, goes_on = tried
    goes_on.set()
    for units in range(2, 5):
        session.do(edits.set_fields(session.document, ["y"], units=units))
        assert session.found_repairs(problem_of(session, "a")) is None
        QCoreApplication.processEvents()
        assert not names
    with qtbot.waitSignal(session.repairs_found):
        pass
    assert names == ["a"]


def test_a_search_ends_when_the_document_changes(session, qtbot, monkeypatch):
    ended = Event()

    def endless_repairs(_case, _problem, cancelled):
        while not cancelled():
            sleep(0.001)
        ended.set()
        return ()

    monkeypatch.setattr(repair_search, "repairs", endless_repairs)
    session.found_repairs(problem_of(session, "a"))
    qtbot.waitUntil(lambda: session._search._background.busy)
    session.do(edits.remove(session.document, ["b"]))
    assert ended.wait(10)


def test_who_cannot_wait_has_them_at_once(session):
    problem = problem_of(session, "a")
    assert session.repairs(problem) == session.found_repairs(problem) != ()
