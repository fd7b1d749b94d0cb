"""Files appear whole or not at all, and never take the place of others."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srs.files import CannotWriteError, FileThereError, create, replace
from tests.srs.cli.program import files_below


def test_files_are_made_with_their_folders(tmp_path: Path) -> None:
    create({tmp_path / "a" / "b" / "c": b"1", tmp_path / "a" / "d": b"2"})
    assert files_below(tmp_path) == {"a/b/c": b"1", "a/d": b"2"}


@pytest.mark.parametrize("there", ["file", "folder", "broken link"])
def test_nothing_is_written_if_one_of_the_names_is_taken(there: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    match there:
        case "file":
            taken.write_bytes(b"mine")
        case "folder":
            taken.mkdir()
        case _:
            taken.symlink_to("nowhere")
    with pytest.raises(FileThereError, match="taken is there already"):
        create({tmp_path / "new" / "file": b"1", taken: b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_file_that_fails_takes_those_before_it_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(CannotWriteError, match=r"cannot write .*/inside"):
        create({tmp_path / "new" / "first": b"1", tmp_path / "file" / "inside": b"2"})
    assert files_below(tmp_path) == {"file": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_change_keeps_the_mode_and_the_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    replace(link, b"old", b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_what_somebody_else_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"theirs")
    with pytest.raises(CannotWriteError, match="was changed by another program"):
        replace(file, b"old", b"new")
    assert files_below(tmp_path) == {"file": b"theirs"}


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond a few bytes, which ends a write as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old, and long")
    with pytest.raises(CannotWriteError, match="Make room"), full_disk():
        replace(file, b"old, and long", b"new, and longer")
    assert files_below(tmp_path) == {"file": b"old, and long"}
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_is_read_only_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(CannotWriteError, match="read-only"):
        replace(file, b"old", b"new")
    assert files_below(tmp_path) == {"file": b"old"}
