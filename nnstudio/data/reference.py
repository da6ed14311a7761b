"""The "data" object of a document: where the data comes from and how it is made ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta
from msgspec.structs import force_setattr

from nnstudio.catalog.conversion import read_config, read_field, refuse_unknown, write_config
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of, shown
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.data.preprocessing import Preprocessing, read_preprocessing, write_preprocessing
from nnstudio.data.samples.sample import Sample
from nnstudio.data.sources import Source, source_type
from nnstudio.errors import DocumentError
from nnstudio.sentence import Sentence

_WHERE = "data"
ONLY = ""
"""Stands for the output of a network where no output is named: in most networks there is only one."""
_SOURCE_DEFAULTS = Sample()
"""Stands for the default options of whatever the source is, until the source is known."""


class Split(Declaration, frozen=True, kw_only=True):
    """Which rows are kept out of training, to see how well the network does on rows it has never met."""

    kind: ClassVar[str] = "split"

    validation_split: Annotated[
        float, Meta(ge=0, lt=1, title="Validation split", description="Fraction of the rows that validate.")
    ] = 0.0
    shuffle_split: Annotated[
        bool,
        Meta(
            title="Shuffle before splitting",
            description="Draw the validation rows at random; otherwise the last rows are taken, as Keras does.",
        ),
    ] = True
    split_seed: Annotated[
        int, Meta(ge=0, lt=2**32, title="Split seed", description="Another seed draws other validation rows.")
    ] = 0


class DataReference(Split, frozen=True, kw_only=True):
    """Everything that a document says about its data.

    `options` are the settings of the source (left out: its defaults), `inputs` the columns of each Input node (left
    out: the obvious ones), `target` the column or columns to predict (left out: the obvious one), or those of each
    output node. `sample_weight` is the column that tells how much each row counts, or that of each output node.
    """

    source: str
    options: Source = _SOURCE_DEFAULTS
    inputs: FrozenMapping[str, tuple[str, ...]] = FrozenMapping()
    target: str | tuple[str, ...] | FrozenMapping[str, tuple[str, ...]] | None = None
    sample_weight: str | FrozenMapping[str, str] | None = None
    preprocessing: tuple[Preprocessing, ...] = ()

    def __post_init__(self) -> None:
        """Complete the options and make the inputs hashable."""
        expected = source_type(self.source)
        if self.options == _SOURCE_DEFAULTS:
            force_setattr(self, "options", expected())
        elif type(self.options) is not expected:
            given = type(self.options).__name__
            raise DocumentError(
                Sentence(
                    "The options of the data are those of {given}, but the source is {source!r}.",
                    given=given,
                    source=self.source,
                ),
                where=f"{_WHERE}.options",
            )
        force_setattr(self, "inputs", _frozen_columns(self.inputs))
        if isinstance(self.target, Mapping):
            force_setattr(self, "target", _frozen_columns(self.target))
        if isinstance(self.sample_weight, Mapping):
            force_setattr(self, "sample_weight", FrozenMapping(self.sample_weight))

    def with_source(self, source: str) -> DataReference:
        """A reference to other data with the same split; what was said of the old columns is dropped."""
        return DataReference(source=source, **{name: getattr(self, name) for name in fields_of(Split)})

    @property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """The columns to predict, by output node or for the only one; none if that is left to the source."""
        if self.target is None:
            return {}
        if isinstance(self.target, Mapping):
            return self.target
        return {ONLY: (self.target,) if isinstance(self.target, str) else self.target}

    @property
    def sample_weights(self) -> Mapping[str, str]:
        """The column that tells how much each row counts, by output node or for all of them."""
        if self.sample_weight is None:
            return {}
        return self.sample_weight if isinstance(self.sample_weight, Mapping) else {ONLY: self.sample_weight}

    @property
    def categorical(self) -> frozenset[str]:
        """The columns that a preprocessing step reads as classes, whatever their cells look like."""
        return frozenset(name for step in self.preprocessing if step.makes_classes for name in step.columns)


def read_reference(value: Any) -> DataReference:
    """The reference that this JSON value stands for; raises DocumentError for the first thing that is wrong."""
    if not isinstance(value, dict):
        raise DocumentError(Sentence("The data must be an object, not {value}.", value=shown(value)), where=_WHERE)
    splitting = fields_of(Split)
    refuse_unknown(
        value, ("source", "options", "inputs", "target", "sample_weight", *splitting, "preprocessing"), _WHERE
    )
    source = value.get("source")
    if not isinstance(source, str):
        raise DocumentError(
            Sentence(
                "The source of the data must be a file or 'sample:' and a name, not {source}.", source=shown(source)
            ),
            where=f"{_WHERE}.source",
        )
    return DataReference(
        source=source,
        options=read_config(
            source_type(source), value.get("options", {}), Sentence("the data source {source!r}", source=source)
        ),
        inputs=_read_inputs(value.get("inputs", {})),
        target=_read_target(value.get("target")),
        sample_weight=_read_sample_weight(value.get("sample_weight")),
        preprocessing=read_preprocessing(value.get("preprocessing", []), _WHERE),
        **{name: read_field(field, value[name], _WHERE) for name, field in splitting.items() if name in value},
    )


def write_reference(reference: DataReference) -> dict[str, Any]:
    """The JSON form, without what is at its default."""
    splitting = {name: getattr(reference, name) for name in fields_of(Split)}
    optional = {
        "options": write_config(reference.options),
        "inputs": {node: list(names) for node, names in reference.inputs.items()},
        "target": _write_target(reference.target),
        "sample_weight": _write_sample_weight(reference.sample_weight),
        **{name: value for name, value in splitting.items() if value != fields_of(Split)[name].default},
        "preprocessing": write_preprocessing(reference.preprocessing),
    }
    return {"source": reference.source} | {key: value for key, value in optional.items() if value not in (None, {}, [])}


def _read_inputs(value: Any) -> FrozenMapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise DocumentError(
            Sentence(
                "The inputs of the data must be an object from Input nodes to columns, not {value}.", value=shown(value)
            ),
            where=f"{_WHERE}.inputs",
        )
    return FrozenMapping(
        {
            node: _read_columns(names, "inputs", Sentence("inputs of {node!r}", node=node))
            for node, names in value.items()
        }
    )


def _read_target(value: Any) -> str | tuple[str, ...] | FrozenMapping[str, tuple[str, ...]] | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return FrozenMapping(
            {
                node: _read_columns(names, "target", Sentence("target of {node!r}", node=node))
                for node, names in value.items()
            }
        )
    columns = _read_columns(value, "target", Sentence("target"))
    return columns[0] if len(columns) == 1 else columns


def _write_target(target: str | tuple[str, ...] | FrozenMapping[str, tuple[str, ...]] | None) -> Any:
    if isinstance(target, Mapping):
        return {node: names[0] if len(names) == 1 else list(names) for node, names in target.items()}
    return list(target) if isinstance(target, tuple) else target


def _read_sample_weight(value: Any) -> str | FrozenMapping[str, str] | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value.values()):
        return FrozenMapping(value)
    raise DocumentError(
        Sentence(
            "The sample_weight in the data must be a column, or an object from output nodes to columns, not {value}.",
            value=shown(value),
        ),
        where=f"{_WHERE}.sample_weight",
    )


def _write_sample_weight(weight: str | FrozenMapping[str, str] | None) -> Any:
    return dict(weight) if isinstance(weight, Mapping) else weight


def _frozen_columns(columns: Mapping[str, Iterable[str]]) -> FrozenMapping[str, tuple[str, ...]]:
    return FrozenMapping({node: tuple(names) for node, names in columns.items()})


def _read_columns(value: Any, key: str, what: str) -> tuple[str, ...]:
    where = f"{_WHERE}.{key}"
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise DocumentError(
            Sentence("The {what} in the data must be a list of columns, not {value}.", what=what, value=shown(value)),
            where=where,
        )
    if len(set(names)) < len(names):
        raise DocumentError(
            Sentence("The {what} in the data must name each column once, not {value}.", what=what, value=shown(value)),
            where=where,
        )
    return tuple(names)
