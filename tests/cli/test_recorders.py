import io
import json
import math

import pytest

from nnstudio.cli.recorders import HistoryFile
from nnstudio.errors import InputError, JobError

ROW = {"loss": 0.5, "val_loss": math.inf, "epoch": 1.0, "learning_rate": 0.1, "seconds": 1.0, "samples_per_second": 9.0}


class FullDisk(io.RawIOBase):
    def write(self, _):
        raise OSError(28, "No space left on device")


def test_a_line_begins_with_the_epoch_and_has_null_for_what_is_not_finite(tmp_path):
    history = HistoryFile(tmp_path / "h.jsonl")
    history.epoch(ROW)
    line = (tmp_path / "h.jsonl").read_text()
    assert line.startswith('{"epoch":1,"loss":0.5,"val_loss":null,"learning_rate":0.1,')
    assert json.loads(line)["epoch"] == 1
    history.end("finished", "")


def test_a_resumed_training_has_its_earlier_epochs_in_the_file(tmp_path):
    history = HistoryFile(tmp_path / "h.jsonl", [ROW])
    history.epoch({**ROW, "epoch": 2.0})
    history.end("finished", "")
    assert [json.loads(line)["epoch"] for line in (tmp_path / "h.jsonl").read_text().splitlines()] == [1, 2]


def test_a_full_disk_stops_the_training_with_a_sentence(tmp_path):
    history = HistoryFile(tmp_path / "h.jsonl")
    history._stream.close()
    history._stream = FullDisk()
    with pytest.raises(JobError, match=r"h\.jsonl cannot be written: the disk is full\. The training was stopped\."):
        history.epoch(ROW)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="there is no such folder"):
        HistoryFile(tmp_path / "no" / "h.jsonl")
