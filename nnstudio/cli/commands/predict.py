"""Applies a trained network to the rows of a file and writes what it says of them."""

from __future__ import annotations

import io
from argparse import Namespace
from pathlib import Path

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.cli.arguments import Parser, UsageError
from nnstudio.cli.files import open_project, require_writable
from nnstudio.cli.output import say_wrapped
from nnstudio.data.dataset import counted
from nnstudio.errors import JobError
from nnstudio.insight.classification import class_names, predicted_labels
from nnstudio.insight.originals import original_targets
from nnstudio.insight.predictions import prediction_table
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.trained import TrainedModel, load_trained

_DESCRIPTION = """Apply a trained network to the rows of a file, which are prepared as the
training rows were.

A .csv holds names of classes with their probabilities, or numbers in the unit
of the target. A .npy holds what the network gives, one row a sample, in the
unit of the target too. A .npz holds the same as "predictions" and, for classes,
"classes" (their numbers) and "class_names"."""


def parser() -> Parser:
    """The arguments of `nnstudio predict`."""
    made = Parser("predict", _DESCRIPTION)
    made.add_file("the trained project (.nnstudio)")
    made.add_argument("--data", type=Path, metavar="PATH", required=True, help="a file with the input columns")
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
    trained = load_trained(open_project(arguments.file))
    samples = trained.prepare(arguments.data.absolute())
    content = writer(trained, trained.predict(samples.inputs))
    try:
        write_file(out, content)
    except OSError as error:
        raise JobError(f"{out} cannot be written: {why_not(error)}.") from None
    say_wrapped(f"Wrote {counted(len(samples), 'prediction')} to {out}.")
    return 0


def _as_csv(trained: TrainedModel, predictions: Array) -> bytes:
    loss = trained.document.training.loss
    return prediction_table(trained.description.target, trained.fitted, loss, predictions).to_csv()


def _as_npy(trained: TrainedModel, predictions: Array) -> bytes:
    content = io.BytesIO()
    np.save(content, _in_units(trained, predictions), allow_pickle=False)
    return content.getvalue()


def _as_npz(trained: TrainedModel, predictions: Array) -> bytes:
    loss = trained.document.training.loss
    names = class_names(trained.description.target, loss)
    arrays = {"predictions": _in_units(trained, predictions)}
    if names:
        arrays |= {"classes": predicted_labels(predictions, loss), "class_names": np.array(names)}
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    return content.getvalue()


_WRITERS = {".csv": _as_csv, ".npy": _as_npy, ".npz": _as_npz}


def _in_units(trained: TrainedModel, predictions: Array) -> Array:
    """Predicted numbers in the unit of their column, where that was scaled for the training."""
    target = trained.description.target
    if class_names(target, trained.document.training.loss):
        return predictions
    columns = original_targets(target, trained.fitted, predictions)
    (first, *others) = columns.values()
    original = np.stack([first, *others], axis=1) if others else first.reshape(predictions.shape)
    return original.astype(predictions.dtype)
