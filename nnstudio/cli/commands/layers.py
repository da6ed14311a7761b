"""Lists the catalog, or explains one thing in it: what it does, its formula and its fields."""

from __future__ import annotations

from argparse import Namespace
from difflib import get_close_matches
from typing import Any

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.conversion import write_choice
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, fields_of, shown
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import find_type, nearest_name, types_of
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.catalog.schedules import Schedule
from nnstudio.cli.arguments import WIDTH, Parser
from nnstudio.cli.output import say, say_wrapped, shorten
from nnstudio.data.preprocessing import Preprocessing
from nnstudio.data.samples.sample import Sample
from nnstudio.data.sources import SAMPLE_PREFIX
from nnstudio.errors import InputError
from nnstudio.network.block import Block, layer_types

_NAMED_BY_TYPE: tuple[type[Declaration], ...] = (*(Layer, Loss, Optimizer, Schedule, Metric, Callback, Preprocessing),)
"""Kinds of which a document gives the type name; of the others it gives the short name."""
_KINDS: tuple[type[Declaration], ...] = (
    *_NAMED_BY_TYPE,
    *(ActivationFunction, Initializer, Regularizer, Constraint, Sample),
)


def parser() -> Parser:
    """The arguments of `nnstudio layers`."""
    made = Parser("layers", "List everything a document can be built of, or explain one thing.")
    made.add_argument("name", metavar="NAME", nargs="?", help="such as Dense, relu, Adam, he_normal or accuracy")
    return made


def run(arguments: Namespace) -> int:
    """Print the list, or the help of one declaration."""
    if arguments.name is None:
        _print_catalog()
        return 0
    found = [declaration for kind in _KINDS if (declaration := find_type(kind, arguments.name))]
    if arguments.name in (Block.__name__, Block.short_name):
        found.append(Block)
    if not found:
        raise InputError(_unknown(arguments.name))
    for number, declaration in enumerate(found):
        if number:
            say(f"\n{'-' * WIDTH}\n")
        _print_help(declaration)
    return 0


def _print_catalog() -> None:
    for heading, declarations in _grouped().items():
        width = max(len(_name(declaration)) for declaration in declarations) + 4
        say(f"{heading}:")
        for declaration in declarations:
            say(f"  {_name(declaration)}".ljust(width) + shorten(declaration.title(), WIDTH - width))
        say()
    say("nnstudio layers NAME explains one of them.")


def _grouped() -> dict[str, list[type[Declaration]]]:
    """The whole catalog under its headings."""
    groups: dict[str, list[type[Declaration]]] = {}
    for kind in _KINDS:
        types = layer_types() if kind is Layer else types_of(kind)
        for declaration in types.values():
            groups.setdefault(_heading(declaration), []).append(declaration)
    return groups


def _heading(declaration: type[Declaration]) -> str:
    """What a declaration is listed under: layers by their category, everything else by its kind."""
    if issubclass(declaration, Layer):
        return f"{declaration.category} layers"
    plural = f"{declaration.kind[:-1]}ies" if declaration.kind.endswith("y") else f"{declaration.kind}s"
    return "Losses" if issubclass(declaration, Loss) else plural.capitalize()


def _name(declaration: type[Declaration]) -> str:
    """How a document names it."""
    if issubclass(declaration, Sample):
        return f"{SAMPLE_PREFIX}{declaration.short_name}"
    by_type = issubclass(declaration, _NAMED_BY_TYPE) and not declaration.string_only
    return declaration.__name__ if by_type else declaration.short_name


def _print_help(declaration: type[Declaration]) -> None:
    say(f"{_name(declaration)} ({declaration.kind})")
    say()
    for paragraph in declaration.help_text().split("\n\n"):
        say_wrapped(" ".join(paragraph.split()))
        say()
    if declaration.formula:
        say_wrapped(declaration.formula, "  ", "    ")
        say()
    if declaration.note_on_pytorch:
        say_wrapped(f"In PyTorch: {declaration.note_on_pytorch}")
        say()
    names = [name for name in (declaration.short_name, *declaration.aliases) if name != _name(declaration)]
    if names:
        say_wrapped(f"Also known as {', '.join(names)}.")
        say()
    fields = fields_of(declaration)
    for field in fields.values():
        _print_field(field)
    if not fields:
        say("It has no fields.")


def _print_field(field: Field) -> None:
    standing = "required" if field.required else f"default {_shown_default(field.default)}"
    say_wrapped(f"{field.name}: {field.expectation}; {standing}", "  ", "      ")
    say_wrapped(field.help or field.label, "      ")


def _shown_default(value: Any) -> str:
    if isinstance(value, Declaration):
        choice = write_choice(value)
        return choice if isinstance(choice, str) else shown(choice)
    return shown(list(value) if isinstance(value, tuple) else value)


def _unknown(name: str) -> str:
    near = [spelling for kind in _KINDS if (spelling := nearest_name(kind, name, [Block.__name__]))]
    close = get_close_matches(name, near, n=1, cutoff=0)
    hint = f"Did you mean {close[0]!r}?" if close else "nnstudio layers lists what there is."
    return f"There is nothing named {name!r} in the catalog. {hint}"
