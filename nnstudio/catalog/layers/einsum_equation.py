"""Equations such as ab,bc->ac: which axes of an input meet which axes of a kernel, and what comes of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.catalog.layers.contraction import Axes
from nnstudio.sentence import Sentence, counted

_FORMS = (
    r"(?P<input>[a-zA-Z]+),(?P<kernel>[a-zA-Z]+)->(?P<output>[a-zA-Z]+)",
    r"(?P<left>\.\.\.)(?P<input>[a-zA-Z]+),(?P<kernel>[a-zA-Z]+)->\.\.\.(?P<output>[a-zA-Z]+)",
    r"(?P<input>[a-zA-Z]+)(?P<right>\.\.\.),(?P<kernel>[a-zA-Z]+)->(?P<output>[a-zA-Z]+)\.\.\.",
)
"""An ellipsis stands for any axes that stay as they are."""


@dataclass(frozen=True)
class EinsumAxes:
    """The axes of input, kernel and output, the batch included, with the lengths of all but the batch."""

    input: Axes
    kernel: Axes
    output: Axes
    lengths: Mapping[str, int]

    @property
    def output_shape(self) -> Shape:
        """The shape of a sample of the output."""
        return tuple(self.lengths[axis] for axis in self.output[1:])

    @property
    def kernel_shape(self) -> Shape:
        """The shape of the kernel."""
        return tuple(self.lengths[axis] for axis in self.kernel)

    @property
    def connections(self) -> tuple[int, int]:
        """How many inputs and how many outputs a value of the kernel connects."""
        ends = [axis for axis in self.kernel if axis in self.output]
        outputs = math.prod(self.lengths[axis] for axis in ends)
        return math.prod(self.kernel_shape) // outputs, outputs

    def bias_shape(self, bias_axes: str) -> Shape:
        """The shape of a bias along some axes of the output, from the first of them to the last axis of all.

        It is of length 1 along the others. Raises ShapeError.
        """
        for axis in bias_axes or " ":
            if axis not in self.output[1:]:
                known = ", ".join(axis for axis in self.output[1:] if axis.isalpha())
                raise ShapeError(
                    Sentence(
                        "cannot have a bias along “{strip}”; its output has the axes {known}",
                        strip=axis.strip(),
                        known=known,
                    ),
                    "bias_axes",
                )
        first = min(map(self.output.index, bias_axes))
        return tuple(self.lengths[axis] if axis in bias_axes else 1 for axis in self.output[first:])


def einsum_axes(equation: str, output_shape: Sequence[int | None], shape: Shape) -> EinsumAxes:
    """What an equation means for samples of a shape and for these lengths in its output; raises ShapeError."""
    found = next((found for form in _FORMS if (found := re.fullmatch(form, equation))), None)
    if found is None:
        raise ShapeError(
            Sentence(
                "cannot read its equation “{equation}”; write it like ab,bc->ac or ...x,xy->...y or abc...,bcd->ad...",
                equation=equation,
            ),
            "equation",
        )
    parts = found.groupdict()
    hidden = _hidden_axes(equation, parts, len(shape) + 1)
    before, after = (hidden, ()) if parts.get("left") else ((), hidden)
    of_input = (*before, *parts["input"], *after)
    of_output = (*before, *parts["output"], *after)
    _check(equation, of_input, tuple(parts["kernel"]), of_output)
    lengths = dict(zip(of_input[1:], shape, strict=True))
    given = tuple(axis for axis in of_output[1:] if axis not in hidden)
    _add_lengths(lengths, given, output_shape, shape)
    return EinsumAxes(of_input, tuple(parts["kernel"]), of_output, lengths)


def _hidden_axes(equation: str, parts: Mapping[str, str], rank: int) -> Axes:
    """Names for the axes that the ellipsis stands for."""
    count = rank - len(parts["input"])
    has_ellipsis = "left" in parts or "right" in parts
    if count < ("left" in parts) or (count and not has_ellipsis):
        axes = counted(len(parts["input"]), "{count} axis", "{count} axes")
        wanted = Sentence("{axes} or more", axes=axes) if has_ellipsis else axes
        raise ShapeError(
            Sentence(
                "has the equation {equation}, which is for inputs of {axes} with the batch, not {rank}",
                equation=equation,
                axes=wanted,
                rank=rank,
            ),
            "equation",
        )
    return tuple(f"...{number}" for number in range(count))


def _check(equation: str, of_input: Axes, of_kernel: Axes, of_output: Axes) -> None:
    """Raise ShapeError for an equation that no layer can compute."""
    objection = None
    for axes, others in ((of_kernel, (of_input, of_output)), (of_output, (of_input, of_kernel))):
        for axis in axes:
            if not any(axis in other for other in others):
                objection = Sentence("has an axis {axis} that comes from nowhere", axis=axis)
    if any(len(set(axes)) < len(axes) for axes in (of_input, of_kernel, of_output)):
        objection = Sentence("names an axis twice in one place")
    if of_output[0] != of_input[0] or of_input[0] in of_kernel:
        objection = Sentence(
            "does not keep the batch, {of_input}, as the first axis of its output alone", of_input=of_input[0]
        )
    if objection is not None:
        raise ShapeError(
            Sentence("has the equation {equation}, which {objection}", equation=equation, objection=objection),
            "equation",
        )


def _add_lengths(lengths: dict[str, int], axes: Axes, output_shape: Sequence[int | None], shape: Shape) -> None:
    """Add the lengths that are given for axes of the output, which must agree with those of the input."""
    if len(output_shape) != len(axes):
        wanted = (
            Sentence("one number for each of the axes {axes}", axes=", ".join(axes)) if axes else Sentence("no numbers")
        )
        raise ShapeError(
            Sentence("needs {wanted} as its output lengths, not {count}", wanted=wanted, count=len(output_shape)),
            "output_shape",
        )
    for axis, length in zip(axes, output_shape, strict=True):
        known = lengths.get(axis, length)
        if known is None:
            raise ShapeError(
                Sentence("needs a number for the axis {axis} among its output lengths", axis=axis), "output_shape"
            )
        if length not in {known, None}:
            raise ShapeError(
                Sentence(
                    "wants {length} places along the axis {axis} by its output lengths, but its input of "
                    "{shape} has {known}",
                    length=length,
                    axis=axis,
                    shape=shape_text(shape),
                    known=known,
                ),
                "output_shape",
            )
        lengths[axis] = known
