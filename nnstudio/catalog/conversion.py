"""Declarations from JSON and back: defaults left out, short names for nested choices, sentences for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, TypeVar

from msgspec import NODEFAULT

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind, fields_of, shown, with_article
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.registry import find_type, nearest_name
from nnstudio.errors import DocumentError
from nnstudio.sentence import Sentence, joined

D = TypeVar("D", bound=Declaration)


def read_choice(kind: type[D], value: Any, where: str) -> D:
    """A declaration from its short name or from `{"type": ..., "config": ...}`; `where` names it in errors."""
    if isinstance(value, kind):
        return value
    if isinstance(value, str):
        return read_config(lookup(kind, value, where), {}, where)
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        expected = Sentence(
            'the name of {choice} or an object with "type" and "config"', choice=with_article(kind.kind)
        )
        raise DocumentError(
            Sentence("{where} must be {expected}, not {value}.", where=where, expected=expected, value=shown(value)),
            where=where,
        )
    refuse_unknown(value, ("type", "config"), where)
    return read_config(lookup(kind, value["type"], where), value.get("config", {}), where)


def read_config(declaration: type[D], config: Any, where: str) -> D:
    """A declaration of this type from its settings; raises DocumentError that names the first wrong one."""
    if not isinstance(config, dict):
        raise DocumentError(
            Sentence("The config of {where} must be an object, not {config}.", where=where, config=shown(config)),
            where=where,
        )
    known = fields_of(declaration)
    refuse_unknown(config, known, Sentence("{declaration} of {where}", declaration=declaration.__name__, where=where))
    values = {}
    for name, field in known.items():
        if name in config:
            values[name] = read_field(field, config[name], where)
        elif field.required:
            raise DocumentError(
                Sentence(
                    "{field} ({name}) of {where} is missing; it must be {expectation}.",
                    field=field.label,
                    name=name,
                    where=where,
                    expectation=field.expectation,
                ),
                where=where,
                field=name,
            )
    return declaration(**values)


def read_field(field: Field, value: Any, where: str) -> Any:
    """One setting in its stored form; raises DocumentError with a sentence that uses the setting's label."""
    place = Sentence("{field} ({name}) of {where}", field=field.label, name=field.name, where=where)
    if field.by_output and _is_by_output(value):
        one = replace(field, by_output=False, default=NODEFAULT)
        return FrozenMapping(
            {
                node: read_field(one, item, Sentence("{where}, output {node!r}", where=where, node=node))
                for node, item in value.items()
            }
        )
    if _is_choice(field, value) and field.base is not None:
        if value is None and isinstance(field.default, Declaration):
            return field.default
        try:
            return read_choice(field.base, value, place)
        except DocumentError as error:
            error.field = field.name
            raise
    if field.kind is FieldKind.DECLARATIONS and field.base is not None and isinstance(value, list):
        items = enumerate(value, start=1)
        return tuple(
            read_choice(
                field.base,
                item,
                Sentence("{kind} {number} of {where}", kind=field.base.kind, number=number, where=where),
            )
            for number, item in items
        )
    try:
        return field.admit(value)
    except ValueError as error:
        raise DocumentError(
            Sentence("{place} {error}.", place=place, error=error), where=where, field=field.name
        ) from None


def _is_by_output(value: Any) -> bool:
    """Whether a value is an object from output nodes to values, and not a declaration in its long form."""
    return isinstance(value, Mapping) and not isinstance(value.get("type"), str)


def write_choice(declaration: Declaration) -> Any:
    """The shortest JSON form of a nested choice."""
    config = write_config(declaration)
    return {"type": declaration.keras_name(), "config": config} if config else declaration.short_name


def write_object(declaration: Declaration) -> Any:
    """The long JSON form, as the parts of a document are written; what Keras knows by a string only stays one."""
    if declaration.string_only:
        return declaration.short_name
    return {"type": declaration.keras_name(), "config": write_config(declaration)}


def write_config(declaration: Declaration) -> dict[str, Any]:
    """The settings that differ from their defaults."""
    values = {name: getattr(declaration, name) for name in fields_of(type(declaration))}
    return {
        name: _write_value(values[name])
        for name, field in fields_of(type(declaration)).items()
        if values[name] != field.default
    }


def lookup(kind: type[D], name: str, where: str, others: Iterable[str] = ()) -> type[D]:
    """The type of this name; raises DocumentError that suggests the nearest one, or one of what else could be meant."""
    found = find_type(kind, name)
    if found is None:
        mistake = Sentence("There is no {kind} named {name} ({where}).", kind=kind.kind, name=shown(name), where=where)
        raise DocumentError(joined((mistake, _suggestion(nearest_name(kind, name, others)))), where=where)
    return found


def refuse_unknown(given: dict[str, Any], known: Any, where: str) -> None:
    """Raise DocumentError for the first key that is not known, suggesting the nearest one."""
    for key in given:
        if key not in known:
            close = get_close_matches(str(key), list(known), n=1)
            hint = _suggestion(close[0] if close else None)
            if known and not close:
                hint = Sentence("Known are {known}.", known=", ".join(known))
            mistake = Sentence("{where} has no field named {key}.", where=where, key=shown(key))
            raise DocumentError(joined((mistake, hint)), where=where, field=str(key))


def _is_choice(field: Field, value: Any) -> bool:
    """Whether a value is meant to be a declaration, be it a right one or not."""
    if field.kind is FieldKind.NUMBER_OR_DECLARATION:
        return isinstance(value, dict)
    return field.kind is FieldKind.DECLARATION and not (value is None and field.optional)


def _suggestion(name: str | None) -> str:
    return Sentence("Did you mean {close!r}?", close=name) if name else ""


def _write_value(value: Any) -> Any:
    if isinstance(value, Declaration):
        return write_choice(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Declaration):
        return [write_object(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _write_value(item) for name, item in value.items()}
    return [_write_value(item) for item in value] if isinstance(value, tuple) else value
