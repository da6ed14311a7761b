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
            raise _refusal(f"There is no sample named {shown(name)}.{_nearest_sample(name) or f' {_known_samples()}'}")
        return samples()[name]
    if not source or "\0" in source:
        raise _refusal(f"The source of the data must be a file or {SAMPLE_PREFIX!r} and a name, not {shown(source)}.")
    suffix = PurePath(source).suffix.lower()
    if suffix not in readers():
        # Whoever forgot the prefix of a sample meant the sample.
        known = f" It reads files that end in {', '.join(readers())}, and {SAMPLE_PREFIX}<name>."
        raise _refusal(f"NN Studio cannot read {shown(source)}.{_nearest_sample(source) or known}")
    return readers()[suffix]


def _nearest_sample(name: str) -> str:
    close = get_close_matches(name, samples(), n=1)
    return f" Did you mean {SAMPLE_PREFIX + close[0]!r}?" if close else ""


def _known_samples() -> str:
    return f"Known are {', '.join(samples())}."


def _refusal(sentence: str) -> DocumentError:
    return DocumentError(sentence, where="data.source")
