"""Draws random networks over the whole catalog and trains each with `nnstudio train` and with live Keras.

    python -m tests.golden.live --count 300 --python PYTHON_WITH_KERAS
    python -m tests.golden.live --replay FOLDER --python PYTHON_WITH_KERAS

Histories agree within 1e-3 of each value, weights within 2e-3 (and 1e-5, 2e-5 where values are nearly zero). Layers
that act at random (dropout, noise) have the rate 0, and augmentation is left out: their numbers cannot agree. Two
uses of SpectralNormalization are left out, too: of whole numbers, as Keras makes whole ones of its results; and with a
penalty on its kernel, as Keras penalizes the normalized one. The same seed draws the same trainings. A training is
drawn again where

- Keras refuses it: its sentence is counted and printed;
- the loss of Keras runs away, beyond 1000, or a figure is no number;
- it is chaotic: Keras disagrees with itself by more than the tolerance once its initial weights are moved by a
  millionth of their size, and the rows of each batch are put in another order: what a few roundings change.

What disagrees stays in `--folder`, one folder a training, to be replayed. Exit status 1 if anything did.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors.numpy

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.catalog.schedules import Schedule
from nnstudio.cli import main as nnstudio
from nnstudio.network.block import layer_types
from tests.golden.drawing.comparing import Outcome, differences
from tests.golden.drawing.documents import DOCUMENT, INITIAL, drawn
from tests.golden.drawing.networks import placed_nodes

SHAKE = 1e-6
OF_FIELD = {"learning_rate": "schedule"}
"""The kind that a field chooses, where it is not the last word of the field's name."""
KINDS = (
    Layer,
    ActivationFunction,
    Regularizer,
    Constraint,
    Loss,
    Metric,
    Optimizer,
    Schedule,
    Callback,
)
"""What a document can choose that changes the numbers; initializers do not, as the weights are given."""


class RefusalError(Exception):
    """One of the two does not train this document; its sentence."""


class UnlikeError(Exception):
    """The two do not even have the same weights; a sentence about them."""


class Keras:
    """A child process that trains documents with Keras."""

    def __init__(self, python: str) -> None:
        module = "tests.golden.recorders.on_request"
        quiet = os.environ | {"PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "2"}
        self._child = subprocess.Popen(
            [python, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=quiet, text=True
        )

    def train(self, folder: Path, *, shake: float = 0.0) -> Outcome:
        """The outcome of the training in this folder; raises RefusalError with Keras' words."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps({"folder": str(folder), "shake": shake}) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit("The Python with Keras ended; its own words are above. Name another with --python.")
        answer = json.loads(line)
        if "unlike" in answer:
            raise UnlikeError(answer["unlike"])
        if "refusal" in answer:
            raise RefusalError(answer["refusal"].splitlines()[0])
        return Outcome(answer["history"], safetensors.numpy.load_file(answer["weights"]))

    def end(self) -> None:
        self._child.communicate()


def trained_by_us(folder: Path) -> Outcome:
    """The outcome of the real command line; raises RefusalError with its sentence."""
    project, history, weights = folder / "ours.nnstudio", folder / "ours.jsonl", folder / "ours.safetensors"
    project.unlink(missing_ok=True)
    begin = ["--init", folder / INITIAL, "--history", history, "--save", project, "--quiet"]
    _run("train", folder / DOCUMENT, *begin)
    _run("export", project, "--to", weights)
    rows = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return Outcome(columns, safetensors.numpy.load_file(weights))


def _run(*words: str | Path) -> None:
    told = io.StringIO()
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
        status = nnstudio([str(word) for word in words])
    if status != 0:
        raise RefusalError(told.getvalue().strip() or f"nnstudio {words[0]} ended with status {status}.")


@dataclass
class Tally:
    """What came of all that was drawn."""

    agreed: int = 0
    disagreed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    drawn: Counter[str] = field(default_factory=Counter)

    def show(self) -> None:
        for reason, count in self.refused.most_common():
            print(f"drawn again {count:4}x: {reason}")
        for kind in KINDS:
            names = [found.keras_name() for found in (layer_types() if kind is Layer else types_of(kind)).values()]
            counts = ", ".join(f"{name} {self.drawn[f'{kind.kind} {name}']}" for name in names)
            print(f"{kind.kind}: {counts}")
        print(f"{self.agreed} of {self.agreed + self.disagreed} agree")


def compare(folder: Path, keras: Keras, tally: Tally) -> list[str] | None:
    """What disagrees in a training; None if it has to be drawn again."""
    try:
        theirs = keras.train(folder)
    except UnlikeError as difference:
        return [str(difference)]
    except RefusalError as refusal:
        tally.refused[f"Keras says {refusal}"[:160]] += 1
        return None
    if not theirs.is_calm:
        tally.refused["A figure of Keras' runs away."] += 1
        return None
    try:
        found = differences(trained_by_us(folder), theirs)
    except RefusalError as refusal:
        return [f"NN Studio says: {refusal}"]
    if found and differences(keras.train(folder, shake=SHAKE), theirs):
        tally.refused[
            "Keras disagrees with itself after a move by a millionth, and with batches in another order."
        ] += 1
        return None
    return found


def main() -> int:
    arguments = _arguments()
    keras, tally = Keras(arguments.python), Tally()
    try:
        if arguments.replay is not None:
            found = compare(arguments.replay, keras, tally)
            tally.disagreed = bool(found)
            print("\n".join(found or ["It agrees." if found is not None else "It would be drawn again."]))
        else:
            _draw(arguments, keras, tally)
            tally.show()
    finally:
        keras.end()
    return 1 if tally.disagreed else 0


def _draw(arguments: argparse.Namespace, keras: Keras, tally: Tally) -> None:
    number = arguments.first
    while tally.agreed + tally.disagreed < arguments.count:
        training = drawn(arguments.seed, number)
        folder = arguments.folder / f"{arguments.seed}-{number}"
        training.save(folder)
        found = compare(folder, keras, tally)
        if found is not None:
            tally.drawn.update(_names(training.document))
        _report(folder, found, tally)
        number += 1


def _report(folder: Path, found: list[str] | None, tally: Tally) -> None:
    if found:
        tally.disagreed += 1
        print(f"{folder}: {found[0]}" + f" ({len(found) - 1} more)" * (len(found) > 1), flush=True)
        return
    tally.agreed += found is not None
    for file in folder.glob("*.*"):
        if file.stem.startswith(("ours", "keras")):
            file.unlink()


def _names(document: dict[str, Any]) -> set[str]:
    """Every declaration that a document uses, once."""
    training = document["training"]
    parts = {
        "layer": placed_nodes(document["network"]),
        "loss": _of_every_output(training["loss"]),
        "metric": [*_of_every_output(training["metrics"]), *_of_every_output(training["weighted_metrics"])],
        "optimizer": [training["optimizer"]],
        "callback": training["callbacks"],
    }
    placed = [(kind, part) for kind, entries in parts.items() for part in entries if isinstance(part, dict)]
    named = {f"{kind} {part['type']}" for kind, part in placed}
    return named | {name for _, part in placed for name in _nested(part["config"])}


def _of_every_output(written: Any) -> list[Any]:
    """The choices of all outputs, however they are written."""
    if isinstance(written, list):
        return written
    return [written] if "type" in written else [one for entry in written.values() for one in _of_every_output(entry)]


def _nested(config: dict[str, Any]) -> Iterator[str]:
    """The choices in the fields of a config, such as an activation."""
    for name, value in config.items():
        if isinstance(value, dict) and "type" in value:
            yield f"{OF_FIELD.get(name, name.rsplit('_', 1)[-1])} {value['type']}"
            yield from _nested(value["config"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300, help="how many trainings to compare")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws others")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--replay", type=Path, metavar="FOLDER", help="compare this training again")
    parser.add_argument("--python", default=sys.executable, help="a Python that has Keras and safetensors")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "nnstudio-live", help="for files")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
