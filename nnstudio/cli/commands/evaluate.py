"""Measures how good a trained network is, on its own data or on a file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nnstudio.cli.arguments import Parser
from nnstudio.cli.files import open_project
from nnstudio.cli.output import figure, say, say_json, say_table
from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import Samples
from nnstudio.engine.fitting import fitted_to
from nnstudio.errors import InputError
from nnstudio.network.preparing import prepare_data
from nnstudio.project.project import Project
from nnstudio.project.trained import TrainedModel, load_trained

_DESCRIPTION = """Measure how good a trained network is.

With --data on the rows of a file, prepared as the training rows were. Without,
on each part of the project's own data. The JSON form holds the figures of the
part that tells most (test, else validation, else training), and all of them
under "parts"."""


@dataclass(frozen=True)
class _Part:
    """Samples and what the network makes of them."""

    name: str
    samples: int
    figures: Mapping[str, float]


def parser() -> Parser:
    """The arguments of `nnstudio evaluate`."""
    made = Parser("evaluate", _DESCRIPTION)
    made.add_file("the trained project (.nnstudio)")
    made.add_argument("--data", type=Path, metavar="PATH", help="a file with inputs and target")
    made.add_checkpoint()
    made.add_argument("--json", action="store_true", help="print an object for other programs")
    return made


def run(arguments: Namespace) -> int:
    """Print loss and metrics."""
    project = open_project(arguments.file)
    trained = load_trained(project, keepsake=arguments.checkpoint)
    if arguments.data is None:
        name, parts = trained.description.name, _own_parts(project, trained)
    else:
        name, parts = (
            arguments.data.name,
            [_part("data", trained.prepare(arguments.data.absolute()).labelled(), trained)],
        )
    if arguments.json:
        say_json(_as_json(name, parts))
    else:
        _print(name, parts)
    return 0


def _own_parts(project: Project, trained: TrainedModel) -> list[_Part]:
    """Every part of the data that the network was trained with."""
    reference = trained.document.data
    latest = project.latest_run()
    if reference is None or latest is None:
        raise InputError(f"{project.path.name} names no data of its own. Name a file with --data.")
    if fingerprint(reference, project.folder) != project.fingerprint(latest.id):
        raise InputError(
            f"The data of {project.path.name} has changed since the training. Name a file with --data instead."
        )
    data = fitted_to(trained.document, trained.model, prepare_data(trained.document, project.folder))
    parts = {"training": data.train, "validation": data.validation, "test": data.test}
    return [_part(name, samples, trained) for name, samples in parts.items() if samples is not None]


def _part(name: str, samples: Samples, trained: TrainedModel) -> _Part:
    return _Part(name, len(samples), trained.evaluate(samples))


def _as_json(name: str, parts: list[_Part]) -> dict[str, object]:
    telling = parts[-1]
    every = {part.name: {"samples": part.samples, **part.figures} for part in parts}
    return {"source": name, "part": telling.name, "samples": telling.samples, **telling.figures, "parts": every}


def _print(name: str, parts: list[_Part]) -> None:
    say(f"{name}:")
    rows = [("samples", *(f"{part.samples:,}" for part in parts))]
    rows += [(key, *(figure(part.figures[key]) for part in parts)) for key in parts[0].figures]
    say_table(("", *(part.name for part in parts)), rows)
