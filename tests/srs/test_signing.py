"""The key that verdicts are signed with is made once, and kept from others."""

import stat
from pathlib import Path

from srs.signing import signing_key


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "verdicts.key"
    first = signing_key(file, {})
    assert signing_key(file, {}) == first
    assert len(first) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["verdicts.key"]


def test_the_environment_goes_first(tmp_path: Path) -> None:
    assert signing_key(tmp_path / "key", {"SRS_VERDICTS_KEY": "secret"}) == b"secret"
    assert not list(tmp_path.iterdir())


def test_where_no_key_can_be_kept_nothing_is_believed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    first, second = (signing_key(tmp_path / "file" / "key", {}) for _ in range(2))
    assert first != second


def test_a_damaged_key_is_left_as_it_is_and_not_used(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"short")
    assert len(signing_key(file, {})) == 32
    assert file.read_bytes() == b"short"
