import numpy as np
import pytest
from msgspec import structs

from nnstudio.data.preprocessing import read_preprocessing
from nnstudio.data.reference import DataReference
from nnstudio.errors import DataError, ProjectError
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.project.trained import load_trained, trained


def test_a_project_that_was_never_trained_is_told(project):
    with pytest.raises(ProjectError, match=r"square\.nnstudio holds no trained weights yet\. Train it first\."):
        trained(project.path)


def test_a_trained_network_evaluates_as_its_last_epoch_did(project, train, document, prepare_data):
    run = train(project)
    figures = trained(project.path).evaluate(prepare_data(project, document).validation)
    last = project.history(run)[-1]
    assert figures == {"loss": last["val_loss"], "mean_absolute_error": last["val_mean_absolute_error"]}


def test_new_rows_are_prepared_as_the_training_rows_were(project, train, document, tmp_path):
    steps = read_preprocessing([{"type": "Standardize", "columns": ["x"]}], "data")
    project.save_document(structs.replace(document, data=document.data.replace(preprocessing=steps)))
    train(project, epochs=200)
    (tmp_path / "new.csv").write_text("x\n0.25\n0.5\n")
    network = trained(project.path)
    predictions = network.predict(network.prepare(tmp_path / "new.csv").inputs)
    assert predictions.dtype == np.float32
    assert np.allclose(predictions[:, 0], [0.0625, 0.25], atol=0.05)


def test_the_target_of_a_trained_network_has_the_form_that_its_loss_takes(project, train, document):
    document = structs.replace(
        apply(document, edits.set_fields(document, ["input"], shape=(4,))), data=DataReference(source="sample:iris")
    )
    document = apply(document, edits.set_fields(document, ["output"], units=3))
    train(project, document, metrics=())
    network = trained(project.path)
    assert network.description.target.kind == "one_hot"
    assert network.description.target.class_names == ("setosa", "versicolor", "virginica")


def test_new_rows_that_do_not_fit_are_told(project, train, tmp_path):
    train(project)
    (tmp_path / "new.csv").write_text("z\n1\n")
    with pytest.raises(DataError, match="lacks 'x'"):
        trained(project.path).prepare(tmp_path / "new.csv")


def test_edits_after_the_training_do_not_touch_what_was_trained(project, train, document):
    train(project)
    project.save_document(apply(document, edits.set_fields(document, ["hidden"], units=5)))
    network = trained(project.path)
    assert network.document == document
    assert network.weights["hidden/kernel"].shape == (1, 8)


def test_any_checkpoint_of_any_run_can_be_taken(project, train):
    first = train(project)
    train(project, epochs=2)
    start = project.checkpoints(first)[0]
    assert not np.array_equal(
        load_trained(project, first, start.id).weights["hidden/kernel"],
        load_trained(project, first).weights["hidden/kernel"],
    )


def test_a_checkpoint_that_does_not_fit_its_network_is_told(project, train, document):
    run = train(project)
    changed = apply(document, edits.set_fields(document, ["hidden"], units=5))
    project.resume_run(run, project.latest_state(), changed)
    with pytest.raises(ProjectError, match="The checkpoint's weights have hidden/kernel of the shape 1×8"):
        trained(project.path)
