"""How much is drawn at random for the values of a layer: one number for each, or the same along some axes."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.sentence import Sentence

NoiseShape: TypeAlias = Annotated[
    tuple[Annotated[int, Meta(ge=1)] | None, ...],
    Meta(
        title="Noise shape",
        description="How much is drawn along each axis, the batch first: 1 for the same all along it, or left open.",
    ),
]


def require_noise_shape(noise_shape: tuple[int | None, ...] | None, shape: Shape) -> None:
    """Raise ShapeError unless so much noise can be spread over samples of this shape."""
    if noise_shape is None:
        return
    if len(noise_shape) != len(shape) + 1:
        raise ShapeError(
            Sentence(
                "needs {count} numbers as its noise shape for an input of {shape}, with one for the batch, not {given}",
                count=len(shape) + 1,
                shape=shape_text(shape),
                given=len(noise_shape),
            ),
            "noise_shape",
        )
    for axis, (drawn, length) in enumerate(zip(noise_shape, (1, *shape), strict=True)):
        if drawn not in {None, 1, length}:
            known = Sentence("has {length} places", length=length) if axis else Sentence("is the batch")
            raise ShapeError(
                Sentence(
                    "draws {drawn} numbers along axis {axis}, which {known}; draw 1, or leave it open",
                    drawn=drawn,
                    axis=axis,
                    known=known,
                ),
                "noise_shape",
            )


def drawn_shape(noise_shape: tuple[int | None, ...] | None, shape: Shape) -> Shape:
    """The shape of what is drawn for values of this shape."""
    if noise_shape is None:
        return shape
    return tuple(length if drawn is None else drawn for drawn, length in zip(noise_shape, shape, strict=True))
