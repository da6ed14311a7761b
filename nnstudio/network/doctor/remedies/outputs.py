"""Outputs that do not have the shape in which the loss takes the target."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from nnstudio.catalog.activations import Linear, Sigmoid
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.reshaping import Flatten, Reshape, Resizing
from nnstudio.catalog.losses import BinaryCrossentropy
from nnstudio.catalog.registry import types_of
from nnstudio.errors import DataError
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import appended, insertion, layer_text, layers_text, shape_after
from nnstudio.network.doctor.remedies.earlier_settings import is_valid, sequences
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.doctor.sized import last_sized, resized
from nnstudio.network.graph import Node
from nnstudio.network.output_checks import function_for, function_of
from nnstudio.network.output_edits import follow_nodes, set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.network.training_checks import as_taken, wanted_shape
from nnstudio.sentence import Sentence

_LET_RETURN = {True: "Let “{node}” return every step", False: "Let “{node}” return the last step alone"}


class _ForOutput(Remedy):
    """Changes that give an output the wanted shape."""

    codes = frozenset({"output-shape"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """For the output that has another one."""
        output = case.node(problem.node)
        target = None if output is None or case.description is None else case.description.target_of(output.id)
        if output is None or target is None:
            return
        try:
            taken = as_taken(case.document.training.loss_of(output.id), target, case.inference.shapes[output.id])
        except DataError:
            return
        yield from self.changes(case, output, wanted_shape(taken))

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """What might give it that shape."""
        raise NotImplementedError


class BinaryLoss(_ForOutput):
    """The loss of yes or no, for one unit with sigmoid."""

    order = 5

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """If that is what the output is."""
        if (
            wanted == (2,)
            and case.shape(output.id) == (1,)
            and isinstance(function_of(case.network.acting(output.id).layer), Sigmoid)
        ):
            change = set_for_output(case.document, output.id, "loss", BinaryCrossentropy())
            yield Fix(Sentence("Use {loss}", loss=BinaryCrossentropy.label), change)


class LastSize(_ForOutput):
    """As many units as there are classes, or columns to predict."""

    order = 10

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """Of the last layer whose size can be set."""
        sized = last_sized(case, output)
        if sized is not None and wanted:
            yield resized(case, sized, wanted[-1])


class LastStep(_ForOutput):
    """The last step of a sequence alone, or all of them."""

    order = 15

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """Of the last recurrent layer, together with the size of the output."""
        for node in case.line(output):
            for all_steps in (False, True):
                changed = sequences(node.layer, wanted=all_steps)
                if changed is not None:
                    title = _LET_RETURN[all_steps]
                    change = edits.set_fields(case.document, [node.id], **changed)
                    yield _with_size(case, output, wanted, Fix(Sentence(title, node=node.id), change))


class InOneRow(_ForOutput):
    """Axes that the target does not have, taken away before the last layer whose size can be set."""

    order = 20

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """Every value kept, or the mean or the largest for each channel."""
        sized = last_sized(case, output)
        for edge, given in case.given(sized) if sized is not None else ():
            for layer in (Flatten(), *_poolings()):
                adapted = shape_after([layer], given)
                if adapted is not None and adapted != given:
                    change = insertion(case.document, edge, [layer])
                    yield _with_size(
                        case, output, wanted, Fix(Sentence("Insert {layers}", layers=layer_text(layer)), change)
                    )


class Unshrunk(_ForOutput):
    """A picture or sequence that is as large as the target, because nothing takes its borders off."""

    order = 12

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """Padding same in all layers before."""
        valid = [node.id for node in case.line(output) if is_valid(node)]
        if valid and len(wanted) == len(case.inference.shapes[output.id]) > 1:
            change = edits.set_fields(case.document, valid, padding="same")
            yield _with_size(case, output, wanted, Fix("Set Padding of all layers before to same", change))


class Appendix(_ForOutput):
    """Layers behind the output."""

    order = 40

    def changes(self, case: Case, output: Node, wanted: Shape) -> Iterator[Fix]:
        """The same values in another shape, or a layer that maps them."""
        given, function = case.inference.shapes[output.id], function_for(case.document.training.loss_of(output.id))
        candidates: list[Sequence[Layer]] = [[Flatten()], [Reshape(target_shape=wanted)]]
        if wanted:
            candidates += [[Flatten(), Dense(units=wanted[-1], activation=function)]]
            candidates += [[Dense(units=wanted[-1], activation=function)]] if len(given) > 1 else []
        if len(wanted) > 1:
            candidates += [[Flatten(), Dense(units=math.prod(wanted)), Reshape(target_shape=wanted)]]
        if len(wanted) == 3:
            resizing = Resizing(height=wanted[0], width=wanted[1])
            candidates[:0] = [[resizing], [resizing, Dense(units=wanted[2], activation=function)]]
        for layers in candidates:
            needed = _in_effect(layers, given)
            if needed and shape_after(needed, given) == wanted:
                yield Fix(_appendix_title(needed), _appended(case, output, needed))


def _in_effect(layers: Sequence[Layer], given: Shape) -> list[Layer]:
    """Without those that would leave what they are given as it is."""
    needed: list[Layer] = []
    for layer in layers:
        if isinstance(layer, Dense) or shape_after([*needed, layer], given) != shape_after(needed, given):
            needed.append(layer)
    return needed


def _appendix_title(layers: Sequence[Layer]) -> str:
    function = function_of(layers[-1])
    if function is None or isinstance(function, Linear):
        return Sentence("Add {layers} at the end", layers=layers_text(layers))
    return Sentence("Add {layers} with {function} at the end", layers=layers_text(layers), function=function.short_name)


def _poolings() -> list[Layer]:
    return [layer() for name, layer in types_of(Layer).items() if name.startswith("Global")]


def _with_size(case: Case, output: Node, wanted: Shape, fix: Fix) -> Fix:
    """A repair together with the size of the output, if that is not the wanted one."""
    sized = last_sized(case, output)
    shape = case.inference.shapes[output.id]
    if sized is None or not wanted or not shape or shape[-1] == wanted[-1]:
        return fix
    size = resized(case.after(fix.change), sized, wanted[-1])
    title = Sentence("{first} and {next}", first=Sentence.of(fix.label), next=Sentence.of(size.label).continued())
    return Fix(title, fix.change.then(size.change))


def _appended(case: Case, output: Node, layers: Sequence[Layer]) -> Change:
    """Layers behind an output, of which the last takes over what belongs to it."""
    change, last = appended(case.document, output, layers)
    after = apply(case.document, change)
    return change.then(Change("Follow", tuple(follow_nodes(after, {output.id: last}))))
