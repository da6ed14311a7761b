"""Lists the built-in data sets."""

from __future__ import annotations

from argparse import Namespace

from nnstudio.catalog.fields import fields_of
from nnstudio.cli.arguments import Parser
from nnstudio.cli.output import say, say_wrapped
from nnstudio.data.sources import SAMPLE_PREFIX, samples

_COLUMN = 24


def parser() -> Parser:
    """The arguments of `nnstudio samples`."""
    return Parser("samples", "List the built-in data sets.")


def run(_arguments: Namespace) -> int:
    """Print what a document writes as its source, what that is, and its options."""
    for name, sample in samples().items():
        say_wrapped(sample.title(), f"{SAMPLE_PREFIX}{name}".ljust(_COLUMN), " " * _COLUMN)
        options = ", ".join(f"{field.name} {field.default}" for field in fields_of(sample).values())
        if options:
            say_wrapped(f"Options: {options}.", " " * _COLUMN)
    say()
    say_wrapped(
        f'A document names one as its data: {{"source": "{SAMPLE_PREFIX}iris"}}. '
        "nnstudio layers NAME tells more about one."
    )
    return 0
