from __future__ import annotations

import pytest

from nnstudio.catalog.declaration import snake_case
from tests.catalog.sample_declarations import Drill, HandDrill, Tool


def test_help_is_the_docstring_and_its_title_the_first_line():
    assert Drill.title() == "Makes holes."
    assert Drill.help_text() == "Makes holes.\n\nOf any depth."


def test_names_follow_from_the_class_and_are_not_inherited():
    assert (Drill.short_name, Drill.label, Drill.aliases) == ("drill", "Drill", ())
    assert (HandDrill.short_name, HandDrill.label) == ("hand_drill", "HandDrill")


def test_a_changed_copy_leaves_the_original_as_it_is():
    drill = Drill(speed=2)
    assert drill.replace(speed=3) == Drill(speed=3)
    assert drill.speed == 2


def test_a_declaration_cannot_be_changed():
    with pytest.raises(AttributeError):
        Drill(speed=2).speed = 3


def test_what_differs_in_type_is_not_equal():
    assert Tool() == Tool()
    assert Tool() != Drill(speed=1)
    assert len({Drill(speed=1), Drill(speed=1), Drill(speed=2)}) == 2


@pytest.mark.parametrize(
    ("name", "short"),  # to_snake_case of Keras
    [
        ("HeNormal", "he_normal"),
        ("L1L2", "l1l2"),
        ("Conv2D", "conv2d"),
        ("R2Score", "r2_score"),
        ("TopKCategoricalAccuracy", "top_k_categorical_accuracy"),
        ("ReLU", "re_lu"),
    ],
)
def test_short_names_are_made_as_in_keras(name, short):
    assert snake_case(name) == short
