"""What a document's data can come from: the built-in samples by name, files by their suffix."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import PurePath
from typing import TypeAlias

from nnstudio.catalog.fields import shown
from nnstudio.catalog.registry import types_of
from nnstudio.data.readers.reader import Reader
from nnstudio.data.samples.sample import Sample
from nnstudio.errors import DocumentError
from nnstudio.sentence import Sentence, joined

SAMPLE_PREFIX = "sample:"

Source: TypeAlias = Sample | Reader
"""Where data comes from, with its options."""


def samples() -> dict[str, type[Sample]]:
    """Every built-in data set by the name that a document uses."""
    return {found.short_name: found for found in types_of(Sample).values()}


@cache
def readers() -> dict[str, type[Reader]]:
    """The reader of each suffix of a file, such as `.csv`."""
    return {suffix: found for found in types_of(Reader).values() for suffix in found.suffixes}


def source_type(source: str) -> type[Source]:
    """What reads this source; raises DocumentError for an unknown sample or kind of file."""
    if source.startswith(SAMPLE_PREFIX):
        name = source.removeprefix(SAMPLE_PREFIX)
        if name not in samples():
            refusal = Sentence("There is no sample named {name}.", name=shown(name))
            raise _refusal(joined([refusal, _nearest_sample(name) or _known_samples()]))
        return samples()[name]
    if not source or "\0" in source:
        raise _refusal(
            Sentence(
                "The source of the data must be a file or 'sample:' and a name, not {source}.",
                source=shown(source),
            )
        )
    suffix = PurePath(source).suffix.lower()
    if suffix not in readers():
        # Whoever forgot the prefix of a sample meant the sample.
        refusal = Sentence("NN Studio cannot read {source}.", source=shown(source))
        raise _refusal(joined([refusal, _nearest_sample(source) or _known_endings()]))
    return readers()[suffix]


def _nearest_sample(name: str) -> str:
    close = get_close_matches(name, samples(), n=1)
    return Sentence("Did you mean {name!r}?", name=SAMPLE_PREFIX + close[0]) if close else ""


def _known_samples() -> str:
    return Sentence("Known are {names}.", names=", ".join(samples()))


def _known_endings() -> str:
    return Sentence("It reads files that end in {endings}, and sample:<name>.", endings=", ".join(readers()))


def _refusal(sentence: str) -> DocumentError:
    return DocumentError(sentence, where="data.source")
