"""The key that signs remembered verdicts: who does not have it cannot make srs believe a forged one."""

import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from srs.files import place

VARIABLE = "SRS_VERDICTS_KEY"
KEY_BYTES = 32


def signing_key(file: Path, environment: Mapping[str, str]) -> bytes:
    """The key that the environment gives, or else the one in `file`, made when it is first asked for.

    Where it cannot be kept it is a new one each time: then nothing remembered is believed.
    """
    given = environment.get(VARIABLE)
    if given:
        return given.encode()
    with suppress(OSError):
        if not file.exists():
            _make(file)
        key = file.read_bytes()
        if len(key) == KEY_BYTES:
            return key
    return secrets.token_bytes(KEY_BYTES)


def _make(file: Path) -> None:
    """Put a new key there, for its owner alone to read, unless another process was first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".srs-", dir=file.parent) as folder:
        draft = Path(folder) / "key"
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(KEY_BYTES))
        with suppress(FileExistsError):
            place(draft, file)
