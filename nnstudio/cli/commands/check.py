"""Tells what is wrong with a document, and how it can be repaired."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter

from nnstudio.cli.arguments import Parser
from nnstudio.cli.files import OpenedFile, open_file
from nnstudio.cli.output import say, say_json, say_wrapped
from nnstudio.data.preparation import DataDescription
from nnstudio.errors import DataError, DocumentError, InputError
from nnstudio.network.checks import check, first_error
from nnstudio.network.preparing import prepare_data
from nnstudio.network.problem import Problem

_INDENT = "  "


def parser() -> Parser:
    """The arguments of `nnstudio check`."""
    made = Parser("check", "Tell what is wrong with a document. Exit status 1 if it cannot be trained.")
    made.add_file("the document (.json) or project (.nnstudio)")
    made.add_argument("--json", action="store_true", help="print a list of objects for other programs")
    return made


def run(arguments: Namespace) -> int:
    """Print the problems."""
    try:
        opened = open_file(arguments.file)
    except InputError as error:
        if arguments.json:
            say_json([_unreadable(error).to_json()])
        raise
    problems = find_problems(opened)
    if arguments.json:
        say_json([problem.to_json() for problem in problems])
    else:
        _print(problems, opened.path.name)
    return 0 if first_error(problems) is None else 1


def find_problems(opened: OpenedFile) -> tuple[Problem, ...]:
    """The problems of the document, with those of its data and between the two."""
    document = opened.document
    description: DataDescription | None = None
    unusable: tuple[Problem, ...] = ()
    if document.data is not None and document.network.inputs:
        try:
            description = prepare_data(document, opened.folder).description
        except DataError as error:
            unusable = (Problem(code="data", message=error.sentence),)
    problems = (*unusable, *check(document, description))
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def _unreadable(error: InputError) -> Problem:
    if isinstance(error, DocumentError):
        return Problem(code="document", message=error.sentence, node=error.node, field=error.field)
    return Problem(code="file", message=error.sentence)


def _print(problems: tuple[Problem, ...], name: str) -> None:
    for problem in problems:
        place = ".".join(part for part in (problem.node, problem.field) if part)
        say(f"{problem.severity} {problem.code}" + f" at {place}" * bool(place))
        say_wrapped(problem.message, _INDENT)
        for fix in problem.fixes:
            say_wrapped(f"Fix: {fix.label}", _INDENT, _INDENT * 2)
        say()
    say(f"{name}: {_counted(problems)}.")


def _counted(problems: tuple[Problem, ...]) -> str:
    counts = Counter(problem.severity for problem in problems)
    parts = [f"{counts[kind]} {kind}{'s' * (counts[kind] != 1)}" for kind in ("error", "warning") if counts[kind]]
    return " and ".join(parts) or "no problems"
