"""What a training will do and take, told before it begins: from the document and what is known of its data."""

from __future__ import annotations

import os

from nnstudio.data.preparation import DataDescription
from nnstudio.engine.arena import Arena
from nnstudio.engine.memory import least_need, need_of, require_room
from nnstudio.engine.model import Evaluator, Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.randomness import generator
from nnstudio.engine.report import PlanReport, described
from nnstudio.engine.slices import slice_count
from nnstudio.network.document import Document


def forecast(document: Document, data: DataDescription, threads: int | None = None) -> PlanReport:
    """The plan that a trainer would compile, without any array of it.

    Raises NetworkError for a network with problems, or whose mere results are more than may be taken of the memory.
    With `threads` it is for no more of the processors than these.
    """
    training, model = document.training, Model(document.network)
    batch = max(1, min(training.batch_size, data.train_rows))
    require_room(least_need(model.inference, batch, training), model.network, batch)
    slices = slice_count(model.network, model.inference, batch)
    rngs = {node.id: generator(training.seed, node.id) for node in model.network.nodes}
    objective = Objective.of(training, model.prediction_shapes, {})
    plan = model.compile(batch, objective, rngs, slices, Arena(0))
    rest, validation = data.train_rows % batch, data.validation_rows
    judged = Evaluator(model, training).memory(validation) if validation else 0
    need = need_of(plan, model.inference, training, slices=slices, rest=rest, validation=judged)
    return described(plan, model, training, need, min(slices, threads or os.cpu_count() or 1))
