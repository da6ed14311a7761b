"""A few of the kills of `python -m tests.studio.kills`, on every run."""

from __future__ import annotations

import pytest

from tests.studio.kills.kill import kill_editing
from tests.studio.kills.recovery import judge


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("seed", "kind"), [(1, "workspace"), (2, "workspace"), (3, "workspace"), (4, "workspace"), (5, "window")]
)
def test_a_kill_at_a_random_moment_loses_no_work_and_offers_nothing_falsely(tmp_path, seed, kind):
    folder = tmp_path / "work"
    killed_at = kill_editing(seed, folder, tmp_path / "settings", kind, longest=1.5)
    verdict = judge(folder, killed_at, kind)
    assert verdict.complaints == []
    assert verdict.documents
