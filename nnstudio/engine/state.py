"""The whole state of a training as one value: saved, loaded, resumed or branched, bit for bit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from nnstudio.catalog.kernels import Array
from nnstudio.errors import ProjectError

_METADATA_KEY = "training"
_WEIGHTS = "weights/"
_HISTORY = "history/"


@dataclass(frozen=True)
class TrainingState:
    """Arrays (weights, optimizer slots, running totals, curves) and facts (epoch, step, generators, callbacks)."""

    arrays: Mapping[str, Array]
    facts: Mapping[str, Any]

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return int(self.facts["epoch"])

    @property
    def weights(self) -> dict[str, Array]:
        """The weights by their names in files."""
        return self.group(_WEIGHTS)

    @property
    def history(self) -> dict[str, Array]:
        """The curves so far, in the order of their columns; a figure that an epoch does not have is NaN."""
        return {name: self.arrays[f"{_HISTORY}{name}"] for name in self.facts["history"]}

    def with_history(self, columns: Mapping[str, Array]) -> TrainingState:
        """The same state with copies of these curves."""
        copies = grouped(_HISTORY, {name: column.copy() for name, column in columns.items()})
        return TrainingState({**self.arrays, **copies}, {**self.facts, "history": list(columns)})

    @property
    def is_finite(self) -> bool:
        """Whether this is worth being kept: no weight, slot or total is infinite or not a number.

        Of a training that a callback has ended, which goes on no more, only the weights count.
        """
        ended = self.facts.get("stop_reason") is not None
        counting = self.weights if ended else {n: a for n, a in self.arrays.items() if not n.startswith(_HISTORY)}
        return all(bool(np.isfinite(array).all()) for array in counting.values())

    def group(self, prefix: str) -> dict[str, Array]:
        """The arrays whose names begin so, without that beginning."""
        return {name.removeprefix(prefix): array for name, array in self.arrays.items() if name.startswith(prefix)}

    def to_bytes(self) -> bytes:
        """The state as safetensors, with the facts in its metadata."""
        return safetensors.numpy.save(dict(self.arrays), {_METADATA_KEY: json.dumps(self.facts)})

    @classmethod
    def from_bytes(cls, blob: bytes) -> TrainingState:
        """The inverse of `to_bytes`; raises ProjectError for what is no state."""
        try:
            arrays = safetensors.numpy.load(blob)
            size = int.from_bytes(blob[:8], "little")
            facts = json.loads(json.loads(blob[8 : 8 + size])["__metadata__"][_METADATA_KEY])
            if any(type(facts[name]) is not int or facts[name] < 0 for name in ("epoch", "batch", "step")):
                raise ValueError(facts)  # noqa: TRY301 - one sentence for everything that is wrong with a checkpoint
            return cls(arrays, facts)
        except (safetensors.SafetensorError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise ProjectError("A checkpoint is damaged and cannot be used. Choose another one.") from error


def grouped(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Arrays under names that begin with a prefix, as `TrainingState.group` takes them apart."""
    return {f"{prefix}{name}": array for name, array in arrays.items()}
