"""What a network is to predict, and the forms that a loss can ask for it in."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct, structs

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.data.dataset import listed
from nnstudio.data.fitted import one_hot
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence

TargetKind: TypeAlias = Literal["classes", "one_hot", "values"]
"""Class numbers (n, ...) in int64; zeros and ones (n, classes) in float32; numbers (n, ...) in float32."""


class TargetDescription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The target without its rows."""

    names: tuple[str, ...]
    kind: TargetKind
    shape: tuple[int, ...]
    """The shape of one row: () for a class number, (steps,) for those of a sequence, (classes,) one-hot, (1,) for one
    column of numbers."""
    class_names: tuple[str, ...] = ()
    class_count: int = 0
    """The number of classes that it has, or would have if its whole numbers were taken for them; 0 if it cannot."""
    step_class_count: int = 0
    """The same for whole numbers at several positions of a row, which are numbers unless a loss asks for classes."""
    range: tuple[float, float] | None = None
    """The smallest and the largest of numbers; None for classes, or where nobody has looked."""
    missed: tuple[float, float] | None = None
    """How much of it sums of the inputs miss, and how much rows that are alike; None where nobody can tell."""

    @property
    def may_be_classes(self) -> bool:
        """Whether the target can be used as class numbers: words, one-hot rows, or whole numbers from 0 on."""
        return self.class_count > 0

    @property
    def has_steps(self) -> bool:
        """Whether a row holds classes of several positions, such as the steps of a sequence."""
        return self.kind == "classes" and self.shape != ()

    @property
    def label(self) -> str:
        """The target as a sentence names it."""
        return listed(self.names)

    def as_kind(self, kind: TargetKind) -> TargetDescription:
        """The description of the same target in another form; raises DataError if it cannot have that form."""
        if kind == self.kind:
            return self
        if kind == "classes" and self.step_class_count:
            return self._classes_of_steps()
        if not self.may_be_classes:
            raise DataError(
                Sentence(
                    "The target {columns} cannot be used as classes: classes are words or the whole numbers 0, 1, 2, "
                    "... Choose another target, a loss for numbers, or add a Label step.",
                    columns=self.label,
                )
            )
        names = self.class_names or _numbered(self.class_count)
        plain: Shape = (self.class_count,) if self.kind == "one_hot" else (1,)
        shape: Shape = {"classes": (), "one_hot": (self.class_count,), "values": plain}[kind]
        return structs.replace(self, kind=kind, shape=shape, class_names=names)

    def _classes_of_steps(self) -> TargetDescription:
        count = self.step_class_count
        shape = self.shape[:-1] if self.shape[-1] == 1 else self.shape
        named = {"class_names": _numbered(count), "class_count": count, "step_class_count": 0}
        return structs.replace(self, kind="classes", shape=shape, **named)


def describe_target(
    names: tuple[str, ...], values: Array, kind: TargetKind, class_names: tuple[str, ...]
) -> TargetDescription:
    """The description of an array of targets of this kind; classes without names get their numbers for names."""
    if kind == "one_hot" and not class_names:
        class_names = _numbered(values.shape[1])
    is_single = values.shape[1:] in ((), (1,))
    found = _count_classes(values) if kind == "values" else 0
    return TargetDescription(
        names=names,
        kind=kind,
        shape=values.shape[1:],
        class_names=class_names,
        class_count=len(class_names) if kind != "values" else found if is_single else 0,
        step_class_count=0 if is_single else found,
        range=(float(values.min()), float(values.max())) if kind == "values" and values.size else None,
    )


def convert_target(values: Array, have: TargetKind, want: TargetDescription) -> Array:
    """Targets in another form; raises DataError if one of them is no class of the wanted target."""
    if have == want.kind or (want.kind == "one_hot" and values.shape[1:] == want.shape):
        return values
    if want.has_steps:
        return _labels(values, want).reshape(len(values), *want.shape)
    if want.kind == "values":
        return values if have == "one_hot" else values.astype(np.float32).reshape(-1, 1)
    rows_of_classes = have == "one_hot" or (values.ndim > 1 and values.shape[1] == want.class_count > 1)
    labels = np.argmax(values, axis=1) if rows_of_classes else _labels(values, want)
    return one_hot(labels, want.class_count) if want.kind == "one_hot" else labels


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))


def _labels(values: Array, want: TargetDescription) -> Array:
    plain = values.reshape(len(values), -1)
    wrong = (plain != np.floor(plain)) | (plain < 0) | (plain >= want.class_count)
    if (plain.shape[1] != 1 and not want.has_steps) or wrong.any():
        raise DataError(
            Sentence(
                "The target {columns} has {count} classes, numbered from 0, and a row holds {value}. Correct that row.",
                columns=want.label,
                count=want.class_count,
                value=format(plain[wrong][0], "g") if wrong.any() else plain[0].tolist(),
            )
        )
    return (plain if want.has_steps else plain[:, 0]).astype(np.int64)


def _count_classes(values: Array) -> int:
    """One more than the largest of whole numbers from 0 on; 0 for anything else."""
    if values.min() < 0 or np.any(values != np.floor(values)):
        return 0
    return int(values.max()) + 1
