"""What the doctor says of broken networks, in the languages of the window: no English is left in it.

Words that are the same in every language are the names that people and Keras gave: nodes, columns, layers, functions,
settings that are chosen by a word.
"""

import re

import pytest

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.network.checks import check
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.inside import every_node
from nnstudio.sentence import Sentence
from nnstudio.studio.language import translations
from tests.network.doctor.broken import NETWORKS
from tests.network.doctor.test_broken_networks import case_named
from tests.studio.test_language import KINDS, TRANSLATED

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
TERMS = {"logits", "one", "hot", "kernel", "bias", "Kullback", "Leibler", "loss", "val_loss", "abc", "cd", "abd", "xy"}
"""Among them names of weights, figures and the axes of an equation."""


def names_of_the_catalog():
    for kind in KINDS:
        for name, declaration in types_of(kind).items():
            yield from (name, declaration.short_name)
            yield from (choice for field in fields_of(declaration).values() for choice in field.choices)


CODES = {*names_of_the_catalog()}


def names_of(case):
    """The names that a document and its data bring."""
    yield from (node.id for node in every_node(case.document.network))
    yield case.description.name
    yield from (name for columns in case.description.columns.values() for name in columns)
    for target in case.description.targets.values():
        yield from (target.label, *target.class_names)


def english_in(text, names):
    """The words that are neither names nor terms."""
    known = {*CODES, *TERMS, *(word for name in names for word in WORD.findall(name))}
    return [word for word in WORD.findall(text) if word not in known]


def texts_about(case):
    for problem in check(case.document, case.description, case.inference):
        yield problem.message
        for repair in repairs(case, problem):
            yield from (repair.title, repair.change.label)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_english_is_left_of_what_is_said(name, language):
    case, known = case_named(name), translations(language)
    for text in texts_about(case):
        told = Sentence.of(text).told(lambda words: known.get(words, words))
        assert told != text
        assert english_in(told, names_of(case)) == [], told
