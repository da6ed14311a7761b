"""The hardest samples are those of the highest loss."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.insight.evaluation import evaluate
from nnstudio.insight.hardest import hardest, mistakes_of


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.integers(1, 40))
def test_no_other_sample_has_a_higher_loss(losses, count):
    values = np.array(losses)
    places = hardest(values, count)
    assert len(places) == min(count, len(values))
    assert len(set(places.tolist())) == len(places)
    np.testing.assert_array_equal(values[places], np.sort(values)[::-1][:count])


def test_a_loss_that_is_not_a_number_is_hardest():
    assert hardest(np.array([1.0, np.nan, 5.0]), 2).tolist() == [1, 2]


def test_mistakes_say_what_they_are_and_what_they_were_taken_for(trained):
    one = trained("digits-cnn")
    (evaluation,) = evaluate(one.document, one.model, one.data.validation).values()
    names = one.data.description.target.class_names
    target, chosen = one.data.validation.target, evaluation.predictions.argmax(axis=1)
    found = mistakes_of(target, evaluation.predictions, evaluation.losses, names, one.document.training.loss, 1000)
    assert {sample.index for sample in found} == set(np.flatnonzero(chosen != target))
    assert [sample.loss for sample in found] == sorted((sample.loss for sample in found), reverse=True)
    for sample in found:
        assert sample.true == names[one.data.validation.target[sample.index]]
        assert sample.predicted == names[chosen[sample.index]]
        assert sample.is_wrong
