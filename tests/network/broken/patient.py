"""A document with the rows that it trains on, as the doctor sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgspec import structs

from nnstudio.data.dataset import Dataset
from nnstudio.data.preparation import PreparedData, prepare_dataset
from nnstudio.data.refusal import DataRefusal
from nnstudio.errors import DataError
from nnstudio.network.change import Change, apply
from nnstudio.network.checks import problems_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.document import Document
from nnstudio.network.inference import infer
from nnstudio.network.preparing import ONLY_INPUT, input_ids, output_ids
from nnstudio.network.problem import Problem


@dataclass(frozen=True)
class Patient:
    """Somebody's document and data."""

    document: Document
    data: Dataset

    def after(self, change: Change) -> Patient:
        """With a change carried out."""
        return replace(self, document=apply(self.document, change))

    def prepared(self) -> PreparedData:
        """The data as the network takes it; raises DataError."""
        network, reference = self.document.network, self.document.data
        assert reference is not None
        inputs = input_ids(network) or tuple(reference.inputs) or (ONLY_INPUT,)
        return prepare_dataset(reference, self.data, inputs, output_ids(network))

    def case(self) -> Case:
        """What the window and the command line show the doctor."""
        description, refusal = None, None
        try:
            description = self.prepared().description
        except DataError as error:
            refusal = DataRefusal(error.sentence, self.data.without_rows())
        return Case(self.document, infer(self.document.network), description, refusal)

    def problems(self) -> tuple[Problem, ...]:
        """What is told of it."""
        return problems_of(self.case())

    def short(self) -> Patient:
        """The same for two epochs."""
        training = self.document.training.replace(epochs=2)
        return replace(self, document=structs.replace(self.document, training=training))
