"""Why verification as a whole could not be done."""

from collections.abc import Sequence


class VerifyError(Exception):
    """No verdict is possible: the message says why, and what to do about it."""


class UnconfinedError(VerifyError):
    """The code of a stranger would run without what keeps it from harming this machine."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"this machine cannot confine the code of decks (it lacks {' and '.join(missing)}), so nothing "
            "was run: read the code, and if you trust who wrote it say so once, with --trust"
        )


class VerifierMissing(VerifyError):  # noqa: N818 - it says what is missing
    """The interpreter that is to run the decks cannot import PyTorch."""
