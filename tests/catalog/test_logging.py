from __future__ import annotations

import pytest

from nnstudio.catalog.callbacks import CSVLogger


@pytest.mark.parametrize("filename", ["training.csv", "runs/log.TXT", "a.tsv"])
def test_files_with_the_document_can_be_written(filename):
    assert CSVLogger(filename=filename).objection() is None


@pytest.mark.parametrize("filename", ["/training.csv", "../training.csv", "runs/../../a.csv", "C:/training.csv"])
def test_files_elsewhere_are_refused(filename):
    objection = CSVLogger(filename=filename).objection()
    assert objection == f"cannot write to {filename!r}; name a file in the folder of the document"


@pytest.mark.parametrize("filename", ["", "training", "project.nnstudio", ".bashrc", "run.py"])
def test_files_that_hold_no_text_of_figures_are_refused(filename):
    objection = CSVLogger(filename=filename).objection()
    assert objection == f"cannot write to {filename!r}; name a file that ends in .csv, .log, .tsv or .txt"


@pytest.mark.parametrize("separator", ["", ", ", "\n", '"'])
def test_a_separator_is_one_character(separator):
    objection = CSVLogger(filename="training.csv", separator=separator).objection()
    assert objection == "needs a separator of one character, such as a comma"
