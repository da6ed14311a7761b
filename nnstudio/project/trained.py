"""A trained network as it comes out of a project: what evaluating, predicting and exporting start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nnstudio.catalog.kernels import Array
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.new_data import NewSamples, prepare_new
from nnstudio.data.preparation import DataDescription, Samples
from nnstudio.engine.feeding import fed
from nnstudio.engine.fitting import as_batches
from nnstudio.engine.model import Evaluator, Model
from nnstudio.errors import InputError, ProjectError
from nnstudio.network.document import Document
from nnstudio.network.training_checks import target_kinds
from nnstudio.project.project import Project
from nnstudio.sentence import Sentence


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A network with its trained weights and the preprocessing that belongs to it."""

    document: Document
    """What was trained, which the project's document may have moved on from."""
    model: Model
    fitted: FittedPreprocessing
    description: DataDescription
    """What is known of the data; its targets have the form that the losses take."""

    @property
    def weights(self) -> dict[str, Array]:
        """Every weight by its name in files: `hidden/kernel`."""
        return self.model.store.named()

    def prepare(self, path: Path) -> NewSamples:
        """The rows of a file, prepared as the training rows were; raises DataError if they do not fit."""
        if self.document.data is None:
            raise ProjectError("This network was trained without data of its own, so no file can be fitted to it.")
        return prepare_new(self.document.data, self.fitted, self.description, path)

    def predict(self, inputs: Mapping[str, Array]) -> Array:
        """What the only output of the network gives for prepared inputs, one row a sample."""
        (prediction,) = self.predictions(inputs).values()
        return prediction

    def predictions(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """What each output of the network gives for prepared inputs, one row a sample."""
        return self.model.predictions(fed(self.model.network, inputs, columns=self.description.columns))

    def evaluate(self, samples: Samples) -> dict[str, float]:
        """Loss and metrics by Keras' names, over samples whose targets have the form of `description`."""
        batches = as_batches(samples, self.model, self.description.columns)
        return Evaluator(self.model, self.document.training).evaluate(batches)


def load_trained(
    project: Project, run: int | None = None, checkpoint: int | None = None, *, keepsake: str | None = None
) -> TrainedModel:
    """The network of a run at one of its checkpoints: the last one of the newest run unless told otherwise.

    `keepsake` is the name of a moment that Model checkpoint kept.

    Raises ProjectError if nothing was trained, or if the checkpoint does not fit its network.
    """
    latest = project.latest_run()
    if latest is None:
        raise ProjectError(Sentence("{file} holds no trained weights yet. Train it first.", file=project.path.name))
    run = latest.id if run is None else run
    kept = project.checkpoints(run)
    if checkpoint is None and not kept:
        raise ProjectError(
            Sentence("Run {run} of {file} keeps no checkpoint. Choose another run.", run=run, file=project.path.name)
        )
    if keepsake is not None:
        state = project.keepsake(run, keepsake)
    else:
        state = project.state(kept[-1].id if checkpoint is None else checkpoint)
    document = project.run_document(run)
    try:
        return trained_model(document, state.weights, *project.preparation(run))
    except InputError as error:
        raise ProjectError(error.sentence) from None


def trained_model(
    document: Document, weights: Mapping[str, Array], fitted: FittedPreprocessing, description: DataDescription
) -> TrainedModel:
    """The network of a document with these weights; raises InputError if they do not fit it."""
    model = Model(document.network)
    model.store.load(weights, Sentence("The checkpoint's weights"))
    kinds = target_kinds(document.training, description, model.prediction_shapes)
    return TrainedModel(document, model, fitted, description.for_outputs(kinds))


def trained(path: Path) -> TrainedModel:
    """The network in a project file as its newest run left it."""
    return load_trained(Project.open(path))
