"""What metrics of classes share: looking at one class only."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.sentence import Sentence

ClassId: TypeAlias = Annotated[
    int, Meta(ge=0, title="Class", description="The number of the class to look at; none looks at all of them.")
]


def of_class(class_id: int | None, values: Array) -> Array:
    """The values of one class, or all of them."""
    return values if class_id is None else values[..., class_id]


def objection_to_class(class_id: int | None, prediction: Shape) -> str | None:
    """Why predictions of this shape have no such class, as the end of a sentence; None if they have."""
    if class_id is None or (prediction and class_id < prediction[-1]):
        return None
    count = prediction[-1] if prediction else 1
    words = "looks at class {class_id}, but the output has {count} class, from 0 on"
    if count != 1:
        words = "looks at class {class_id}, but the output has {count} classes, from 0 on"
    return Sentence(words, class_id=class_id, count=count)
