"""Data that cannot be shared out among the Inputs of a network: why, and which columns would do."""

from __future__ import annotations

import numpy as np

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import DataReference
from nnstudio.data.refusal import DataRefusal
from nnstudio.network.checks import check, problems_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.inference import infer
from tests.network.broken.patient import Patient
from tests.network.broken.treatment import trained
from tests.network.networks import chain, wired

ROWS = np.random.default_rng(0).standard_normal((12, 4, 4, 1)).astype(np.float32)
DATA = Dataset("rows.npz", {"x": ROWS, "facts": ROWS[:, :, 0, 0], "y": ROWS[:, 0, 0, 0]}, target="y")
PICTURE, FACTS = Input(shape=(4, 4, 1)), Input(shape=(4,))


def two_inputs(a, b, **reference):
    layers = {"a": a, "b": b, "flat": Flatten(), "join": Concatenate(), "end": Dense(units=1)}
    data = DataReference(source="rows.npz", **reference)
    return wired(layers, "a > flat", "flat > join", "b > join:1", "join > end", data=data)


def told(patient):
    return next(problem for problem in patient.problems() if problem.code == "data")


def test_the_problem_says_why_and_the_repair_chooses_columns_of_the_shapes():
    patient = Patient(two_inputs(PICTURE, FACTS), DATA)
    problem = told(patient)
    assert problem.message == (
        "The network has several Input nodes, and no columns are chosen for 'a'. Choose them among 'x', 'facts' and "
        "'y'."
    )
    first = repairs(patient.case(), problem)[0]
    assert first.title == "Choose columns for “a” and “b”"
    mended = patient.after(first.change)
    assert mended.document.data.inputs == {"a": ("x",), "b": ("facts",)}
    assert trained(mended) == ""


def test_a_copy_of_an_input_takes_the_same_columns():
    patient = Patient(two_inputs(FACTS, FACTS, inputs=FrozenMapping({"a": ("facts",)})), DATA)
    mended = patient.after(repairs(patient.case(), told(patient))[0].change)
    assert mended.document.data.inputs == {"a": ("facts",), "b": ("facts",)}


def test_an_input_that_no_column_fits_is_deleted():
    patient = Patient(two_inputs(PICTURE, Input(shape=(9,))), DATA)
    first = repairs(patient.case(), told(patient))[0]
    assert first.title.startswith("Choose columns for “a” and delete “b”")
    assert [node.id for node in patient.after(first.change).document.network.inputs] == ["a"]


def test_one_input_takes_the_column_of_its_shape_where_not_all_can_stand_side_by_side():
    data = DataReference(source="rows.npz")
    patient = Patient(chain(PICTURE, Flatten(), Dense(units=1), data=data), DATA)
    assert told(patient).message.startswith("'x' has rows of the shape (4, 4, 1) and cannot stand beside 'facts'.")
    mended = patient.after(repairs(patient.case(), told(patient))[0].change)
    assert trained(mended) == ""


def test_names_of_nodes_that_are_gone_are_forgotten():
    named = FrozenMapping({"input": ("facts",), "gone": ("x",)})
    patient = Patient(chain(FACTS, Dense(units=1), data=DataReference(source="rows.npz", inputs=named)), DATA)
    assert told(patient).message.startswith("The data names 'gone', but the network has no such Input node.")
    first = repairs(patient.case(), told(patient))[0]
    assert first.title == "Forget the columns of “gone”"
    assert trained(patient.after(first.change)) == ""


def test_data_that_could_not_be_read_at_all_is_told_without_a_repair():
    document = chain(FACTS, Dense(units=1), data=DataReference(source="rows.npz"))
    case = Case(document, infer(document.network), refusal=DataRefusal("There is no file rows.npz."))
    (problem,) = problems_of(case)
    assert (problem.code, problem.severity, problem.message) == ("data", "error", "There is no file rows.npz.")
    assert repairs(case, problem) == ()


def test_nothing_is_told_twice():
    """Of outputs that are not meant, the network tells already."""
    layers = {"x": FACTS, "a": Dense(units=1), "b": Dense(units=1)}
    document = wired(layers, "x > a", "x > b", data=DataReference(source="rows.npz", target="y"))
    case = Case(document, infer(document.network), refusal=DataRefusal("No target is chosen for 'b'."))
    assert [problem.code for problem in problems_of(case)] == [problem.code for problem in check(document)]
