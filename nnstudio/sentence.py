"""Sentences for the user: written in English, and told in any language they were translated into.

Packages that know nothing of languages write `Sentence("{node} needs {count} inputs.", node="add", count=2)`. It is
the English text wherever a text is wanted, on the command line and in files; the window tells it in its own language,
by translating the words around what was filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Self


class Sentence(str):
    """A text that remembers its words and what was filled in between them.

    Values that are sentences are told in the other language, too, and so are the messages of errors; all others, such
    as names and numbers, stay as they are. Words are as in `str.format`; without values they are taken as they stand.
    """

    __slots__ = ("values", "words")

    words: str
    values: Mapping[str, object]

    def __new__(cls, words: str, /, **values: object) -> Self:
        """Fill in the values."""
        sentence = super().__new__(cls, words.format(**values) if values else words)
        sentence.words = words
        sentence.values = values
        return sentence

    @classmethod
    def of(cls, text: object) -> Self:
        """A text as a sentence; it may be one already."""
        return text if isinstance(text, cls) else cls(str(text))

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language; `translate` gives the words of a text there."""
        words = translate(self.words)
        values = {name: _told(value, translate) for name, value in self.values.items()}
        return words.format(**values) if values else words

    def continued(self) -> Self:
        """The same as the continuation of another sentence: its first letter is a small one in English.

        Abbreviations stay as they are: RMS rate, L2 strength.
        """
        is_word = not self[1:2] or self[1].islower() or self[1].isspace()
        sentence = super().__new__(type(self), self[:1].lower() + self[1:] if is_word else self)
        sentence.words, sentence.values = self.words, self.values
        return sentence


def _told(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, Exception) and value.args and isinstance(value.args[0], str):
        return _told(Sentence.of(value.args[0]), translate)
    return value.told(translate) if isinstance(value, Sentence) else value


def listed(parts: Iterable[str], last: str = "{first} and {last}") -> str:
    """Parts as a sentence lists them: a, b and c; empty if there are none."""
    *before, final = [*parts] or [""]
    if not before:
        return final
    first = reduce(lambda done, part: Sentence("{first}, {next}", first=done, next=part), before)
    return Sentence(last, first=first, last=final)


def counted(count: int, one: str, many: str) -> Sentence:
    """A number with its noun: `counted(len(rows), "{count} row", "{count:,} rows")`."""
    return Sentence(one if count == 1 else many, count=count)


def joined(sentences: Iterable[str]) -> str:
    """Sentences that follow each other; those that are empty are left out."""
    first, *others = [*filter(None, sentences)] or [""]
    return reduce(lambda done, new: Sentence("{first} {next}", first=done, next=new), others, first)


def dotted(parts: Iterable[str]) -> str:
    """Parts of a caption: a · b · c; those that are empty are left out."""
    first, *others = [*filter(None, parts)] or [""]
    return reduce(lambda done, new: Sentence("{first} · {next}", first=done, next=new), others, first)


def first_part(caption: str) -> str:
    """The first of the parts of a caption."""
    if isinstance(caption, Sentence) and caption.words == "{first} · {next}":
        return first_part(Sentence.of(caption.values["first"]))
    return caption.partition(" · ")[0] if " · " in caption else caption
