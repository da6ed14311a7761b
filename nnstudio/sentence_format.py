"""Sentences in files: their words and what was filled in, so that they can be told in any language later.

    {"words": "Finished after {count} epochs.", "values": {"count": 20}}

What is read may come from anywhere: words are only filled in where that can do no harm, whatever they are.
"""

from __future__ import annotations

import re
from typing import Final

from nnstudio.sentence import Sentence

_PLACE = re.compile(r"\{(\w+)(?:!r)?(?::,?(?:\.\d)?[defg%]?)?\}")
_DEEPEST: Final = 32
"""No sentence of ours has more of them within each other."""


def sentence_to_json(text: str) -> object:
    """A sentence as JSON; the English text alone where something is filled in that a file cannot hold."""
    form = _form(Sentence.of(text))
    try:
        return form if sentence_from_json(form) == text else str(text)
    except ValueError:
        return str(text)


def sentence_from_json(form: object) -> Sentence:
    """The inverse of `sentence_to_json`; raises ValueError for what is no sentence."""
    found = _value(form, 0)
    if isinstance(found, str):
        return Sentence.of(found)
    raise ValueError(form)


def _form(value: object) -> object:
    if isinstance(value, Exception) and value.args and isinstance(value.args[0], str):
        return _form(Sentence.of(value.args[0]))
    if isinstance(value, Sentence):
        return {"words": value.words, "values": {name: _form(one) for name, one in value.values.items()}}
    return value if isinstance(value, str | int | float) else str(value)


def _value(form: object, depth: int) -> str | float:
    if isinstance(form, str | int | float):
        return form
    if depth < _DEEPEST and isinstance(form, dict) and form.keys() == {"words", "values"}:
        words, values = form["words"], form["values"]
        if isinstance(words, str) and isinstance(values, dict) and _have_places(words, values):
            return Sentence(words, **{name: _value(one, depth + 1) for name, one in values.items()})
    raise ValueError(form)


def _have_places(words: str, values: dict[str, object]) -> bool:
    """Whether each value has one place; words with none are taken as they stand, braces included."""
    if not values:
        return True
    is_plain = not {"{", "}"} & {*_PLACE.sub("", words)}
    return is_plain and sorted(_PLACE.findall(words)) == sorted(values)
