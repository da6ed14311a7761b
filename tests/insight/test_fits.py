"""The picture that explains a fit suits the data, and speaks its units."""

import numpy as np
import pytest

from nnstudio.catalog.losses import Loss
from nnstudio.catalog.registry import find_type
from nnstudio.data.preparation import prepare
from nnstudio.data.preprocessing import MinMax, Standardize
from nnstudio.insight.evaluation import evaluate
from nnstudio.insight.fits import explain
from nnstudio.insight.plotted_fits import PLANE_SIDE, CurveFit, PlaneFit
from nnstudio.insight.watched_fits import ClassFit, ValueFit


def prepared(document, *steps):
    reference = document.data.replace(preprocessing=steps)
    return prepare(reference, None, tuple(node.id for node in document.network.inputs))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("square", CurveFit), ("spiral", PlaneFit), ("iris", ClassFit), ("digits-cnn", ClassFit), ("diabetes", ValueFit)],
)
def test_each_kind_of_data_has_its_picture(trained, name, kind):
    one = trained(name)
    fit = explain(one.document, one.data)
    assert isinstance(fit, kind)
    assert len(one.model.predict(fit.inputs))


def test_the_plane_is_tried_at_places_in_original_units(trained):
    document = trained("spiral").document
    plain = explain(document, prepared(document))
    scaled_data = prepared(document, Standardize())
    scaled = explain(document, scaled_data)
    np.testing.assert_allclose(scaled.extent, plain.extent, atol=1e-5)
    np.testing.assert_allclose(scaled.points.x, plain.points.x, atol=1e-5)
    assert scaled.axes == ("x1", "x2")
    inputs = scaled.inputs["input"].reshape(PLANE_SIDE, PLANE_SIDE, 2)
    corner = scaled_data.fitted.apply({"x1": np.array([scaled.extent[0]]), "x2": np.array([scaled.extent[3]])})
    np.testing.assert_allclose(inputs[-1, 0], [corner["x1"][0], corner["x2"][0]], rtol=1e-6)


def test_the_plane_shows_every_point_with_its_class(trained):
    one = trained("spiral")
    points = explain(one.document, one.data).points
    assert points.x.shape == (200, 2)
    assert set(points.value.tolist()) == {0, 1}
    assert points.validates.sum() == len(one.data.validation)


def test_the_plane_of_a_single_output_holds_the_probability_of_the_second_class(trained):
    one = trained("spiral")
    fit = explain(one.document, one.data)
    outputs = one.model.predict(fit.inputs)
    np.testing.assert_array_equal(fit.grid(outputs), outputs.reshape(PLANE_SIDE, PLANE_SIDE))


def test_logits_become_probabilities(trained):
    one = trained("spiral")
    logits = find_type(Loss, "BinaryCrossentropy")(from_logits=True)
    document = one.document.__class__(
        network=one.document.network,
        data=one.document.data,
        training=one.document.training.replace(loss=logits),
    )
    grid = explain(document, one.data).grid(np.full(PLANE_SIDE**2, 1000.0))
    np.testing.assert_array_equal(grid, 1)
    softmax = find_type(Loss, "SparseCategoricalCrossentropy")(from_logits=True)
    from_two = document.training.replace(loss=softmax)
    document = document.__class__(network=document.network, data=document.data, training=from_two)
    grid = explain(document, one.data).grid(np.tile([0.0, np.log(3)], (PLANE_SIDE**2, 1)))
    np.testing.assert_allclose(grid[0, 0], [0.25, 0.75])


def test_the_curve_and_its_points_are_in_original_units(trained):
    document = trained("square").document
    data = prepared(document, Standardize(columns=("x",)), MinMax(columns=("y",)))
    fit = explain(document, data)
    assert (fit.axis, fit.target) == ("x", "y")
    np.testing.assert_allclose(np.sort(fit.points.x) ** 2, np.sort(fit.points.value), atol=1e-5)
    assert 0 > fit.x[0] > -0.2
    assert 1 < fit.x[-1] < 1.2
    assert fit.curve(np.zeros((len(fit.x), 1)))[0] == pytest.approx(fit.points.value[~fit.points.validates].min())


def test_watched_classes_are_those_of_the_validation_data(trained):
    one = trained("digits-cnn")
    fit = explain(one.document, one.data)
    assert (fit.watched.part, fit.watched.total) == ("validation", 360)
    report = fit.report(one.model.predict(fit.inputs))
    (evaluation,) = evaluate(one.document, one.model, one.data.validation).values()
    assert report.accuracy == pytest.approx(evaluation.figures["accuracy"])


def test_without_validation_the_training_data_is_watched_as_far_as_it_is_cheap(trained):
    one = trained("digits-cnn")
    reference = one.document.data.replace(validation_split=0.0)
    data = prepare(reference, None, ("image",))
    fit = explain(one.document, data)
    assert (fit.watched.part, fit.watched.total, len(fit.watched.samples)) == ("training", 1797, 512)


def test_watched_numbers_are_in_original_units(trained):
    document = trained("diabetes").document
    data = prepared(document, Standardize(columns=("progression",)))
    fit = explain(document, data)
    (report,) = fit.reports(data.validation.target)
    assert report.name == "progression"
    assert report.mae == 0
    assert 24.9 < report.true.min() < report.true.max() < 346.1
