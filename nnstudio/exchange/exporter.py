"""What an export format declares, and the one way in which every export is written and proven."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.registry import find_type, nearest_name, types_of
from nnstudio.data.dataset import listed
from nnstudio.engine.randomness import generator
from nnstudio.errors import ExchangeError, InputError
from nnstudio.project.atomic import replacing, why_not
from nnstudio.project.trained import TrainedModel
from nnstudio.sentence import Sentence, joined

TOLERANCE = 1e-5
"""How far the predictions of an export may lie from ours, relative to their size."""
_PROOF_SAMPLES = 32


class Exporter(Declaration, frozen=True, kw_only=True):
    """A file format that a trained network can leave in."""

    kind: ClassVar[str] = "export format"
    suffix: ClassVar[str]

    def content(self, trained: TrainedModel) -> bytes:
        """The whole file."""
        raise NotImplementedError

    def predict(self, path: Path, trained: TrainedModel, inputs: dict[str, Array]) -> dict[str, Array]:
        """What the file, read back as its user would read it, predicts for prepared inputs, by output node."""
        raise NotImplementedError


def export(trained: TrainedModel, path: Path, format: str | None = None, *, verify: bool = False) -> float | None:  # noqa: A002 - the command line's own word
    """Write a trained network in the format of the file's suffix, or the one that is named.

    With `verify` the file is read back before it takes its place, and its predictions for random inputs are held
    against ours; returns the largest difference. Raises ExchangeError, and leaves everything as it was, if they differ.
    """
    exporter = _chosen(path, format)
    content = exporter.content(trained)
    try:
        with replacing(path) as draft:
            draft.write_bytes(content)
            difference = _proven(exporter, draft, trained, path.name) if verify else None
    except OSError as error:
        raise InputError(
            Sentence("{path} cannot be written: {reason}. Choose another place.", path=path, reason=why_not(error))
        ) from None
    return difference


@cache
def exporters() -> tuple[Exporter, ...]:
    """Every export format."""
    return tuple(found() for found in types_of(Exporter).values())


def _chosen(path: Path, name: str | None) -> Exporter:
    if name is not None:
        found = find_type(Exporter, name)
        if found is None:
            raise InputError(_unknown_format(name))
        return found()
    for exporter in exporters():
        if path.suffix.lower() == exporter.suffix:
            return exporter
    known = ", ".join(exporter.suffix for exporter in exporters())
    raise InputError(
        Sentence(
            "{file} tells no export format by its ending. Use one of {endings}, or name the format.",
            file=path.name,
            endings=known,
        )
    )


def _unknown_format(name: str) -> str:
    nearest = nearest_name(Exporter, name)
    hint = Sentence("Did you mean {name!r}?", name=nearest) if nearest else None
    known = Sentence("Known are {names}.", names=", ".join(exporter.short_name for exporter in exporters()))
    return joined(filter(None, (Sentence("There is no export format {name!r}.", name=name), hint, known)))


def _proven(exporter: Exporter, draft: Path, trained: TrainedModel, name: str) -> float:
    """The largest difference between the predictions of a file and ours; raises ExchangeError if it is too large."""
    inputs = _proof_inputs(trained)
    ours, theirs = trained.model.predictions(inputs), exporter.predict(draft, trained, inputs)
    if ours.keys() != theirs.keys():
        raise ExchangeError(
            Sentence(
                "{name} has the outputs {theirs} and the network {ours}; it was not written.",
                name=name,
                theirs=listed(theirs),
                ours=listed(ours),
            )
        )
    return max(_proven_output(ours[output], theirs[output], name) for output in ours)


def _proven_output(ours: Array, theirs: Array, name: str) -> float:
    if ours.shape != theirs.shape:
        raise ExchangeError(
            Sentence(
                "{name} predicts results of the shape {theirs} and the network {ours}; it was not written.",
                name=name,
                theirs=theirs.shape,
                ours=ours.shape,
            )
        )
    difference = _difference(ours, theirs)
    if not difference <= TOLERANCE:
        raise ExchangeError(
            Sentence(
                "{name} predicts otherwise than the network (by {difference:.1g}); it was not written.",
                name=name,
                difference=difference,
            )
        )
    return difference


def _proof_inputs(trained: TrainedModel) -> dict[str, Array]:
    """Random inputs from the ranges that the network was trained on."""
    rng, inference = generator(0, "export"), trained.model.inference
    ranges = trained.description.ranges
    inputs = {
        node.id: rng.uniform(*ranges.get(node.id, (-1, 1)), (_PROOF_SAMPLES, *inference.shapes[node.id]))
        for node in trained.document.network.inputs
    }
    return {
        name: (values if inference.types[name] == "float32" else np.rint(values)).astype(np.float32)
        for name, values in inputs.items()
    }


def _difference(ours: Array, theirs: Array) -> float:
    """Relative to the size of the predictions; what is infinite or no number has to be the same on both sides."""
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    with np.errstate(invalid="ignore", over="ignore"):
        difference = np.abs(ours - theirs) / (1 + np.abs(ours))
    return float(np.max(np.where(same, 0, difference), initial=0))
