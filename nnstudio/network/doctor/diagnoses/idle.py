"""Settings and layers that do nothing, or nothing but harm, where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.activations import Linear, Softmax
from nnstudio.catalog.callbacks import EarlyStopping
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.doctor.insertion import insertion
from nnstudio.network.doctor.removal import removed
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.output_checks import function_of, with_function
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_USUAL_BATCH = 32


class NoiseAtTheEnd(Diagnosis):
    """Dropout or noise as the output: it spoils the predictions that the loss judges."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """Every output that draws random numbers."""
        for output in outputs_of(case.network):
            if not output.muted and output.layer.category == "Regularization" and output.layer.draws_numbers:
                yield Problem(
                    code="noise-at-the-end",
                    severity="warning",
                    node=output.id,
                    message=Sentence(
                        "{output} is the output, so that the loss judges predictions that are changed at "
                        "random. Put it before the last layer with weights, or remove it.",
                        output=output.title,
                    ),
                    fixes=(*_moved_up(case, output), *removed(case.document, output)),
                )


class NothingToLearn(Diagnosis):
    """All weights frozen, or none there."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """One for the network."""
        weighty = [node for node in case.network.nodes if case.inference.weights.get(node.id)]
        learns = any(
            node.trainable and any(spec.trainable for spec in case.inference.weights[node.id].values())
            for node in weighty
        )
        if learns or not case.network.edges:
            return
        frozen = [node.id for node in weighty if not node.trainable]
        fix = Fix("Unfreeze all layers", edits.set_trainable(case.document, frozen, trainable=True))
        yield Problem(
            code="nothing-to-learn",
            severity="warning",
            node=frozen[0] if frozen else None,
            message=(
                "All layers with weights are frozen, so that training changes nothing. Unfreeze some of them."
                if frozen
                else "No layer has weights, so that training changes nothing. Add a layer such as Dense."
            ),
            fixes=(fix,) if frozen else (),
        )


class PatienceWithoutEnd(Diagnosis):
    """A callback that waits longer than the training lasts."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """Early stopping that can neither stop nor bring back the best weights."""
        training = case.document.training
        for callback in dict.fromkeys(training.callbacks):
            if not isinstance(callback, EarlyStopping) or callback.restore_best_weights:
                continue
            if callback.patience >= training.epochs > 1:
                patience = max(1, training.epochs // 4)
                shorter = tuple(
                    other.replace(patience=patience) if other == callback else other for other in training.callbacks
                )
                yield Problem(
                    code="idle-callback",
                    severity="warning",
                    field="callbacks",
                    message=Sentence(
                        "{callback} waits for {patience} epochs without improvement, but the training has "
                        "{epochs}, so that it never stops anything. Make its patience smaller.",
                        callback=callback.label,
                        patience=callback.patience,
                        epochs=training.epochs,
                    ),
                    fixes=(
                        Fix(
                            Sentence("Set Patience to {patience}", patience=patience),
                            edits.set_training(case.document, callbacks=shorter),
                        ),
                    ),
                )


class BatchOfOne(Diagnosis):
    """Normalization over batches of a single row, which makes all values equal."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """For layers whose input has no other axis to take the mean over."""
        if case.document.training.batch_size > 1:
            return
        for node in case.network.active:
            if node.type_name == "BatchNormalization" and len(case.shape(node.id) or ()) == 1:
                change = edits.set_training(case.document, batch_size=_USUAL_BATCH)
                yield Problem(
                    code="batch-of-one",
                    severity="warning",
                    node=node.id,
                    message=Sentence(
                        "{node} takes its mean over a batch, but the batch size is 1: every unit becomes its "
                        "own mean, and nothing is left of the input. Make the batch size larger.",
                        node=node.title,
                    ),
                    fixes=(Fix(Sentence("Set Batch size to {size}", size=_USUAL_BATCH), change),),
                )


class SoftmaxTwice(Diagnosis):
    """Probabilities made into probabilities once more, which evens them out."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """Two of them directly behind each other."""
        for node in case.network.active:
            if not isinstance(function_of(node.layer), Softmax) or case.inference.weights.get(node.id):
                continue
            before = next(case.before(node), None)
            if before is None or len(case.network.outgoing[before.id]) > 1:
                continue
            if isinstance(function_of(before.layer), Softmax):
                plain = with_function(case.document, before, Linear())
                yield Problem(
                    code="softmax-twice",
                    severity="warning",
                    node=before.id,
                    field="activation",
                    message=Sentence(
                        "{before} applies softmax, and {node} applies it again to the units, which makes all "
                        "of them nearly equal. Use it once.",
                        before=before.title,
                        node=node.title,
                    ),
                    fixes=(
                        Fix(Sentence("Use linear in “{before}”", before=before.id), plain),
                        *removed(case.document, node),
                    ),
                )


def _moved_up(case: Case, output: Node) -> Iterator[Fix]:
    """The output put before the layer that leads to it."""
    before = next(case.before(output), None)
    edges = () if before is None else case.network.incoming[before.id]
    if before is not None and len(edges) == 1 and len(case.network.outgoing[before.id]) == 1:
        change = next(removed(case.document, output)).change
        change = change.then(insertion(case.after(change).document, edges[0], [output.layer]))
        yield Fix(Sentence("Put “{output}” before “{before}”", output=output.id, before=before.id), change)
