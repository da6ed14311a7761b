"""Applies a trained network to the rows of a file and writes what it says of them."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.cli.arguments import Parser, UsageError
from nnstudio.cli.files import open_project, require_writable
from nnstudio.cli.output import say_wrapped
from nnstudio.data.dataset import listed
from nnstudio.errors import JobError
from nnstudio.insight.classification import class_names, predicted_labels
from nnstudio.insight.originals import original_targets
from nnstudio.insight.predictions import predictions_table
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.trained import TrainedModel, load_trained
from nnstudio.sentence import counted

_DESCRIPTION = """Apply a trained network to the rows of a file, which are prepared as the
training rows were.

A .csv holds names of classes with their probabilities, or numbers in the unit
of the target. A .npy holds what the network gives, one row a sample, in the
unit of the target too. A .npz holds the same as "predictions" and, for classes,
"classes" (their numbers) and "class_names".

Of a network with several outputs, the columns of a .csv begin with the name of
theirs ("kind/species"), and a .npz holds an array by the name of each output,
for classes also "<output>/classes" and "<output>/class_names"."""

Predictions: TypeAlias = Mapping[str, Array]
"""What each output gives, by its node."""

_PREDICTIONS = "predictions"


def parser() -> Parser:
    """The arguments of `nnstudio predict`."""
    made = Parser("predict", _DESCRIPTION)
    made.add_file("the trained project (.nnstudio)")
    made.add_argument("--data", type=Path, metavar="PATH", required=True, help="a file with the input columns")
    made.add_checkpoint()
    made.add_argument("--out", type=Path, metavar="OUT", required=True, help="the .csv, .npy or .npz to write")
    return made


def run(arguments: Namespace) -> int:
    """Write the predictions."""
    out: Path = arguments.out
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise UsageError(
            f"Predictions cannot be written as {out.name}. Give it one of the endings {', '.join(_WRITERS)}."
        )
    require_writable(out)
    trained = load_trained(open_project(arguments.file), keepsake=arguments.checkpoint)
    samples = trained.prepare(arguments.data.absolute())
    content = writer(trained, trained.predictions(samples.inputs))
    try:
        write_file(out, content)
    except OSError as error:
        raise JobError(f"{out} cannot be written: {why_not(error)}.") from None
    say_wrapped(f"Wrote {counted(len(samples), '{count} prediction', '{count:,} predictions')} to {out}.")
    return 0


def _as_csv(trained: TrainedModel, predictions: Predictions) -> bytes:
    return predictions_table(trained.description, trained.fitted, trained.document.training, predictions).to_csv()


def _as_npy(trained: TrainedModel, predictions: Predictions) -> bytes:
    if len(predictions) > 1:
        raise UsageError(
            f"A .npy holds one array, and the network has the outputs {listed(predictions)}. Write an .npz or .csv."
        )
    ((output, predicted),) = predictions.items()
    content = io.BytesIO()
    np.save(content, _in_units(trained, output, predicted), allow_pickle=False)
    return content.getvalue()


def _as_npz(trained: TrainedModel, predictions: Predictions) -> bytes:
    arrays: dict[str, Array] = {}
    for output, predicted in predictions.items():
        found = _output_arrays(trained, output, predicted)
        if len(predictions) > 1:
            found = {output if name == _PREDICTIONS else f"{output}/{name}": array for name, array in found.items()}
        arrays |= found
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    return content.getvalue()


def _output_arrays(trained: TrainedModel, output: str, predictions: Array) -> dict[str, Array]:
    """What there is to say of one output."""
    loss = trained.document.training.loss_of(output)
    names = class_names(trained.description.targets[output], loss)
    arrays = {_PREDICTIONS: _in_units(trained, output, predictions)}
    if names:
        arrays |= {"classes": predicted_labels(predictions, loss), "class_names": np.array(names)}
    return arrays


_WRITERS = {".csv": _as_csv, ".npy": _as_npy, ".npz": _as_npz}


def _in_units(trained: TrainedModel, output: str, predictions: Array) -> Array:
    """Predicted numbers in the unit of their column, where that was scaled for the training."""
    target = trained.description.targets[output]
    if class_names(target, trained.document.training.loss_of(output)):
        return predictions
    columns = original_targets(target, trained.fitted, predictions)
    (first, *others) = columns.values()
    original = np.stack([first, *others], axis=1) if others else first.reshape(predictions.shape)
    return original.astype(predictions.dtype)
