"""Looking at what every node gives for a sample."""

import numpy as np
import pytest

from nnstudio.insight.lens import Lens


@pytest.fixture
def lens(trained):
    def looking(name):
        one = trained(name)
        return one, Lens(one.document, one.model.store.named(), one.data)

    return looking


def test_the_output_gives_what_the_network_predicts(lens):
    one, looking = lens("iris")
    expected = one.model.predict(one.data.validation.inputs)
    for place in (0, 7):
        look = looking.look(place, "output")
        assert (look.place, look.node) == (place, "output")
        np.testing.assert_allclose(look.activation, expected[place], rtol=1e-5)


def test_every_node_can_be_looked_at(lens):
    one, looking = lens("digits-cnn")
    shapes = {node.id: looking.look(3, node.id).activation.shape for node in one.document.network.nodes}
    assert shapes == one.model.inference.shapes


def test_the_most_telling_part_of_the_data_is_looked_at(lens):
    _, looking = lens("iris")
    assert (looking.part, len(looking.samples)) == ("validation", 30)


def test_a_sample_is_told_as_its_source_had_it(lens):
    one, looking = lens("iris")
    columns = looking.columns(2)
    assert [column.name for column in columns] == list(one.data.description.columns["input"])
    original = one.data.fitted.invert(columns[0].name, one.data.validation.inputs["input"][2:3, 0])
    assert columns[0].values == pytest.approx(original)
    assert looking.truth(2) == one.data.description.target.class_names[one.data.validation.target[2]]


def test_predicted_numbers_have_no_class(lens):
    _, looking = lens("square")
    assert looking.truth(0) == ""
