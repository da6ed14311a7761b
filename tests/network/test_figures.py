"""Figures have the names that Keras gives them in a history."""

from nnstudio.catalog.losses import MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import AutoAccuracy, MeanAbsoluteError, SparseCategoricalAccuracy
from nnstudio.network.document import PerOutput, Training
from nnstudio.network.figures import figures, loss_keys

BOTH = {"kind": (3,), "size": (1,)}


def keys(training, shapes):
    return [figure.key for figure in figures(training, shapes)]


def test_a_lone_output_does_not_name_itself():
    assert loss_keys(("size",)) == ()
    assert keys(Training(metrics=(MeanAbsoluteError(),)), {"size": (1,)}) == ["mean_absolute_error"]


def test_several_outputs_name_their_losses_and_metrics():
    metrics = PerOutput({"kind": (AutoAccuracy(),), "size": (MeanAbsoluteError(),)})
    assert loss_keys(("kind", "size")) == ("kind_loss", "size_loss")
    assert keys(Training(metrics=metrics), BOTH) == ["kind_accuracy", "size_mean_absolute_error"]


def test_a_plain_list_of_metrics_is_for_every_output():
    assert keys(Training(metrics=(MeanAbsoluteError(),)), BOTH) == [
        "kind_mean_absolute_error",
        "size_mean_absolute_error",
    ]


def test_metrics_of_one_name_are_numbered():
    twice = (MeanAbsoluteError(), MeanAbsoluteError(), MeanAbsoluteError())
    assert keys(Training(metrics=twice), {"size": (1,)}) == [
        "mean_absolute_error",
        "mean_absolute_error_1",
        "mean_absolute_error_2",
    ]


def test_weighted_metrics_say_so_where_their_name_is_taken():
    training = Training(metrics=(MeanAbsoluteError(),), weighted_metrics=(MeanAbsoluteError(), AutoAccuracy()))
    assert keys(training, {"size": (1,)}) == ["mean_absolute_error", "weighted_mean_absolute_error", "accuracy"]
    assert [figure.weighted for figure in figures(training, {"size": (1,)})] == [False, True, True]


def test_accuracy_is_that_which_suits_the_loss_of_the_output():
    losses = PerOutput({"kind": SparseCategoricalCrossentropy(), "size": MeanSquaredError()})
    of_kind, of_size = figures(Training(loss=losses, metrics=(AutoAccuracy(),)), BOTH)
    assert isinstance(of_kind.metric, SparseCategoricalAccuracy)
    assert not isinstance(of_size.metric, SparseCategoricalAccuracy)
