"""Metrics of overlap between predicted and true classes, as for the pixels of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric
from nnstudio.catalog.metrics.curves import bind_counts
from nnstudio.sentence import Sentence

_EPSILON = 1e-7

ClassCount: TypeAlias = Annotated[int, Meta(ge=1, title="Classes", description="The number of classes.")]
ClassIds: TypeAlias = Annotated[
    tuple[Annotated[int, Meta(ge=0)], ...],
    Meta(title="Classes to look at", description="The numbers of the classes whose mean is taken."),
]
Ignored: TypeAlias = Annotated[
    int, Meta(title="Ignored class", description="Values of this class do not count, such as those unlabeled.")
]
SparseTarget: TypeAlias = Annotated[
    bool, Meta(title="Sparse target", description="The target holds class numbers; else a value for every class.")
]
SparsePrediction: TypeAlias = Annotated[
    bool,
    Meta(title="Sparse prediction", description="The output is a class number; else it has a value for every class."),
]


@dataclass(frozen=True)
class _Reading:
    """How target and prediction are read, and which classes count."""

    classes: int
    class_ids: tuple[int, ...]
    ignored: int | None = None
    sparse_target: bool = True
    sparse_prediction: bool = True


class _Overlap(Metric, frozen=True, kw_only=True):
    """Intersection over union, from a count of every true class against every predicted one."""

    formula: ClassVar[str] = "mean over classes of TP / (TP + FP + FN)"
    target_form: ClassVar[TargetForm | Literal["any"]] = "any"
    better: ClassVar[Literal["higher", "lower"]] = "higher"
    heeds_masks: ClassVar[bool] = False

    @property
    def _reading(self) -> _Reading:
        raise NotImplementedError

    def objection(self, target: TargetForm, prediction: Shape) -> str | None:
        """Target and output must be what they are taken for, and the classes to look at be among all."""
        reading, has_several = self._reading, prediction[-1:] not in ((), (1,))
        unknown = [class_id for class_id in reading.class_ids if class_id >= reading.classes]
        if unknown:
            return Sentence(
                "looks at class {unknown}, but has {classes} classes only, from 0 on",
                unknown=unknown[0],
                classes=reading.classes,
            )
        if target == "classes" and not reading.sparse_target:
            return Sentence("expects a value for every class in the target, which holds class numbers")
        if target == "classes" and reading.sparse_prediction and has_several:
            return Sentence("takes outputs for class numbers, but they have a value for every class")
        if target != "classes" and reading.sparse_target != reading.sparse_prediction and has_several:
            return Sentence("takes one of target and output for class numbers, but both have a value for every class")
        return None

    def totals(self, prediction: Shape) -> int:
        """How often every class was taken for every other."""
        return self._reading.classes**2

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the batch to the counts, but for values of classes that there are not."""
        reading, count = self._reading, self._reading.classes
        true = _places(y, ctx, sparse=reading.sparse_target)
        predicted = _places(p, ctx, sparse=reading.sparse_prediction)
        place, is_none, is_out = (
            ctx.empty(true.shape, np.intp),
            ctx.empty(true.shape, bool),
            ctx.empty(true.shape, bool),
        )
        yield _class_numbers(y, true, sparse=reading.sparse_target)
        yield from self._predict(p, predicted, ctx)
        yield partial(np.multiply, true, np.intp(count), place)
        yield partial(np.add, place, predicted, place)
        no_class = -1
        yield partial(np.equal, true, np.intp(no_class if reading.ignored is None else reading.ignored), is_none)
        for numbers in (true, predicted):  # without its sign, a negative number is a large one
            yield partial(np.greater_equal, numbers.view(np.uintp), np.uintp(count), is_out)
            yield partial(np.logical_or, is_none, is_out, is_none)
        yield partial(np.copyto, place, np.intp(count * count), "same_kind", is_none)
        if weights is not None:  # Keras counts in whole numbers, and drops what is left of a weight
            fractions, weights = weights, ctx.empty(weights.shape)
            yield partial(np.trunc, fractions, weights)
        yield from bind_counts(place, totals, weights, ctx)

    def result(self, totals: Array) -> float:
        """The mean overlap of the classes that occur."""
        reading = self._reading
        counts = totals.reshape(reading.classes, reading.classes)
        chosen = [class_id for class_id in reading.class_ids if class_id < reading.classes]
        both = np.diag(counts)[chosen]
        either = (counts.sum(0) + counts.sum(1))[chosen] - both
        return float((both / (either + _EPSILON)).sum() / (np.count_nonzero(either) + _EPSILON))

    def _predict(self, p: Array, predicted: Array, ctx: Context) -> Iterator[Call]:
        yield _class_numbers(p, predicted, sparse=self._reading.sparse_prediction)


class IoU(_Overlap, frozen=True, kw_only=True):
    """How far predicted and true regions of some classes overlap: 1 where they are the same, 0 where they never meet.

    It is what both have in common of what either has (intersection over union). Classes that occur nowhere do not
    count.
    """

    label: ClassVar[str] = "Intersection over union"

    num_classes: ClassCount
    target_class_ids: ClassIds
    ignore_class: Ignored | None = None
    sparse_y_true: SparseTarget = True
    sparse_y_pred: SparsePrediction = True

    @property
    def _reading(self) -> _Reading:
        return _Reading(
            self.num_classes, self.target_class_ids, self.ignore_class, self.sparse_y_true, self.sparse_y_pred
        )


class MeanIoU(_Overlap, frozen=True, kw_only=True):
    """How far predicted and true regions overlap, as the mean of all classes.

    It is what both have in common of what either has (intersection over union). Classes that occur nowhere do not
    count.
    """

    label: ClassVar[str] = "Mean intersection over union"

    num_classes: ClassCount
    ignore_class: Ignored | None = None
    sparse_y_true: SparseTarget = True
    sparse_y_pred: SparsePrediction = True

    @property
    def _reading(self) -> _Reading:
        every = tuple(range(self.num_classes))
        return _Reading(self.num_classes, every, self.ignore_class, self.sparse_y_true, self.sparse_y_pred)


class OneHotIoU(_Overlap, frozen=True, kw_only=True):
    """How far predicted and true regions of some classes overlap, with one-hot targets.

    It is what both have in common of what either has (intersection over union). Classes that occur nowhere do not
    count.
    """

    label: ClassVar[str] = "One-hot intersection over union"

    num_classes: ClassCount
    target_class_ids: ClassIds
    ignore_class: Ignored | None = None
    sparse_y_pred: SparsePrediction = False

    @property
    def _reading(self) -> _Reading:
        return _Reading(self.num_classes, self.target_class_ids, self.ignore_class, False, self.sparse_y_pred)


class OneHotMeanIoU(_Overlap, frozen=True, kw_only=True):
    """How far predicted and true regions overlap, as the mean of all classes, with one-hot targets.

    It is what both have in common of what either has (intersection over union). Classes that occur nowhere do not
    count.
    """

    label: ClassVar[str] = "One-hot mean intersection over union"

    num_classes: ClassCount
    ignore_class: Ignored | None = None
    sparse_y_pred: SparsePrediction = False

    @property
    def _reading(self) -> _Reading:
        every = tuple(range(self.num_classes))
        return _Reading(self.num_classes, every, self.ignore_class, False, self.sparse_y_pred)


class BinaryIoU(_Overlap, frozen=True, kw_only=True):
    """How far predicted and true regions overlap, for yes (1) and no (0), as with the mask of a picture.

    It is what both have in common of what either has (intersection over union). Look at class 1 alone where no is
    only what is around.
    """

    label: ClassVar[str] = "Binary intersection over union"

    target_class_ids: ClassIds = (0, 1)
    threshold: Annotated[
        float, Meta(title="Threshold", description="Predictions from this on mean yes; use 0 for logits.")
    ] = 0.5

    @property
    def _reading(self) -> _Reading:
        return _Reading(2, self.target_class_ids)

    def _predict(self, p: Array, predicted: Array, ctx: Context) -> Iterator[Call]:
        yield partial(np.greater_equal, p.reshape(-1), ctx.constant(self.threshold), predicted)


def _places(values: Array, ctx: Context, *, sparse: bool) -> Array:
    """Room for the class of every value, or of every row of values."""
    return ctx.empty((values.size if sparse else values.size // values.shape[-1],), np.intp)


def _class_numbers(values: Array, numbers: Array, *, sparse: bool) -> Call:
    """numbers = values without their fractions, or the place of the largest in every row."""
    if sparse:
        return partial(np.copyto, numbers, values.reshape(-1), "unsafe")
    return partial(np.argmax, values.reshape(-1, values.shape[-1]), -1, numbers)
