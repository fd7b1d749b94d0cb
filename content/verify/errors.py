"""Why verification as a whole could not be done."""


class VerifyError(Exception):
    """No verdict is possible: the message says why, and what to do about it."""


class VerifierMissing(VerifyError):  # noqa: N818 - it says what is missing
    """The interpreter that is to run the decks cannot import PyTorch."""
