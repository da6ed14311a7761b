"""The pictures that explain a fit, each on a page of its own. What a page shows it is given in original units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.insight.evaluation import sample_losses
from nnstudio.insight.hardest import hardest_of
from nnstudio.insight.pictures import is_picture
from nnstudio.insight.plotted_fits import PLANE_SIDE, CurveFit, PlaneFit
from nnstudio.insight.watched_fits import ClassFit, ValueFit, Watched
from nnstudio.studio.plots.confusion import ConfusionMatrixView
from nnstudio.studio.results.captions import Titled
from nnstudio.studio.results.deferred import Deferred
from nnstudio.studio.results.hardest_samples import HardestSamples, HardPicture
from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.spacing import LARGE

if TYPE_CHECKING:
    from nnstudio.studio.plots.boundary import BoundaryPlot
    from nnstudio.studio.plots.fit import FitPlot
    from nnstudio.studio.results.agreement_plot import AgreementPlot

F = TypeVar("F")

_MOST_HARDEST = 12


class FitPage(QWidget, Generic[F]):
    """Shows a fit of one kind and, as they come, what the network predicts for its inputs."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme_source = theme_source
        self.fit: F | None = None
        self._predictions: Array | None = None
        theme_source.changed.connect(self.restyle)

    def show_fit(self, fit: F) -> None:
        """Show the points of a fit, without predictions yet."""
        self.fit, self._predictions = fit, None
        self.draw_fit(fit)

    def show_predictions(self, predictions: Array) -> None:
        """Show what the network gives for the inputs of the fit."""
        self._predictions = predictions
        if self.fit is not None:
            self.draw_predictions(self.fit, predictions)

    def draw_again(self) -> None:
        """Draw all of it, as when a plot has just been loaded."""
        if self.fit is not None:
            self.draw_fit(self.fit)
            if self._predictions is not None:
                self.draw_predictions(self.fit, self._predictions)

    def draw_fit(self, fit: F) -> None:
        """Draw what is known before any prediction."""
        raise NotImplementedError

    def draw_predictions(self, fit: F, predictions: Array) -> None:
        """Draw the predictions."""
        raise NotImplementedError

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""

    def fill(self, *contents: QWidget) -> None:
        """Lay contents out side by side."""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        for content in contents:
            layout.addWidget(content, 1)


class PlanePage(FitPage[PlaneFit]):
    """The decision boundary, or the hills and valleys of a predicted number."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.place = Deferred(self._make)
        self.place.made.connect(self.draw_again)
        self.titled = Titled("", self.place)
        self.fill(self.titled)

    def draw_fit(self, fit: PlaneFit) -> None:
        """Draw the points."""
        self.titled.heading.setText(
            self.tr("Decision boundary")
            if fit.classes
            else self.tr("{0} over {1} and {2}").format(fit.target, *fit.axes)
        )
        plot = self.place.content
        if plot is not None:
            plot.set_labels(*fit.axes)
            plot.set_points(fit.points.x, fit.points.value, fit.points.validates, fit.classes)

    def draw_predictions(self, fit: PlaneFit, predictions: Array) -> None:
        """Paint the plane."""
        plot = self.place.content
        if plot is not None:
            plot.set_surface(fit.grid(predictions).reshape(PLANE_SIDE**2, -1), fit.extent)

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        if self.place.content is not None:
            self.place.content.set_theme(theme)

    def _make(self) -> BoundaryPlot:
        from nnstudio.studio.plots.boundary import BoundaryPlot  # noqa: PLC0415 - loads pyqtgraph

        return BoundaryPlot(self.theme_source.theme)


class CurvePage(FitPage[CurveFit]):
    """The fitted curve through the points."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.place = Deferred(self._make)
        self.place.made.connect(self.draw_again)
        self.fill(Titled(self.tr("Fitted curve"), self.place))

    def draw_fit(self, fit: CurveFit) -> None:
        """Draw the points."""
        plot = self.place.content
        if plot is not None:
            plot.set_labels(fit.axis, fit.target)
            plot.set_points(fit.points.x, fit.points.value, fit.points.validates)

    def draw_predictions(self, fit: CurveFit, predictions: Array) -> None:
        """Draw the curve."""
        plot = self.place.content
        if plot is not None:
            plot.set_curve(fit.x, fit.curve(predictions))

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        if self.place.content is not None:
            self.place.content.set_theme(theme)

    def _make(self) -> FitPlot:
        from nnstudio.studio.plots.fit import FitPlot  # noqa: PLC0415 - loads pyqtgraph

        return FitPlot(self.theme_source.theme)


class ClassPage(FitPage[ClassFit]):
    """What is taken for what, and the hardest samples where they are pictures."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.confusion = ConfusionMatrixView(theme_source.theme)
        self.hardest = HardestSamples(theme_source)
        self._titled = Titled("", self.confusion)
        self._pictures = Titled(self.tr("Hardest samples"), self.hardest)
        self.fill(self._titled, self._pictures)

    def draw_fit(self, fit: ClassFit) -> None:
        """Empty the matrix."""
        self._titled.heading.setText(self.tr("Confusion, {0}").format(_part(self, fit.watched)))
        self._pictures.setVisible(_picture_node(fit) is not None)
        self.confusion.clear()
        self.hardest.show_samples([])

    def draw_predictions(self, fit: ClassFit, predictions: Array) -> None:
        """Count what is taken for what."""
        self.confusion.set_matrix(fit.report(predictions).confusion, fit.classes)
        node = _picture_node(fit)
        if node is not None:
            values = fit.watched.samples.inputs[node]
            low, high = float(values.min()), float(values.max())
            losses = sample_losses(fit.loss, fit.watched.samples.target, predictions)
            samples = hardest_of(fit.watched.samples.target, predictions, losses, fit.classes, fit.loss, _MOST_HARDEST)
            self.hardest.show_samples([HardPicture(one, values[one.index], low, high) for one in samples])

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        self.confusion.set_theme(theme)


class ValuePage(FitPage[ValueFit]):
    """Predicted against true values."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.place = Deferred(self._make)
        self.place.made.connect(self.draw_again)
        self._titled = Titled("", self.place)
        self.fill(self._titled)

    def draw_fit(self, fit: ValueFit) -> None:
        """Empty the plot."""
        self._titled.heading.setText(self.tr("Predicted against true, {0}").format(_part(self, fit.watched)))
        if self.place.content is not None:
            self.place.content.clear()

    def draw_predictions(self, fit: ValueFit, predictions: Array) -> None:
        """Draw a dot for each watched sample."""
        if self.place.content is not None:
            self.place.content.show_reports(fit.reports(predictions))

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        if self.place.content is not None:
            self.place.content.set_theme(theme)

    def _make(self) -> AgreementPlot:
        from nnstudio.studio.results.agreement_plot import AgreementPlot  # noqa: PLC0415 - loads pyqtgraph

        return AgreementPlot(self.theme_source.theme)


def _part(page: QWidget, watched: Watched) -> str:
    """The samples that are watched, in words."""
    part = page.tr("validation") if watched.part == "validation" else page.tr("training")
    if len(watched.samples) == watched.total:
        return part
    return page.tr("{0} of {1} samples of {2}").format(f"{len(watched.samples):,}", f"{watched.total:,}", part)


def _picture_node(fit: ClassFit) -> str | None:
    """The Input node whose samples can be looked at, if there is one."""
    inputs = fit.watched.samples.inputs
    return next((node for node, values in inputs.items() if is_picture(values.shape[1:])), None)
