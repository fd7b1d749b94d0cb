"""What an exporter refuses, in words for the person who builds."""


class ExportError(Exception):
    """The message says what is wrong and what to do about it."""
