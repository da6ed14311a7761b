"""The base of everything in the catalog: a frozen, comparable value whose class body is its only description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import cleandoc
from types import MappingProxyType
from typing import Any, ClassVar

from msgspec import Struct, structs

from nnstudio.sentence import Sentence

_WORD_START = re.compile(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")


class Declaration(Struct, frozen=True, kw_only=True):
    """One thing of the catalog together with its settings.

    A direct subclass is a *kind* (Layer, Activation, Loss, ...); what derives from a kind is a *type* of it, unless
    its name begins with an underscore. Fields are annotated with `msgspec.Meta`: title, description and bounds.
    """

    kind: ClassVar[str] = "declaration"
    short_name: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    label: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    note_on_pytorch: ClassVar[str] = ""
    """Where PyTorch computes something else under the same name; empty where nobody would be surprised."""
    first_values: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """What a form begins with where a field has to be given and its smallest legal value would be odd."""
    string_only: ClassVar[bool] = False
    """Whether Keras knows this choice by its string alone, as `metrics=["accuracy"]`."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "short_name" not in cls.__dict__:
            cls.short_name = snake_case(cls.__name__)
        if "aliases" not in cls.__dict__:
            cls.aliases = ()
        if "note_on_pytorch" not in cls.__dict__:
            cls.note_on_pytorch = ""
        cls.label = Sentence(cls.__dict__.get("label", cls.__name__))
        cls.kind = Sentence.of(cls.kind)

    @classmethod
    def keras_name(cls) -> str:
        """The name that stands as "type" in a document: that of Keras' class, or of its function."""
        return cls.__name__

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring: what a palette or a list shows."""
        return cls.help_text().split("\n", 1)[0]

    @classmethod
    def help_text(cls) -> str:
        """The whole docstring: what the help panel shows."""
        return cleandoc(cls.__doc__ or "")

    @property
    def summary(self) -> str:
        """The few settings that matter, in one short line."""
        return ""

    def replace(self, **changes: Any) -> Any:
        """The same declaration with some fields changed."""
        return structs.replace(self, **changes)


def snake_case(name: str) -> str:
    """Keras' short form of a class name: `HeNormal` becomes `he_normal`, `Conv2D` becomes `conv2d`."""
    return _WORD_START.sub("_", name).lower()
