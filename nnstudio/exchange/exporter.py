"""What an export format declares, and the one way in which every export is written and proven."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.registry import find_type, nearest_name, types_of
from nnstudio.engine.randomness import generator
from nnstudio.errors import ExchangeError, InputError
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.trained import TrainedModel

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

    def predict(self, path: Path, trained: TrainedModel, inputs: dict[str, Array]) -> Array:
        """What the file, read back as its user would read it, predicts for prepared inputs."""
        raise NotImplementedError


def export(trained: TrainedModel, path: Path, format: str | None = None, *, verify: bool = False) -> float | None:  # noqa: A002 - the command line's own word
    """Write a trained network in the format of the file's suffix, or the one that is named.

    With `verify` the file is read back and its predictions for random inputs are held against ours; returns the
    largest difference. Raises ExchangeError, and leaves no file, if they differ.
    """
    exporter = _chosen(path, format)
    try:
        write_file(path, exporter.content(trained))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {why_not(error)}. Choose another place.") from None
    if not verify:
        return None
    difference = _difference(exporter, path, trained)
    if not difference <= TOLERANCE:
        path.unlink(missing_ok=True)
        raise ExchangeError(f"{path.name} predicts otherwise than the network (by {difference:.1g}); it was removed.")
    return difference


@cache
def exporters() -> tuple[Exporter, ...]:
    """Every export format."""
    return tuple(found() for found in types_of(Exporter).values())


def _chosen(path: Path, name: str | None) -> Exporter:
    if name is not None:
        found = find_type(Exporter, name)
        if found is None:
            hint = nearest_name(Exporter, name)
            known = ", ".join(exporter.short_name for exporter in exporters())
            raise InputError(
                f"There is no export format {name!r}. {f'Did you mean {hint!r}? ' if hint else ''}Known are {known}."
            )
        return found()
    for exporter in exporters():
        if path.suffix == exporter.suffix:
            return exporter
    known = ", ".join(exporter.suffix for exporter in exporters())
    raise InputError(f"{path.name} tells no export format by its ending. Use one of {known}, or name the format.")


def _difference(exporter: Exporter, path: Path, trained: TrainedModel) -> float:
    rng = generator(0, "export")
    network, shapes = trained.document.network, trained.model.inference.shapes
    inputs = {
        node.id: rng.uniform(-1, 1, (_PROOF_SAMPLES, *shapes[node.id])).astype(np.float32) for node in network.inputs
    }
    ours = trained.model.predict(inputs)
    theirs = exporter.predict(path, trained, inputs)
    if ours.shape != theirs.shape:
        return float("inf")
    return float(np.max(np.abs(ours - theirs) / (1 + np.abs(ours)), initial=0))
