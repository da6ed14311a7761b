"""Evaluations agree with training's own validation and with scikit-learn."""

from concurrent.futures import CancelledError

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, r2_score

from nnstudio.errors import InputError
from nnstudio.insight.evaluation import evaluate, parts, sample_losses, trained_model

TEMPLATES = ["square", "spiral", "iris", "diabetes", "digits-cnn"]


def evaluated(*arguments):
    """What the only output makes of some samples."""
    (evaluation,) = evaluate(*arguments).values()
    return evaluation


@pytest.mark.parametrize("name", TEMPLATES)
def test_validation_is_evaluated_as_in_training(trained, name):
    one = trained(name)
    figures = evaluated(one.document, one.model, one.data.validation).figures
    assert figures
    for key, value in figures.items():
        assert value == pytest.approx(one.history[f"val_{key}"], rel=1e-5)


@pytest.mark.parametrize("name", TEMPLATES)
def test_without_penalties_the_loss_is_the_mean_of_that_of_every_sample(trained, name):
    one = trained(name)
    evaluation = evaluated(one.document, one.model, one.data.train)
    assert len(evaluation.losses) == len(one.data.train)
    assert evaluation.losses.mean() == pytest.approx(evaluation.figures["loss"], rel=1e-4)


def test_figures_of_classes_are_those_of_scikit_learn(trained):
    one = trained("iris")
    evaluation = evaluated(one.document, one.model, one.data.train)
    target = one.data.train.target
    assert evaluation.figures["accuracy"] == pytest.approx(accuracy_score(target, evaluation.predictions.argmax(1)))
    probabilities = evaluation.predictions.astype(np.float64)
    assert evaluation.figures["loss"] == pytest.approx(log_loss(target, probabilities / probabilities.sum(1)[:, None]))


def test_figures_of_numbers_are_those_of_scikit_learn(trained):
    one = trained("diabetes")
    evaluation = evaluated(one.document, one.model, one.data.validation)
    expected = r2_score(one.data.validation.target, evaluation.predictions)
    assert evaluation.figures["r2_score"] == pytest.approx(expected, rel=1e-5)


def test_predictions_are_those_of_the_model_whatever_their_number(trained):
    one = trained("square")
    samples = one.data.train
    many = {name: np.tile(values, (40, 1)) for name, values in samples.inputs.items()}
    big = type(samples)(many, {name: np.tile(values, (40, 1)) for name, values in samples.targets.items()})
    assert len(big) > 2048
    np.testing.assert_array_equal(evaluated(one.document, one.model, big).predictions, one.model.predict(many))


def test_a_model_is_made_again_from_its_weights(trained):
    one = trained("iris")
    again = trained_model(one.document, one.model.store.named())
    inputs = one.data.validation.inputs
    np.testing.assert_array_equal(again.predict(inputs), one.model.predict(inputs))


def test_weights_of_another_network_are_refused_in_a_sentence(trained):
    with pytest.raises(InputError, match=r"The weights have no .*, which this network needs\."):
        trained_model(trained("digits-cnn").document, trained("iris").model.store.named())


def test_the_loss_of_a_sequence_is_the_mean_over_its_positions(trained):
    loss = trained("iris").document.training.loss
    target = np.array([[0, 1], [1, 1]])
    predictions = np.array([[[0.5, 0.5], [0.5, 0.5]], [[0.75, 0.25], [0.75, 0.25]]], np.float32)
    np.testing.assert_allclose(sample_losses(loss, target, predictions), [np.log(2), np.log(4)], rtol=1e-6)


def test_parts_without_samples_are_left_out(trained):
    assert list(parts(trained("iris").data)) == ["validation", "training"]


@pytest.mark.parametrize("after", [0, 1, 3])
def test_an_evaluation_can_be_cancelled_at_any_batch(trained, after):
    one = trained("digits-cnn")
    asked = iter([False] * after + [True] * 9)
    with pytest.raises(CancelledError):
        evaluated(one.document, one.model, one.data.train, lambda: next(asked))
