"""The pictures that explain a fit, each on a page of its own. What a page shows it is given in original units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.insight.evaluation import sample_losses
from nnstudio.insight.hardest import mistakes_of
from nnstudio.insight.pictures import picture_inputs
from nnstudio.insight.plotted_fits import PLANE_SIDE, CurveFit, PlaneFit
from nnstudio.insight.watched_fits import ClassFit, ValueFit, Watched
from nnstudio.studio.plots.confusion import ConfusionMatrixView
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.results.captions import EmptyPlace, Titled
from nnstudio.studio.results.deferred import Deferred
from nnstudio.studio.results.hardest_samples import HardestSamples
from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.spacing import LARGE

if TYPE_CHECKING:
    from nnstudio.studio.plots.boundary import BoundaryPlot
    from nnstudio.studio.plots.fit import FitPlot
    from nnstudio.studio.results.agreement_plot import AgreementPlot

F = TypeVar("F")
P = TypeVar("P", "BoundaryPlot", "FitPlot", "AgreementPlot")

_MOST_MISTAKES = 12


class FitPage(QWidget, Generic[F]):
    """Shows a fit of one kind and, as they come, what the network predicts for its inputs."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme_source = theme_source
        self.fit: F | None = None
        self.predictions: Array | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(LARGE)
        theme_source.changed.connect(self.restyle)

    def add(self, content: QWidget, share: int = 1) -> None:
        """Put a content beside those that are there, with a share of the width."""
        self._row.addWidget(content, share)

    def show_fit(self, fit: F) -> None:
        """Show a fit, without predictions yet."""
        self.fit, self.predictions = fit, None
        self.draw_fit(fit)

    def show_predictions(self, predictions: Array) -> None:
        """Show what the network gives for the inputs of the fit."""
        self.predictions = predictions
        if self.fit is not None:
            self.draw_predictions(self.fit, predictions)

    def draw_fit(self, fit: F) -> None:
        """Draw what is known before any prediction."""
        raise NotImplementedError

    def draw_predictions(self, fit: F, predictions: Array) -> None:
        """Draw the predictions."""
        raise NotImplementedError

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        raise NotImplementedError


class PlotPage(FitPage[F], Generic[F, P]):
    """A page with one plot, which is loaded after its place was painted."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.place: Deferred[P] = Deferred(self.make_plot)
        self.place.made.connect(self._draw_again)
        self.titled = Titled("", self.place, low=True)
        self.add(self.titled)

    def make_plot(self) -> P:
        """Load the plot."""
        raise NotImplementedError

    def title(self, fit: F) -> str:
        """What stands above the plot."""
        raise NotImplementedError

    def plot_fit(self, plot: P, fit: F) -> None:
        """Draw what is known before any prediction."""
        raise NotImplementedError

    def plot_predictions(self, plot: P, fit: F, predictions: Array) -> None:
        """Draw the predictions."""
        raise NotImplementedError

    def draw_fit(self, fit: F) -> None:
        """Draw on the plot, if it is loaded already."""
        self.titled.heading.setText(self.title(fit))
        if self.place.content is not None:
            self.plot_fit(self.place.content, fit)

    def draw_predictions(self, fit: F, predictions: Array) -> None:
        """Draw on the plot, if it is loaded already."""
        if self.place.content is not None:
            self.plot_predictions(self.place.content, fit, predictions)

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        if self.place.content is not None:
            self.place.content.set_theme(theme)

    def _draw_again(self) -> None:
        if self.fit is not None:
            self.draw_fit(self.fit)
            if self.predictions is not None:
                self.draw_predictions(self.fit, self.predictions)


class PlanePage(PlotPage[PlaneFit, "BoundaryPlot"]):
    """The decision boundary, or the hills and valleys of a predicted number."""

    def make_plot(self) -> BoundaryPlot:
        """Load the plot."""
        from nnstudio.studio.plots.boundary import BoundaryPlot  # noqa: PLC0415 - loads pyqtgraph

        return BoundaryPlot(self.theme_source.theme)

    def title(self, fit: PlaneFit) -> str:
        """What is told over the plane."""
        if fit.classes:
            return self.tr("Decision boundary")
        return self.tr("{0} over {1} and {2}").format(fit.target, *fit.axes)

    def plot_fit(self, plot: BoundaryPlot, fit: PlaneFit) -> None:
        """Draw the points."""
        plot.set_labels(*fit.axes)
        plot.set_points(fit.points.x, fit.points.value, fit.points.validates, fit.classes)

    def plot_predictions(self, plot: BoundaryPlot, fit: PlaneFit, predictions: Array) -> None:
        """Paint the plane."""
        plot.set_surface(fit.grid(predictions).reshape(PLANE_SIDE**2, -1), fit.extent)


class CurvePage(PlotPage[CurveFit, "FitPlot"]):
    """The fitted curve through the points."""

    def make_plot(self) -> FitPlot:
        """Load the plot."""
        from nnstudio.studio.plots.fit import FitPlot  # noqa: PLC0415 - loads pyqtgraph

        return FitPlot(self.theme_source.theme)

    def title(self, fit: CurveFit) -> str:
        """The same for every curve: the axes are named beside it."""
        return self.tr("Fitted curve")

    def plot_fit(self, plot: FitPlot, fit: CurveFit) -> None:
        """Draw the points."""
        plot.set_labels(fit.axis, fit.target)
        plot.set_points(fit.points.x, fit.points.value, fit.points.validates)

    def plot_predictions(self, plot: FitPlot, fit: CurveFit, predictions: Array) -> None:
        """Draw the curve."""
        plot.set_curve(fit.x, fit.curve(predictions))


class ValuePage(PlotPage[ValueFit, "AgreementPlot"]):
    """Predicted against true values."""

    def make_plot(self) -> AgreementPlot:
        """Load the plot."""
        from nnstudio.studio.results.agreement_plot import AgreementPlot  # noqa: PLC0415 - loads pyqtgraph

        return AgreementPlot(self.theme_source.theme)

    def title(self, fit: ValueFit) -> str:
        """Which samples are watched."""
        return self.tr("Predicted against true, {0}").format(_part(self, fit.watched))

    def plot_fit(self, plot: AgreementPlot, fit: ValueFit) -> None:
        """Empty the plot."""
        plot.clear()

    def plot_predictions(self, plot: AgreementPlot, fit: ValueFit, predictions: Array) -> None:
        """Draw a dot for each watched sample."""
        plot.show_reports(fit.reports(predictions))


class ClassPage(FitPage[ClassFit]):
    """What is taken for what, and the hardest samples where they are pictures."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.confusion = ConfusionMatrixView(theme_source.theme)
        self.hardest = HardestSamples(theme_source)
        self._matrix = Titled("", self.confusion, low=True)
        self.hardest.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._all_right = EmptyPlace(
            theme_source, EmptyText(self.tr("No mistakes"), self.tr("Every one of these samples is recognized."))
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.hardest)
        self._pages.addWidget(self._all_right)
        self._pictures = Titled(self.tr("Hardest samples"), self._pages, low=True)
        self.add(self._matrix, 6)
        self.add(self._pictures, 7)

    def draw_fit(self, fit: ClassFit) -> None:
        """Empty the matrix."""
        self._matrix.heading.setText(self.tr("Confusion, {0}").format(_part(self, fit.watched)))
        self._pictures.setVisible(picture_inputs(fit.inputs) is not None)
        self.confusion.clear()
        self.hardest.show_samples((), np.empty(0))
        self._pages.setCurrentWidget(self.hardest)

    def draw_predictions(self, fit: ClassFit, predictions: Array) -> None:
        """Count what is taken for what."""
        self.confusion.set_matrix(fit.report(predictions).confusion, fit.classes)
        pictures, target = picture_inputs(fit.inputs), fit.watched.samples.target
        if pictures is not None:
            losses = sample_losses(fit.loss, target, predictions)
            samples = mistakes_of(target, predictions, losses, fit.classes, fit.loss, _MOST_MISTAKES)
            self.hardest.show_samples(samples, pictures)
            self._pages.setCurrentWidget(self.hardest if samples else self._all_right)

    def restyle(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        self.confusion.set_theme(theme)


def _part(page: QWidget, watched: Watched) -> str:
    """The samples that are watched, in words."""
    part = page.tr("validation") if watched.part == "validation" else page.tr("training")
    if len(watched.samples) == watched.total:
        return part
    return page.tr("{0} of {1} samples of {2}").format(f"{len(watched.samples):,}", f"{watched.total:,}", part)
