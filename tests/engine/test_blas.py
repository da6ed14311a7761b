"""Products take one thread while a plan is in use, and as many as before afterwards."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from nnstudio.engine import blas
from nnstudio.engine.blas import blas_name
from nnstudio.engine.peak import product_peak
from nnstudio.engine.trainer import Trainer
from tests.engine.trainings import LINE, line


class Library:
    """Stands for OpenBLAS, with as many threads as are set."""

    def __init__(self, threads):
        self.threads = threads

    def get_num_threads(self):
        return self.threads

    def set_num_threads(self, threads):
        self.threads = threads


@pytest.fixture
def library(monkeypatch):
    found = Library(4)
    one = blas._OneThread()
    one._libraries = [found]
    for module in ("blas", "trainer", "model"):
        monkeypatch.setattr(f"nnstudio.engine.{module}.ONE_THREAD", one)
    return found


def test_the_first_who_enters_limits_and_the_last_who_leaves_restores(library):
    with blas.ONE_THREAD:
        assert library.threads == 1
        with blas.ONE_THREAD:
            assert library.threads == 1
        assert library.threads == 1
    assert library.threads == 4


def test_what_was_set_in_between_is_what_is_restored(library):
    with blas.ONE_THREAD:
        pass
    library.threads = 3
    with blas.ONE_THREAD:
        assert library.threads == 1
    assert library.threads == 3


def test_an_error_restores(library):
    with pytest.raises(ValueError, match="odd"), blas.ONE_THREAD:
        raise ValueError("odd")
    assert library.threads == 4


def test_a_trainer_limits_until_it_is_closed(library):
    trainer = Trainer(LINE, line())
    with closing(trainer):
        trainer.advance()
        assert library.threads == 1
    assert library.threads == 4
    trainer.close()
    assert library.threads == 4


def test_a_trainer_that_nobody_closes_restores_when_it_is_gone(library):
    trainer = Trainer(LINE, line())
    assert library.threads == 1
    del trainer
    gc.collect()
    assert library.threads == 4


def test_predictions_restore(library):
    trainer = Trainer(LINE, line())
    trainer.close()
    trainer.model.predict({"input": np.zeros((3, 1), np.float32)})
    assert library.threads == 4


def test_the_true_library_is_limited_and_restored():
    program = (
        "import threadpoolctl, numpy\n"
        "from nnstudio.engine.blas import ONE_THREAD\n"
        "def threads(): return {found['num_threads'] for found in threadpoolctl.threadpool_info()}\n"
        "before = threads()\n"
        "with ONE_THREAD: assert threads() <= {1}, threads()\n"
        "assert threads() == before, threads()\n"
    )
    subprocess.run([sys.executable, "-c", program], env=os.environ | {"OPENBLAS_NUM_THREADS": "2"}, check=True)


def test_the_library_has_a_name():
    assert blas_name()


def test_a_thread_multiplies_faster_than_a_person():
    assert product_peak() > 1e6
