"""Where a history cannot be written, or not well: a full disk, a read-only place, a network share."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

from srs.card_state import CANONICAL
from srs.events import Event
from srs.history import History
from srs.scheduling import Scheduling
from srs.storage import mounts
from srs.storage.history_errors import HistoryError, explaining
from srs.storage.history_file import create_history
from srs.upkeep.history_verify import verify_history
from tests.srs.histories import reviews_of
from tests.srs.samples import NAMESPACE, moment

_UNPRIVILEGED = """
import os, sys
import tempfile  # what is imported later may lie where nobody but root can read
from pathlib import Path
import srs.storage.event_rows, srs.files  # nobody else may read a Python in somebody's home later on
from srs.errors import SrsError
from srs.history import History
from srs.scheduling import Scheduling
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    with History(Path(sys.argv[1]), Scheduling(maximum_interval_days=3)) as history:
        if sys.argv[2] == "write":
            history.ensure_writable()
        else:
            print(*(state.interval_days for state in history.states("sample.example").values()))
            print(history.state(next(iter(history.states("sample.example")))).reviews)
except SrsError as error:
    print(error)
"""


def unprivileged(path: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _UNPRIVILEGED, path, what], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("what", ["file", "folder", "new"])
def test_what_cannot_be_written_is_one_line_that_says_what_to_do(what: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        if what != "new":
            create_history(path)
            path.chmod(0o444 if what == "file" else 0o666)
        Path(folder).chmod(0o777 if what == "file" else 0o555)
        printed = unprivileged(path, "write")
        Path(folder).chmod(0o700)
    assert "--history" in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_what_can_only_be_read_is_read_by_any_scheduling(file_mode: int, folder_mode: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        with History(path) as history:
            for days in (0, 1, 9):
                history.record(*reviews_of("ab", moment(days=days).day))
        path.chmod(file_mode)
        Path(folder).chmod(folder_mode)
        before = path.read_bytes()
        printed = unprivileged(path, "read")
        Path(folder).chmod(0o700)
        assert printed == "3 3\n3\n"
        assert path.read_bytes() == before


def test_states_derived_in_memory_follow_what_others_write(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with History(path) as writer, History(path, Scheduling(maximum_interval_days=3)) as reader:
        writer.record(*reviews_of("a"))
        reader.data_version  # noqa: B018 - opens the file
        assert reader._connection is not None
        reader._connection.close()
        reader._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
        for notes in ("b", "c"):
            assert notes not in {card.note for card in reader.states(NAMESPACE)}
            writer.record(*reviews_of(notes))
            assert notes in {card.note for card in reader.states(NAMESPACE)}


def test_a_full_disk_refuses_a_review_and_keeps_the_others(tmp_path: Path) -> None:
    saved: list[Event] = []
    with History(tmp_path / "history.db") as history:

        def review_all() -> None:
            for event in reviews_of(f"note-{number}" for number in range(1000)):
                history.record(event)
                saved.append(event)

        history.ensure_writable()
        connection = history._connection
        assert connection is not None
        connection.execute("PRAGMA max_page_count = 30")  # SQLite then answers as it does on a full disk
        with pytest.raises(HistoryError, match="free some disk space") as caught:
            review_all()
        assert "\n" not in str(caught.value)
        assert list(history.events()) == saved != []
        connection.execute("PRAGMA max_page_count = 1000")
        history.record(*reviews_of(["last"]))
    assert verify_history(tmp_path / "history.db", CANONICAL, moment(days=9).at_ms).problems == ()


_LIMITED = """
import resource, sys
from pathlib import Path
from srs.errors import SrsError
from srs.history import History
from tests.srs.histories import reviews_of
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
saved = 0
try:
    with History(Path(sys.argv[1])) as history:
        for event in reviews_of(f"note-{number}" for number in range(1000)):
            history.record(event)
            saved += 1
except SrsError as error:
    print(saved, error)
"""


def test_a_file_that_may_not_grow_refuses_a_review_and_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    create_history(path)
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, path, "300000"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    saved, message = done.stdout.split(" ", 1)
    assert "check the disk" in message
    with History(path) as history:
        assert len(list(history.events())) == int(saved) > 0
    assert verify_history(path, CANONICAL, moment(days=9).at_ms).problems == ()


MOUNTED = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / {share} rw,relatime shared:20 - {kind} server:/home rw,vers=4.2
41 22 0:41 / {share}/local rw,relatime - tmpfs tmpfs rw
"""


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of which the kernel says that it is a network share."""
    share = tmp_path / "a share"
    (share / "local").mkdir(parents=True)
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTED.format(share=str(share).replace(" ", "\\040"), kind="nfs4"))
    monkeypatch.setattr(mounts, "MOUNT_TABLE", table)
    return share


def mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_a_network_share_is_what_the_kernel_says_of_the_innermost_folder(share: Path) -> None:
    assert mounts.network_share(share / "history.db") == "nfs4"
    assert mounts.network_share(share / "local" / "history.db") is None
    assert mounts.network_share(share.parent / "history.db") is None


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph"])
def test_the_kinds_of_network_shares_are_known(share: Path, kind: str) -> None:
    mounts.MOUNT_TABLE.write_text(MOUNTED.format(share=str(share).replace(" ", "\\040"), kind=kind))
    assert mounts.network_share(share / "history.db") == kind


def test_a_history_on_a_network_share_needs_no_memory_that_machines_would_have_to_share(share: Path) -> None:
    path = share / "history.db"
    with History(path) as history, History(path) as other:
        history.record(*reviews_of("a"))
        other.record(*reviews_of("b"))
        assert len(history.states(NAMESPACE)) == 2
        assert [file.name for file in share.iterdir() if file.is_file()] == ["history.db"]
    assert mode(path) == "delete"
    (problem,) = verify_history(path, CANONICAL, moment(days=9).at_ms).problems
    assert not problem.is_error
    assert "network share (nfs4)" in problem.message


def test_a_history_that_moves_to_a_share_and_back_changes_its_journal(share: Path, tmp_path: Path) -> None:
    home, away = tmp_path / "history.db", share / "history.db"
    with History(home) as history:
        history.record(*reviews_of("a"))
    for path, source, journal in ((away, home, "delete"), (home, away, "wal")):
        source.rename(path)
        with History(path) as history:
            assert len(list(history.events())) == 1
        assert mode(path) == journal


def test_a_disk_too_full_to_read_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = sqlite3.OperationalError("disk I/O error")
    full.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    for free, message in ((4096, "there is no room"), (10**9, "check the disk")):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        with pytest.raises(HistoryError, match=message), explaining(tmp_path / "history.db"):
            raise full
