from __future__ import annotations

import gc
import threading
from functools import partial

import pytest

from nnstudio.engine.team import Team

NAME = "training-"


def helpers():
    return [thread for thread in threading.enumerate() if thread.name.startswith(NAME)]


def test_parts_of_a_phase_are_done_at_the_same_time():
    team, together = Team(3), threading.Barrier(3, timeout=10)
    team.run((((together.wait,), (together.wait,), (together.wait,)),))
    team.close()


def test_a_phase_begins_when_the_one_before_is_done():
    team, seen = Team(2), []
    phases = tuple(tuple((partial(seen.append, number),) for _ in range(2)) for number in range(50))
    team.run(phases)
    assert seen == sorted(seen)
    assert len(seen) == 100
    team.close()


def test_a_member_does_several_parts_where_there_are_more_parts_than_members():
    team, seen = Team(2), []
    team.run((tuple((partial(seen.append, number),) for number in range(5)),))
    assert sorted(seen) == [0, 1, 2, 3, 4]
    team.close()


@pytest.mark.parametrize("guilty", [0, 1])
def test_what_goes_wrong_in_a_part_is_raised_when_all_are_done(guilty):
    def fail():
        raise MemoryError

    team, seen = Team(2), []
    calls = [partial(seen.append, "done"), partial(seen.append, "done")]
    calls[guilty] = fail
    with pytest.raises(MemoryError):
        team.run((((calls[0],), (calls[1],)),))
    assert seen == ["done"]
    team.run((((partial(seen.append, "again"),), (partial(seen.append, "again"),)),))
    assert seen == ["done", "again", "again"]
    team.close()


def test_threads_end_with_their_team():
    before = len(helpers())
    team = Team(3)
    assert len(helpers()) == before + 2
    team.close()
    assert len(helpers()) == before
    team = Team(2)
    del team
    gc.collect()
    assert len(helpers()) == before
