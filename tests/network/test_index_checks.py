from __future__ import annotations

import pytest
from msgspec import structs

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.index_checks import looked_up, which_input
from tests.network.descriptions import NUMBERS, described
from tests.network.networks import chain, wired

WORDS = chain(Input(shape=(2,), dtype="int32"), Embedding(input_dim=10, output_dim=3), Flatten(), Dense(units=1))


def problems(low: float, high: float) -> list[str]:
    description = structs.replace(described(NUMBERS, input=(2,)), ranges={"input": (low, high)})
    return [problem for problem in check(WORDS, description) if problem.code == "index-range"]


def test_numbers_beyond_the_vectors_are_a_problem_with_a_repair():
    (problem,) = problems(0, 41)
    assert problem.message == (
        "The input 'x' holds 41, but Embedding “embedding” knows the whole numbers from 0 to 9. "
        "Make its Input dimension larger."
    )
    assert (problem.node, problem.field) == ("embedding", "input_dim")
    assert apply(WORDS, problem.fixes[0].change).network.by_id["embedding"].layer.input_dim == 42


def test_numbers_below_zero_are_mended_in_the_data():
    (problem,) = problems(-3, 5)
    assert problem.message.endswith(
        "holds -3, but Embedding “embedding” knows the whole numbers from 0 to 9. Correct the data."
    )
    assert problem.fixes == ()


def test_fractions_are_looked_up_with_a_warning():
    document = apply(WORDS, edits.set_fields(WORDS, ["input"], dtype="float32"))
    description = structs.replace(described(NUMBERS, input=(2,)), fractions={"input": 0.25})
    (problem,) = [problem for problem in check(document, description) if problem.code == "fractions-looked-up"]
    assert problem.severity == "warning"
    assert problem.message.startswith("The input 'x' holds 0.25, but Embedding “embedding” looks up whole numbers and")


def test_an_input_of_whole_numbers_takes_no_fractions():
    description = structs.replace(described(NUMBERS, input=(2,)), fractions={"input": 0.25})
    (problem,) = [problem for problem in check(WORDS, description) if problem.code == "input-type"]
    assert (problem.node, problem.field, problem.severity) == ("input", "dtype", "error")
    assert problem.message == (
        "The input 'x' holds 0.25, but Input “input” takes whole numbers (int32). Set its Values to float32, or choose "
        "other data."
    )


@pytest.mark.parametrize(("low", "high"), [(0, 9), (0, 0)])
def test_numbers_in_range_are_no_problem(low, high):
    assert not problems(low, high)


def test_the_smallest_of_several_embeddings_decides():
    document = wired(
        {
            "a": Input(shape=(2,), dtype="int32"),
            "b": Input(shape=(2,), dtype="int32"),
            "c": Input(shape=(2,)),
            "both": Concatenate(),
            "few": Embedding(input_dim=4, output_dim=1),
            "many": Embedding(input_dim=9, output_dim=1),
            "dense": Dense(units=2),
            "after": Embedding(input_dim=2, output_dim=1),
        },
        "a > both",
        "b > both:1",
        "both > many",
        "b > few",
        "c > dense",
        "dense > after",
    )
    assert {name: node.id for name, node in looked_up(document.network).items()} == {"a": "many", "b": "few"}


def test_one_of_several_columns_is_spoken_of_as_such():
    assert which_input(("w",)) == "The input 'w'"
    assert which_input(("a", "b")) == "One of the inputs 'a' and 'b'"
