"""Some of the random editing that `python -m tests.network.random_editing` does at length."""

from __future__ import annotations

import pytest

from tests.network.random_editing import failures

PARTS, EACH = 4, 60


@pytest.mark.parametrize("part", range(PARTS))
def test_undo_to_the_start_and_redo_to_the_end_give_identical_bytes_after_any_edits(part):
    assert list(failures(range(EACH * part, EACH * (part + 1)))) == []
