import csv

import pytest
from msgspec import structs

from nnstudio.catalog.callbacks import CSVLogger, EarlyStopping, ReduceLROnPlateau
from nnstudio.data.reference import DataReference
from nnstudio.project.csv_log import csv_logs

ROW = {
    "loss": 0.5,
    "accuracy": 0.75,
    "val_loss": 0.625,
    "val_accuracy": 0.5,
    "epoch": 1.0,
    "learning_rate": 0.1,
    "seconds": 1.0,
    "samples_per_second": 9.0,
}
WITHOUT_VALIDATION = {name: value for name, value in ROW.items() if not name.startswith("val_")}


@pytest.fixture
def logged(tmp_path, document):
    """The file that the logger writes for some epochs, and what it could not do."""

    def logged(callbacks, rows, before=()):
        changed = structs.replace(document, training=document.training.replace(callbacks=tuple(callbacks)))
        (log,) = csv_logs(changed, tmp_path, before)
        for row in rows:
            log.epoch(row)
        log.end("finished", "")
        assert log.failure is None
        return (tmp_path / "training.csv").read_bytes().decode()

    return logged


def numbered(*epochs):
    return [{**ROW, "epoch": float(epoch)} for epoch in epochs]


def test_the_file_is_that_of_keras(logged):
    """Keras 3.15 wrote this, from the same figures."""
    assert logged([CSVLogger(filename="training.csv")], numbered(1, 2)) == (
        "epoch,accuracy,loss,val_accuracy,val_loss\r\n0,0.75,0.5,0.5,0.625\r\n1,0.75,0.5,0.5,0.625\r\n"
    )


def test_where_nothing_validates_columns_for_that_hold_na(logged):
    assert logged([CSVLogger(filename="training.csv")], [WITHOUT_VALIDATION]) == (
        "epoch,accuracy,loss,val_accuracy,val_loss\r\n0,0.75,0.5,NA,NA\r\n"
    )


def test_a_learning_rate_is_written_behind_what_changes_it(logged):
    plateau, log = ReduceLROnPlateau(), CSVLogger(filename="training.csv", separator=";")
    assert logged([plateau, log], numbered(1)).startswith("epoch;accuracy;learning_rate;loss;")
    assert "learning_rate" not in logged([log, plateau], numbered(1))
    assert "learning_rate" not in logged([EarlyStopping(), log], numbered(1))


def test_a_new_training_replaces_the_file_or_goes_on_in_it(logged):
    once = logged([CSVLogger(filename="training.csv")], numbered(1))
    assert logged([CSVLogger(filename="training.csv")], numbered(1)) == once
    appended = logged([CSVLogger(filename="training.csv", append=True)], numbered(1)).splitlines()
    assert appended == [*once.splitlines(), once.splitlines()[1]]


def test_a_file_that_is_appended_to_begins_with_its_columns(logged):
    assert logged([CSVLogger(filename="training.csv", append=True)], numbered(1)).startswith("epoch,accuracy,")


def test_a_resumed_training_has_its_earlier_epochs_in_the_file(logged):
    text = logged([CSVLogger(filename="training.csv")], numbered(3), before=numbered(1, 2))
    assert [row["epoch"] for row in csv.DictReader(text.splitlines())] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("filename", "sentence"),
    [
        (
            "no/such/folder.csv",
            "CSV logger cannot write {path}: there is no such folder. The training went on without it.",
        ),
        (
            "folder.csv",
            "CSV logger cannot write {path}: there is a folder of that name. The training went on without it.",
        ),
        ("square.csv", "CSV logger wrote nothing: square.csv holds the data. Name another file."),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_else_happens(tmp_path, document, filename, sentence):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "square.csv").write_text("x,y")
    training = document.training.replace(callbacks=(CSVLogger(filename=filename),))
    data = DataReference(source="square.csv")
    (log,) = csv_logs(structs.replace(document, training=training, data=data), tmp_path)
    log.epoch(ROW)
    assert log.failure == sentence.format(path=tmp_path / filename)
    assert (tmp_path / "square.csv").read_text() == "x,y"


def test_a_document_without_a_folder_is_to_be_saved_first(document):
    training = document.training.replace(callbacks=(CSVLogger(filename="training.csv"),))
    (log,) = csv_logs(structs.replace(document, training=training), None)
    log.epoch(ROW)
    assert log.failure == "CSV logger wrote nothing: save the document first, so that it has a folder."
