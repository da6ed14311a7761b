"""Tells what is wrong with a document and how it can be repaired, and repairs it."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from pathlib import Path

from nnstudio.catalog.layers.base import shape_text
from nnstudio.cli.arguments import Parser
from nnstudio.cli.files import OpenedFile, open_file, require_writable, write_copy
from nnstudio.cli.output import say, say_json, say_wrapped
from nnstudio.data.dataset import Dataset
from nnstudio.data.loading import load
from nnstudio.data.reference import DataReference
from nnstudio.data.refusal import DataRefusal
from nnstudio.errors import DataError, DocumentError, InputError
from nnstudio.network.change import apply
from nnstudio.network.checks import first_error, problems_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.inference import infer
from nnstudio.network.preparing import prepare_data
from nnstudio.network.problem import Problem

_INDENT = "  "


def parser() -> Parser:
    """The arguments of `nnstudio check`."""
    made = Parser("check", "Tell what is wrong with a document. Exit status 1 if it cannot be trained.")
    made.add_file("the document (.json) or project (.nnstudio)")
    made.add_argument("--json", action="store_true", help="print a list of objects for other programs")
    made.add_argument(
        "--repair", action="store_true", help="carry out the first fix, and write the document to OUT; FILE stays"
    )
    made.add_argument("-o", "--out", type=Path, metavar="OUT", help="the file for the repaired document")
    return made


def run(arguments: Namespace) -> int:
    """Print the problems, or repair the first one."""
    if arguments.repair != (arguments.out is not None):
        raise InputError("--repair and --out OUT belong together: say both, or neither.")
    try:
        opened = open_file(arguments.file)
    except InputError as error:
        if arguments.json:
            say_json([_unreadable(error).to_json()])
        raise
    case = _case(opened)
    problems = problems_of(case)
    if arguments.repair:
        return _repair(opened, case, problems, arguments.out)
    if arguments.json:
        say_json([problem.to_json(repair.title for repair in repairs(case, problem)) for problem in problems])
    else:
        _print(case, problems, opened.path.name)
    return 0 if first_error(problems) is None else 1


def _case(opened: OpenedFile) -> Case:
    """The document with what is known of its data, or why nothing is."""
    document = opened.document
    description, refusal = None, None
    if document.data is not None and document.network.nodes:
        try:
            description = prepare_data(document, opened.folder).description
        except DataError as error:
            refusal = DataRefusal(error.sentence, _columns(document.data, opened.folder))
    return Case(document, infer(document.network), description, refusal)


def _columns(reference: DataReference, folder: Path | None) -> Dataset | None:
    """The columns that there are to choose from, if they can be read."""
    try:
        return load(reference, folder).without_rows()
    except DataError:
        return None


def _repair(opened: OpenedFile, case: Case, problems: tuple[Problem, ...], out: Path) -> int:
    """Carry out the first repair of the first problem that has any."""
    require_writable(out)
    found = next(((problem, repair) for problem in problems for repair in repairs(case, problem)[:1]), None)
    if found is None:
        say(f"{opened.path.name}: {'nothing to repair' if not problems else 'no repair is known'}.")
        return 0 if first_error(problems) is None else 1
    problem, repair = found
    write_copy(opened, apply(case.document, repair.change), out)
    say_wrapped(problem.message)
    say_wrapped(f"Repaired: {_told(repair)}", _INDENT, _INDENT * 2)
    say(f"Wrote {out}.")
    return 0 if repair.preview.trains else 1


def _unreadable(error: InputError) -> Problem:
    if isinstance(error, DocumentError):
        return Problem(code="document", message=error.sentence, node=error.node, field=error.field)
    return Problem(code="file", message=error.sentence)


def _print(case: Case, problems: tuple[Problem, ...], name: str) -> None:
    for problem in problems:
        place = ".".join(part for part in (problem.node, problem.field) if part)
        say(f"{problem.severity} {problem.code}" + f" at {place}" * bool(place))
        say_wrapped(problem.message, _INDENT)
        for repair in repairs(case, problem):
            say_wrapped(f"Fix: {_told(repair)}", _INDENT, _INDENT * 2)
        say()
    say(f"{name}: {_counted(problems)}.")


def _told(repair: Repair) -> str:
    """A repair with what comes of it: shapes where they are known, and weights where those change."""
    preview = repair.preview
    shapes = (*preview.given, preview.result) if preview.result is not None else ()
    outcome = [" → ".join(map(shape_text, shapes[-2:]))] if shapes else []
    if preview.more_weights:
        outcome.append(f"{preview.weights:,} weights")
    if preview.errors:
        outcome.append(f"{preview.errors} problem{'s' * (preview.errors != 1)} left")
    return f"{repair.title} ({', '.join(outcome)})" if outcome else repair.title


def _counted(problems: tuple[Problem, ...]) -> str:
    counts = Counter(problem.severity for problem in problems)
    parts = [f"{counts[kind]} {kind}{'s' * (counts[kind] != 1)}" for kind in ("error", "warning") if counts[kind]]
    return " and ".join(parts) or "no problems"
