"""Errors that a user can cause, each with the exit code it ends the program with."""


class SrsError(Exception):
    """Something the user can mend: the message says what is wrong and what to do about it."""

    exit_code = 3
    """1: the content is wrong; 2: the call is wrong; 3: the environment is."""


class BrokenContentError(SrsError):
    """The content has mistakes that are to be mended first; nothing was written."""

    exit_code = 1
