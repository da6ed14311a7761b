"""A new value for some settings of a declaration, whatever its others are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnstudio.catalog.declaration import Declaration


@dataclass(frozen=True)
class Adjusted:
    """Stands for the values of several nodes that keep what they differ in, such as the strength of their L2."""

    values: Mapping[str, Any]

    def of(self, declaration: Declaration) -> Any:
        """The declaration with these settings."""
        return adjusted(declaration, self.values)


def adjusted(declaration: Declaration, values: Mapping[str, Any]) -> Any:
    """A declaration with new values; for those that are adjusted, its own go on."""
    new = {
        name: value.of(getattr(declaration, name)) if isinstance(value, Adjusted) else value
        for name, value in values.items()
    }
    return declaration.replace(**new)
