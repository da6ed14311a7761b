"""Steps that prepare the data in a way that the network cannot use."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.data.preprocessing import Label
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.expansion import expand
from nnstudio.network.index_checks import looked_up
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class NumberedClasses(Remedy):
    """Whole numbers that name classes, such as those of customers, counted from 0."""

    codes = frozenset({"output-shape"})
    order = 2

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Where a number is larger than there are rows, so that most of the classes would have none."""
        data, description = case.document.data, case.description
        target = None if description is None else description.target_of(problem.node or "")
        if data is None or description is None or target is None or target.class_names:
            return
        if target.class_count > description.rows:
            prepared = data.replace(preprocessing=(*data.preprocessing, Label(columns=target.names)))
            label = Sentence("Number the classes of {target} from 0", target=target.label)
            yield Fix(label, edits.set_data(case.document, prepared))


class AsTheyCome(Remedy):
    """Whole numbers that are looked up, without the step that scales them."""

    codes = frozenset({"index-range", "input-type", "fractions-looked-up"})
    order = 40

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """For the steps that concern such columns, or all columns."""
        data, description = case.document.data, case.description
        if data is None or description is None:
            return
        whole = [node.id for node in case.network.inputs if node.layer.output_type() == "int32"]
        names = (*looked_up(expand(case.network).network), *whole)
        wanted = {column for name in names for column in description.columns.get(name, ())}
        kept = tuple(
            step for step in data.preprocessing if step.makes_classes or (step.columns and not wanted & {*step.columns})
        )
        if kept != data.preprocessing:
            change = edits.set_data(case.document, data.replace(preprocessing=kept))
            yield Fix("Leave whole numbers as they are", change)
