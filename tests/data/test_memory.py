"""Memory that is free, and the sentence for what would not fit."""

import pytest

from nnstudio.data.memory import as_size, available_memory, pages_to_spare, require_memory
from nnstudio.errors import DataError


def test_the_system_says_how_much_memory_is_free():
    assert available_memory() > 10**6


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 byte"), (999, "999 bytes"), (1500, "1.5 kB"), (2 * 10**9, "2.0 GB"), (8 * 10**20, "800,000.0 PB")],
)
def test_sizes_read_as_people_write_them(count, text):
    assert as_size(count) == text


def test_what_fits_is_let_through_and_what_does_not_is_refused(monkeypatch):
    monkeypatch.setattr("nnstudio.data.memory.available_memory", lambda: 10**9)
    require_memory(8 * 10**8, "pictures.npy")
    with pytest.raises(DataError, match=r"pictures\.npy needs 900\.0 MB of memory, and 1\.0 GB are free\. Close other"):
        require_memory(9 * 10**8, "pictures.npy")


def test_nothing_is_refused_where_the_system_does_not_say(monkeypatch):
    monkeypatch.setattr("nnstudio.data.memory.available_memory", lambda: None)
    require_memory(10**18, "pictures.npy")


def test_pages_that_can_be_had_at_once_are_free_on_a_mac():
    told = (
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
        "Pages free:                               10000.\n"
        "Pages active:                            400000.\n"
        "Pages inactive:                          300000.\n"
        "Pages speculative:                         2000.\n"
        "Pages throttled:                              0.\n"
        "Pages wired down:                        100000.\n"
        "Pages purgeable:                           3000.\n"
    )
    assert pages_to_spare(told) == 16384 * 315_000
