"""Reads the fields of a declaration from the annotations in its class body."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from inspect import get_annotations
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Meta, structs

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields.base import Bounds, Field
from nnstudio.catalog.fields.kinds import (
    BooleanField,
    ChoiceField,
    ChosenField,
    ChosenSeveralField,
    IntegerField,
    IntegerOrWordField,
    IntegerPairsField,
    IntegersField,
    NumberField,
    NumberOrChosenField,
    NumbersByNameField,
    NumbersField,
    TextField,
    TextsField,
)
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.sentence import Sentence, listed


@cache
def fields_of(declaration: type[Declaration]) -> dict[str, Field]:
    """Every setting by name: those of the class's own body first, in their order, then those that it inherits.

    A field without `Meta` is no setting: what a block holds is edited on the canvas.
    """
    found = {info.name: info for info in structs.fields(declaration) if _unwrap(_without_mapping(info.type)[0])[1]}
    order = dict.fromkeys(name for owner in declaration.__mro__ for name in get_annotations(owner) if name in found)
    return {name: _field(found[name]) for name in order}


def labels_of(declaration: type[Declaration], names: Iterable[str]) -> str:
    """Settings as a sentence names them: batch size, epochs."""
    fields = fields_of(declaration)
    labels = (Sentence.of(fields[name].label).continued() if name in fields else name for name in names)
    return listed(labels, "{first}, {last}")


def _field(info: structs.FieldInfo) -> Field:
    annotation, by_output = _without_mapping(info.type)
    plain, metas, optional = _unwrap(annotation)
    title = next((meta.title for meta in metas if meta.title), info.name)
    description = next((meta.description for meta in metas if meta.description), "")
    kind, details = _classify(plain, metas)
    return kind(info.name, Sentence(title), description, info.default, optional, by_output=by_output, **details)


def _without_mapping(annotation: Any) -> tuple[Any, bool]:
    """Take the `| PerOutput` off a type, and tell whether it was there."""
    if get_origin(annotation) is Annotated:
        plain, by_output = _without_mapping(get_args(annotation)[0])
        return Annotated[(plain, *annotation.__metadata__)], by_output
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    others = tuple(part for part in parts if get_origin(part) is not FrozenMapping)
    return (reduce(or_, others), True) if len(others) < len(parts) else (annotation, False)


def _unwrap(annotation: Any) -> tuple[Any, list[Meta], bool]:
    """Take `Annotated` and `| None` off a type, whichever way round they were written; other unions stay."""
    metas: list[Meta] = []
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *extras = get_args(annotation)
            metas += [extra for extra in extras if isinstance(extra, Meta)]
        elif origin in (Union, UnionType):
            parts = [part for part in get_args(annotation) if part is not NoneType]
            optional = optional or NoneType in get_args(annotation)
            if len(parts) > 1:
                return annotation, metas, optional
            (annotation,) = parts
        else:
            return annotation, metas, optional


def _classify(plain: Any, metas: list[Meta]) -> tuple[type[Field], dict[str, Any]]:
    """The class of a field and what its type says: length, bounds, choices, base."""
    simple: dict[Any, type[Field]] = {bool: BooleanField, int: IntegerField, float: NumberField, str: TextField}
    if plain in simple:
        return simple[plain], {"bounds": _bounds(metas)}
    if get_origin(plain) is Literal:
        return ChoiceField, {"choices": get_args(plain)}
    if get_origin(plain) is FrozenMapping:
        _, value_metas, _ = _unwrap(get_args(plain)[1])
        return NumbersByNameField, {"bounds": _bounds(value_metas)}
    if get_origin(plain) in (Union, UnionType):
        return _classify_union(metas, *get_args(plain))
    if get_origin(plain) is tuple:
        return _classify_items(*get_args(plain))
    if isinstance(plain, type) and issubclass(plain, Declaration):
        return ChosenField, {"base": plain}
    raise TypeError(f"A declaration cannot have a field of type {plain}.")


def _classify_union(metas: list[Meta], first: Any, second: Any) -> tuple[type[Field], dict[str, Any]]:
    """A number or something else that stands for it; bounds are those of the number."""
    if first is float and issubclass(second, Declaration):
        return NumberOrChosenField, {"bounds": _bounds(metas), "base": second}
    if first is int and get_origin(second) is Literal:
        return IntegerOrWordField, {"bounds": _bounds(metas), "choices": get_args(second)}
    raise TypeError(f"A declaration cannot have a field of type {first} | {second}.")


def _classify_items(first: Any, *rest: Any) -> tuple[type[Field], dict[str, Any]]:
    item, metas, gaps = _unwrap(first)
    if item is str:
        return TextsField, {}
    if isinstance(item, type) and issubclass(item, Declaration):
        return ChosenSeveralField, {"base": item}
    length = None if Ellipsis in rest else 1 + len(rest)
    if get_origin(item) is tuple:
        _, metas, _ = _unwrap(get_args(item)[0])
        return IntegerPairsField, {"length": length, "bounds": _bounds(metas)}
    details = {"length": length, "bounds": _bounds(metas)}
    return (NumbersField, details) if item is float else (IntegersField, details | {"gaps": gaps})


def _bounds(metas: list[Meta]) -> Bounds:
    def first(name: str) -> float | None:
        return next((getattr(meta, name) for meta in metas if getattr(meta, name) is not None), None)

    return Bounds(first("ge"), first("gt"), first("le"), first("lt"))
