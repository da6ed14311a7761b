"""Sentences in files: they come back as they were, and nothing that is read can do harm."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted, joined, listed
from nnstudio.sentence_format import sentence_from_json, sentence_to_json
from tests.test_sentence import german


def through_a_file(text):
    return sentence_from_json(json.loads(json.dumps(sentence_to_json(text))))


def quoted(words):
    return f"“{words}”"


SENTENCES = st.recursive(
    st.builds(Sentence, st.text()),
    lambda parts: st.one_of(
        st.builds(lambda first, last: joined([first, last]), parts, parts),
        st.builds(lambda some: Sentence.of(listed(some)), st.lists(parts)),
        st.builds(lambda name, best: Sentence("{name!r} at {best:.4g}", name=name, best=best), st.text(), st.floats()),
        st.builds(lambda count: counted(count, "{count} row", "{count:,} rows"), st.integers()),
    ),
    max_leaves=8,
)


@given(SENTENCES)
def test_a_sentence_comes_back_in_every_language(sentence):
    kept = through_a_file(sentence)
    assert kept == sentence
    assert kept.told(quoted) == Sentence.of(sentence).told(quoted)


def test_errors_and_paths_come_back():
    reason = Sentence("{path}: {error}", path=Path("a.csv"), error=DataError(Sentence("The file is empty.")))
    assert through_a_file(reason) == "a.csv: The file is empty."
    assert through_a_file(reason).told(german) == "a.csv: Die Datei ist leer."


@pytest.mark.parametrize(
    "odd",
    [
        Sentence("the layer {name}", name=Sentence("Dense").continued()),
        Sentence("{name} and {name}", name="a"),
        Sentence("{count:08d}", count=3),
    ],
)
def test_what_cannot_be_kept_is_kept_in_english(odd):
    assert sentence_to_json(odd) == str(odd)
    assert through_a_file(odd) == odd


def test_a_text_that_was_stored_before_is_a_sentence_without_places():
    assert sentence_from_json("The file is empty.").told(german) == "Die Datei ist leer."
    assert sentence_from_json("100 {odd}") == "100 {odd}"


def nested(depth):
    return {"words": "{a}", "values": {"a": nested(depth - 1)}} if depth else "a"


@pytest.mark.parametrize(
    "form",
    [
        None,
        12,
        [],
        {},
        {"words": "a"},
        {"words": 3, "values": {}},
        {"words": "a", "values": []},
        {"words": "{a}", "values": {"a": None}},
        {"words": "{a}", "values": {"b": "b"}},
        {"words": "{a}{a}", "values": {"a": "twice"}},
        {"words": "{a.__class__}", "values": {"a": 1}},
        {"words": "{a:99999999}", "values": {"a": 1}},
        {"words": "{a:d}", "values": {"a": "not a number"}},
        {"words": "{a} {", "values": {"a": 1}},
        nested(100),
    ],
)
def test_what_is_no_sentence_is_refused(form):
    with pytest.raises(ValueError, match=r".*"):
        sentence_from_json(form)
