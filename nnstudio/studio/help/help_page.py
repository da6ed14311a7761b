"""The help page of a declaration, written from nothing but the declaration."""

from __future__ import annotations

from html import escape
from itertools import chain
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPalette

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.studio.forms.choices import families
from nnstudio.studio.forms.shown_value import shown_value
from nnstudio.studio.forms.wording import choice_name, paragraphs, range_text, words
from nnstudio.studio.help.keras_pages import keras_page
from nnstudio.studio.theme.type import HEADLINE, MONO, SECONDARY, TITLE, points

_Role = QPalette.ColorRole
FORMULA: Final = "formula:"
"""The address under which a page expects the picture of its formula."""


def help_page(declaration: type[Declaration], palette: QPalette) -> str:
    """What a declaration is, its formula, and every setting with its range and default, as HTML in these colors."""
    parts = [
        f"<style>{_style(palette)}</style>",
        f"<p class='second'>{escape(_kind(declaration))}</p>",
        f"<h1>{escape(declaration.__name__)}</h1>",
        _formula(declaration, palette),
        *(f"<p>{escape(text)}</p>" for text in paragraphs(declaration.help_text())),
        _note_on_pytorch(declaration),
        _settings(declaration, palette),
        _keras(declaration),
    ]
    return "".join(parts)


def links_of(declaration: type[Declaration]) -> dict[str, type[Declaration]]:
    """The pages that a page leads to, by their addresses."""
    bases = [field.base for field in fields_of(declaration).values() if field.base]
    return {_address(choice): choice for base in bases for choice in types_of(base).values()}


def _address(declaration: type[Declaration]) -> str:
    return f"help:{declaration.kind}/{declaration.__name__}"


def _kind(declaration: type[Declaration]) -> str:
    category = getattr(declaration, "category", "")
    if category:
        return _tr("{category} layer").format(category=words(category))
    return _capitalized(words(declaration.kind))


def _formula(declaration: type[Declaration], palette: QPalette) -> str:
    if not declaration.formula:
        return ""
    cell = f"<td bgcolor='{_color(palette, _Role.Button)}'><img src='{FORMULA}'></td>"
    return f"<table width='100%' cellpadding='12' cellspacing='0' style='margin-top: 8px'><tr>{cell}</tr></table>"


def _note_on_pytorch(declaration: type[Declaration]) -> str:
    """What those who export to PyTorch, or come from it, have to know."""
    if not declaration.note_on_pytorch:
        return ""
    return f"<h2>{escape(_tr('In PyTorch'))}</h2><p>{escape(words(declaration.note_on_pytorch))}</p>"


def _keras(declaration: type[Declaration]) -> str:
    page = keras_page(declaration)
    text = _tr("{name} in the Keras documentation").format(name=declaration.__name__)
    return f"<p><a href='{page}'>{escape(text)}</a></p>" if page else ""


def _settings(declaration: type[Declaration], palette: QPalette) -> str:
    fields = fields_of(declaration)
    if not fields:
        return ""
    line = f"<tr><td colspan='3' bgcolor='{_color(palette, _Role.Mid)}' style='font-size: 1px; padding: 0'></td></tr>"
    heads = "".join(f"<td class='second'>{escape(head)}</td>" for head in (_tr("Setting"), "", _tr("Default")))
    rows = line.join(_row(field) for field in fields.values())
    table = f"<table width='100%' cellpadding='6' cellspacing='0'><tr>{heads}</tr>{line}{rows}</table>"
    return f"<h2>{escape(_tr('Settings'))}</h2>{table}"


def _row(field: Field) -> str:
    name = f"<b>{escape(words(field.label))}</b><br><span class='code'>{field.name}</span>"
    expected = _expected(field)
    text = "<br>".join(part for part in (escape(words(field.help)), expected) if part)
    return f"<tr><td>{name}</td><td>{text}</td><td class='code'>{escape(_default(field))}</td></tr>"


def _expected(field: Field) -> str:
    """What may be chosen or typed; choices lead to their own pages."""
    if field.base is not None:
        choices = chain.from_iterable(families(field))
        links = ", ".join(f"<a href='{_address(choice)}'>{escape(choice_name(choice))}</a>" for choice in choices)
        return "<br>".join(filter(None, (_second(_capitalized(range_text(field))), links)))
    if field.choices:  # names, which begin as Keras writes them
        return _second(range_text(field) or ", ".join(field.choices))
    return _second(_capitalized(range_text(field)))


def _second(text: str) -> str:
    """A text in the color of secondary text."""
    return f"<span class='second'>{escape(text)}</span>" if text else ""


def _capitalized(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _default(field: Field) -> str:
    if field.required:
        return _tr("required")
    return shown_value(field, field.default)


def _style(palette: QPalette) -> str:
    text, second, link = (_color(palette, role) for role in (_Role.Text, _Role.PlaceholderText, _Role.Link))
    return f"""
body, p, td {{ color: {text}; }}
h1 {{ font-size: {points(HEADLINE)}pt; font-weight: 600; margin: 0 0 12px 0; }}
h2 {{ font-size: {points(TITLE)}pt; font-weight: 600; margin: 20px 0 4px 0; }}
p {{ margin: 8px 0; line-height: 130%; }}
a {{ color: {link}; text-decoration: none; }}
.code {{ font-family: '{MONO}'; font-size: {points(SECONDARY)}pt; color: {second}; }}
.second {{ color: {second}; font-size: {points(SECONDARY)}pt; }}
"""


def _color(palette: QPalette, role: QPalette.ColorRole) -> str:
    return palette.color(role).name()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Help", text)
