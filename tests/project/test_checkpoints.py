import numpy as np
import pytest

from nnstudio.engine.state import TrainingState
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import ProjectError
from nnstudio.network.json_format import document_from_json
from nnstudio.project import checkpoints
from nnstudio.project.database import writing


@pytest.fixture
def recorder(project, document, prepare_data):
    return project.begin_run(document, prepare_data(project, document), "")


def state_at(epoch: int, loss: float, *, batch: int = 0, values: int = 4, **figures: float) -> TrainingState:
    history = {name: np.array([value]) for name, value in {"loss": loss, **figures}.items()} if epoch else {}
    facts = {"epoch": epoch, "batch": batch, "step": 10 * epoch + batch}
    return TrainingState({"weights/a/kernel": np.arange(values, dtype=np.float32)}, facts).with_history(history)


def kept(project, recorder) -> list[int]:
    return [info.epoch for info in project.checkpoints(recorder.run)]


def test_the_newest_three_and_the_best_are_kept(project, recorder):
    for epoch, loss in enumerate([9.0, 5.0, 1.0, 2.0, 3.0, 4.0, 5.0], start=1):
        recorder.checkpoint(state_at(epoch, loss))
    assert kept(project, recorder) == [3, 5, 6, 7]


def test_the_best_is_chosen_by_the_validation_where_there_is_one(project, recorder):
    for epoch, loss in enumerate([2.0, 1.0, 5.0, 5.0, 5.0, 5.0], start=1):
        recorder.checkpoint(state_at(epoch, -loss, val_loss=loss))
    assert kept(project, recorder) == [2, 4, 5, 6]


def test_a_moment_within_an_epoch_has_no_score(project, recorder):
    recorder.checkpoint(state_at(2, 0.5, batch=3))
    (info,) = project.checkpoints(recorder.run)
    assert (info.epoch, info.step, info.score) == (2, 23, None)


def test_of_two_checkpoints_at_the_same_step_the_later_stays(project, recorder):
    recorder.checkpoint(state_at(1, 5.0))
    recorder.checkpoint(state_at(1, 3.0))
    (info,) = project.checkpoints(recorder.run)
    assert info.score == 3.0


def test_runs_do_not_take_checkpoints_from_each_other(project, recorder, document, prepare_data):
    recorder.checkpoint(state_at(1, 5.0))
    other = project.begin_run(document, prepare_data(project, document), "")
    for epoch in range(1, 6):
        other.checkpoint(state_at(epoch, 1.0))
    assert kept(project, recorder) == [1]


def test_a_state_that_is_not_finite_is_not_kept(project, recorder):
    recorder.checkpoint(state_at(1, 5.0))
    bad = state_at(2, 5.0)
    bad.arrays["weights/a/kernel"][0] = np.nan
    recorder.checkpoint(bad)
    assert kept(project, recorder) == [1]


def test_a_figure_that_is_not_finite_does_not_keep_a_state_from_being_kept(project, recorder):
    recorder.checkpoint(state_at(1, np.inf, r2_score=np.nan))
    (info,) = project.checkpoints(recorder.run)
    assert info.score is None
    assert np.isnan(project.state(info.id).history["r2_score"][-1])


def test_a_large_checkpoint_is_stored_in_parts(project, recorder, monkeypatch):
    monkeypatch.setattr(checkpoints, "PART", 1000)
    state = state_at(1, 1.0, values=5000)
    recorder.checkpoint(state)
    (info,) = project.checkpoints(recorder.run)
    assert info.size == len(state.to_bytes())
    assert np.array_equal(project.state(info.id).weights["a/kernel"], state.weights["a/kernel"])


@pytest.mark.parametrize("content", [b"\0", b"nonsense", b"\xff" * 100])
def test_a_damaged_checkpoint_is_told_in_a_sentence(project, recorder, content):
    recorder.checkpoint(state_at(1, 1.0))
    (info,) = project.checkpoints(recorder.run)
    with writing(project.path) as connection:
        connection.execute("UPDATE part SET content = ?", (content,))
    with pytest.raises(ProjectError, match="damaged"):
        project.state(info.id)


def test_a_run_is_written_with_checkpoints_from_its_start_to_its_end(project, train):
    run = train(project)
    steps = [info.step for info in project.checkpoints(run)]
    assert steps[0] == 0
    assert steps[-1] == 20 * 3


def test_resuming_from_any_checkpoint_leads_to_the_same_weights(project, document, prepare_data, train):
    data = prepare_data(project, document)
    run = train(project)
    final = project.latest_state().weights
    for info in project.checkpoints(run):
        trainer = Trainer(document, data)
        trainer.restore(project.state(info.id))
        while not trainer.finished:
            trainer.advance()
        for name, values in trainer.model.store.named().items():
            assert np.array_equal(final[name], values)


INVOLVED = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [4]}},
            {"id": "hidden", "type": "Dense", "config": {"units": 8, "activation": "relu"}},
            {"id": "norm", "type": "BatchNormalization"},
            {"id": "drop", "type": "Dropout", "config": {"rate": 0.3}},
            {"id": "output", "type": "Dense", "config": {"units": 3, "activation": "softmax"}},
        ],
        "edges": [
            {"source": "input", "target": "hidden"},
            {"source": "hidden", "target": "norm"},
            {"source": "norm", "target": "drop"},
            {"source": "drop", "target": "output"},
        ],
    },
    "data": {"source": "sample:iris", "validation_split": 0.2, "preprocessing": [{"type": "Standardize"}]},
    "training": {
        "loss": "sparse_categorical_crossentropy",
        "optimizer": {"type": "Adam", "config": {"amsgrad": True, "weight_decay": 0.01}},
        "metrics": ["accuracy"],
        "epochs": 12,
        "batch_size": 16,
        "callbacks": [
            {"type": "EarlyStopping", "config": {"patience": 2, "min_delta": 0.05, "restore_best_weights": True}}
        ],
    },
}


@pytest.mark.parametrize("batches", [0, 1, 7, 8, 9, 30])
def test_a_training_with_everything_that_has_a_state_goes_on_bit_for_bit(project, prepare_data, batches):
    document = document_from_json(INVOLVED)
    data = prepare_data(project, document)
    recorder = project.begin_run(document, data, "")
    whole, part, rest = Trainer(document, data), Trainer(document, data), Trainer(document, data)
    for _ in range(batches):
        part.advance()
    recorder.checkpoint(part.state())
    rest.restore(project.latest_state())
    assert (rest.epoch, rest.batch) == (part.epoch, part.batch)
    for trainer in (whole, rest):
        while not trainer.finished:
            trainer.advance()
        trainer.finish()
    assert rest.stop_reason == whole.stop_reason
    one, other = whole.state(), rest.state()
    for name, values in one.arrays.items():
        if name not in ("history/seconds", "history/samples_per_second"):
            assert np.array_equal(values, other.arrays[name], equal_nan=True), name
    assert one.facts == {**other.facts, "seconds": one.facts["seconds"]}
