"""Sentences: plain English text everywhere, and another language where one is asked for."""

import copy

import pytest

from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted, dotted, joined, listed

GERMAN = {
    "{node} needs {count:,} inputs.": "{node} braucht {count:,} Eingänge.",
    "the layer {name}": "die Schicht {name}",
    "The file is empty.": "Die Datei ist leer.",
    "{first} and {last}": "{first} und {last}",
    "Add {layer}": "{layer} hinzufügen",
}


def german(words):
    return GERMAN.get(words, words)


def test_a_sentence_is_its_english_text():
    assert Sentence("{node} needs {count:,} inputs.", node="add", count=2000) == "add needs 2,000 inputs."
    assert Sentence("The file {is} empty.") == "The file {is} empty."


def test_a_sentence_is_told_with_what_was_filled_in():
    layer = Sentence("the layer {name}", name="{odd}")
    sentence = Sentence("{node} needs {count:,} inputs.", node=layer, count=2000)
    assert sentence.told(german) == "die Schicht {odd} braucht 2,000 Eingänge."


def test_names_are_not_told():
    assert Sentence("Add {layer}", layer="The file is empty.").told(german) == "The file is empty. hinzufügen"


def test_parts_are_listed():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b"], "{first} or {last}") == "a or b"
    assert listed(["a", Sentence("The file is empty.")]).told(german) == "a und Die Datei ist leer."


def test_a_number_stands_with_its_noun():
    assert counted(1, "{count} row", "{count:,} rows") == "1 row"
    assert counted(2000, "{count} row", "{count:,} rows") == "2,000 rows"
    assert (
        counted(2000, "{count} row", "{count:,} rows").told({"{count:,} rows": "{count:,} Zeilen"}.get)
        == "2,000 Zeilen"
    )


def test_sentences_follow_each_other():
    assert joined([]) == ""
    both = joined([Sentence("The file is empty."), Sentence("Add {layer}", layer="x")])
    assert both == "The file is empty. Add x"
    assert both.told(german) == "Die Datei ist leer. x hinzufügen"


def test_a_sentence_continues_another_one():
    continued = Sentence("Add {layer}", layer="x").continued()
    assert continued == "add x"
    assert continued.told(german) == "x hinzufügen"


def test_what_was_filled_in_as_a_text_of_ours_is_made_a_sentence():
    sentence = Sentence("Add {layer}", layer="x")
    assert Sentence.of(sentence) is sentence
    assert Sentence.of("The file is empty.").told(german) == "Die Datei ist leer."


def test_captions_have_dots_between_their_parts():
    assert dotted([]) == ""
    caption = dotted([Sentence("Add {layer}", layer="x"), "", "same"])
    assert caption == "Add x · same"
    assert caption.told(german) == "x hinzufügen · same"


@pytest.mark.parametrize("message", ["The file is empty.", Sentence("The file is empty.")])
def test_errors_are_told_by_their_messages(message):
    sentence = Sentence("add: {error}", error=ValueError(message))
    assert sentence == "add: The file is empty."
    assert sentence.told(german) == "add: Die Datei ist leer."
    assert Sentence("add: {error}", error=OSError(2, "gone")).told(german) == "add: [Errno 2] gone"


def test_copies_are_told_as_well():
    sentence = Sentence("Add {layer}", layer="x")
    assert copy.deepcopy(sentence).told(german) == "x hinzufügen"


def test_the_sentence_of_an_error_can_be_told():
    assert DataError(Sentence("The file is empty.")).sentence.told(german) == "Die Datei ist leer."
