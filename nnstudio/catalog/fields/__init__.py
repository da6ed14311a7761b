"""What a declaration's class body says about each of its fields: the source of forms, validation and JSON."""

from nnstudio.catalog.fields.base import Bounds, Field, FieldKind, shown, with_article
from nnstudio.catalog.fields.kinds import LARGEST_INTEGER, NumberOrChosenField
from nnstudio.catalog.fields.reading import fields_of, labels_of

__all__ = [
    "LARGEST_INTEGER",
    "Bounds",
    "Field",
    "FieldKind",
    "NumberOrChosenField",
    "fields_of",
    "labels_of",
    "shown",
    "with_article",
]
