"""A report tells of every part what suits its target."""

import numpy as np
import pytest

from nnstudio.insight.reports import report_parts


def reports(one):
    return list(report_parts(one.document, one.model.store.named(), one.data))


def test_the_most_telling_part_comes_first(trained):
    assert [report.part for report in reports(trained("iris"))] == ["validation", "training"]


@pytest.mark.parametrize("name", ["iris", "digits-cnn", "spiral"])
def test_the_confusion_of_classes_agrees_with_the_accuracy(trained, name):
    for report in reports(trained(name)):
        assert report.values == ()
        assert report.classes.accuracy == pytest.approx(report.evaluation.figures["accuracy"])
        assert report.classes.total == len(report.evaluation.samples)


def test_numbers_have_reports_that_agree_with_the_metrics_but_for_their_unit(trained):
    one = trained("diabetes")
    one_deviation = np.ptp(one.data.fitted.invert("progression", np.array([0.0, 1.0])))
    for report in reports(one):
        assert report.classes is None
        (values,) = report.values
        assert values.name == "progression"
        mean_absolute_error = one_deviation * report.evaluation.figures["mean_absolute_error"]
        assert values.mae == pytest.approx(mean_absolute_error, rel=1e-5)
        assert values.r2 == pytest.approx(report.evaluation.figures["r2_score"], rel=1e-5)
