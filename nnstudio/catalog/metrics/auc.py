"""The area under the curve of all thresholds."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Sigmoid
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.losses.probabilities import EPSILON, FromLogits
from nnstudio.catalog.metrics.base import Metric
from nnstudio.catalog.metrics.curves import Curve, bind_exceeded, bind_exceeded_evenly, bind_histogram, share
from nnstudio.sentence import Sentence


class AUC(Metric, frozen=True, kw_only=True):
    """How well predictions put yes before no, whatever the threshold: 1 is perfect, and 0.5 a guess (for ROC).

    It is the area under the curve of the true against the false positive rate (ROC), of precision against recall (PR),
    or of both their gains (PRGAIN). The curve is drawn through a number of thresholds; scikit-learn draws it through
    all predictions, so that the two differ a little.
    """

    formula: ClassVar[str] = "Σᵢ (xᵢ - xᵢ₊₁) · (yᵢ + yᵢ₊₁) / 2, over thresholds i"
    label: ClassVar[str] = "Area under the curve"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"
    better: ClassVar[Literal["higher", "lower"]] = "higher"
    heeds_masks: ClassVar[bool] = False

    num_thresholds: Annotated[
        int, Meta(ge=2, title="Thresholds", description="How many thresholds from 0 to 1 the curve is drawn through.")
    ] = 200
    curve: Annotated[Literal["ROC", "PR", "PRGAIN"], Meta(title="Curve", description="Which curve's area to take.")] = (
        "ROC"
    )
    summation_method: Annotated[
        Literal["interpolation", "majoring", "minoring"],
        Meta(title="Summation", description="Draw the curve in lines, or take the larger or smaller end of each."),
    ] = "interpolation"
    thresholds: (
        Annotated[
            tuple[Annotated[float, Meta(ge=0, le=1)], ...],
            Meta(title="Own thresholds", description="The thresholds to use instead; those at 0 and 1 are added."),
        ]
        | None
    ) = None
    multi_label: Annotated[
        bool, Meta(title="Multi-label", description="Take the mean of the areas of all outputs.")
    ] = False
    num_labels: (
        Annotated[int, Meta(ge=1, title="Labels", description="The number of outputs, if it is to be checked.")] | None
    ) = None
    label_weights: (
        Annotated[
            tuple[Annotated[float, Meta(ge=0)], ...],
            Meta(title="Label weights", description="How much every output counts; none lets all count the same."),
        ]
        | None
    ) = None
    from_logits: FromLogits = False

    def objection(self, target: TargetForm, prediction: Shape) -> str | None:
        """What is said of labels must be true of the outputs."""
        count = prediction[-1] if prediction else 1
        if self.multi_label and len(prediction) != 1:
            return Sentence("takes the areas of several labels, and needs one row of outputs a sample")
        if self.num_labels is not None and not self.multi_label:
            return Sentence("has a number of labels, which counts only when Multi-label is on")
        if self.num_labels not in (None, count):
            return Sentence(
                "is set to {num_labels} labels, but the output has {count}", num_labels=self.num_labels, count=count
            )
        if self.label_weights is not None and len(self.label_weights) != count:
            return Sentence(
                "has weights of {given} labels, but the output has {count}",
                given=len(self.label_weights),
                count=count,
            )
        return None

    def totals(self, prediction: Shape) -> int:
        """How many no, and how many yes, exceed 0, 1, 2, ... thresholds; for every label where they count apart."""
        return self._labels(prediction) * 2 * (len(self._thresholds()) + 1)

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the batch to the histograms."""
        exceeded, thresholds = ctx.empty(p.shape, np.intp), self._thresholds()
        if self.from_logits:
            logits, p = p, ctx.empty(p.shape)
            yield from Sigmoid().forward(logits, p, ctx)
        if _are_even(thresholds):
            yield from bind_exceeded_evenly(p, len(thresholds), exceeded, ctx, least=1)
        else:
            yield from bind_exceeded(p, thresholds, exceeded, ctx)
        yield from bind_histogram(y, exceeded, totals, self._labels(p.shape[1:]), ctx, weights)

    def result(self, totals: Array) -> float:
        """The area under the curve, or the mean of those of all labels."""
        histogram = totals.reshape(-1, 2, len(self._thresholds()) + 1)
        weights = np.ones(len(histogram)) if self.label_weights is None else np.array(self.label_weights)
        if not self.multi_label:
            return float(self._area(Curve.of(np.tensordot(weights, histogram, 1))))
        return float(share(self._area(Curve.of(histogram)) @ weights, weights.sum()))

    def _area(self, curve: Curve) -> Array:
        if self.curve == "PR" and self.summation_method == "interpolation":
            return _interpolated_area(curve)
        x, y = self._points(curve)
        first, second = y[..., :-1], y[..., 1:]
        heights = {
            "interpolation": (first + second) / 2,
            "majoring": np.maximum(first, second),
            "minoring": np.minimum(first, second),
        }[self.summation_method]
        area: Array = np.vecdot(x[..., :-1] - x[..., 1:], heights)
        return area

    def _points(self, curve: Curve) -> tuple[Array, Array]:
        """Both figures at every threshold."""
        if self.curve == "ROC":
            return curve.fall_out, curve.recall
        if self.curve == "PR":
            return curve.recall, curve.precision
        return _gains(curve)

    def _thresholds(self) -> Array:
        """The thresholds in order, of which the first is below and the last above every probability."""
        between = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        own = between if self.thresholds is None else np.sort(self.thresholds)
        return np.array([-EPSILON, *own, 1 + EPSILON])

    def _labels(self, prediction: Shape) -> int:
        """How many labels are counted apart."""
        return prediction[-1] if self.multi_label or self.label_weights is not None else 1


def _are_even(thresholds: Array) -> bool:
    """Whether the thresholds are spread evenly, so that their number below a prediction can be computed."""
    return len(thresholds) > 2 and np.allclose(thresholds, np.linspace(0, 1, len(thresholds)), atol=EPSILON)


def _gains(curve: Curve) -> tuple[Array, Array]:
    """Recall and precision, both measured from what saying yes to everything has (Flach and Kull, 2015)."""
    actual = curve.true_positives + curve.false_negatives
    odds = share(actual, curve.true_negatives + curve.false_positives)
    found = curve.true_positives > 0
    recall = np.where(found, 1 - odds * share(curve.false_negatives, curve.true_positives), 0)
    precision = np.where(found, 1 - odds * share(curve.false_positives, curve.true_positives), 1)
    return np.maximum(recall, 0), precision


def _interpolated_area(curve: Curve) -> Array:
    """The area under precision against recall, whose points no straight lines join (Davis and Goadrich, 2006)."""
    found, said = curve.true_positives, curve.true_positives + curve.false_positives
    slope = share(found[..., :-1] - found[..., 1:], said[..., :-1] - said[..., 1:])
    intercept = found[..., 1:] - slope * said[..., 1:]
    both = (said[..., :-1] > 0) & (said[..., 1:] > 0)
    ratio = np.where(both, share(said[..., :-1], said[..., 1:]), 1)
    pieces = slope * (found[..., :-1] - found[..., 1:] + intercept * np.log(ratio))
    area: Array = share(pieces, (found + curve.false_negatives)[..., 1:]).sum(-1)
    return area
