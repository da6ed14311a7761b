import errno
from contextlib import contextmanager
from pathlib import Path

import pytest

from nnstudio.project.atomic import replacing, why_not, write_file


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with replacing(path) as draft:
        draft.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_if_writing_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def write_half() -> None:
        with replacing(path) as draft:
            draft.write_bytes(b"half of the n")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_moment_that_does_not_come_keeps_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    @contextmanager
    def never():
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        write_file(path, b"new", within=never())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path):
    write_file(tmp_path / "a.txt", b"")
    (tmp_path / "b.txt").touch()
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_permissions_and_links_stay_as_they_were(tmp_path):
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_bytes(b"old")
    path.chmod(0o600)
    link.symlink_to(path)
    write_file(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_longest_names_can_be_written(tmp_path):
    write_file(tmp_path / ("n" * 250), b"")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "you may not write there"),
        (errno.ENOENT, "there is no such folder"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_reasons_are_told_in_words(number, reason):
    assert why_not(OSError(number, "Input/output error")) == reason


def test_a_missing_folder_is_an_operating_system_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_file(tmp_path / "nowhere" / "a.txt", b"")
    assert not Path(tmp_path / "nowhere").exists()
