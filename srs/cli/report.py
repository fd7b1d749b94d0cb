"""Prints diagnostics for a reader, the most important word in colour."""

import sys

from content.diagnostics import Severity, render
from srs.check import Checked
from srs.cli.phrases import counted
from srs.cli.places import seen_from_here, shown_path

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def print_diagnostics(checked: Checked) -> None:
    """Print the diagnostics of a collection to standard error, in the order of its files."""
    if not checked.diagnostics:
        return
    from rich.console import Console  # slow to import
    from rich.text import Text

    console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
    root = checked.loaded.root
    paths = {shown_path(root, path): path for found in checked.diagnostics for path in found.paths}
    for found in seen_from_here(checked):
        text = Text(render(found, lambda path, number: checked.loaded.line(paths[path], number)))
        text.highlight_regex(rf"\A{found.severity}\[[\w-]+\]", _STYLES[found.severity])
        text.highlight_regex(r"(?m)^ *\d* *(-->|:::|\||=)", "blue")
        text.highlight_regex(r"(?m)(?<=\| ) *\^+.*$", _STYLES[found.severity])
        text.highlight_regex(r"(?m)^help:", "bold cyan")
        console.print(text, end="\n\n")


def summary(checked: Checked) -> str:
    """One line: what was checked, and how much of it is confirmed by what."""
    decks = checked.loaded.decks
    notes = sum(len(deck.listed.notes) for deck in decks)
    parts = [counted(len(decks), "deck"), counted(notes, "note")]
    report = checked.report
    if report:
        from content.verify import Fate  # slow to import, as what runs code is

        parts += (
            [f"{report.verified} verified", f"{report.failed} failed"]
            if report.failed
            else [f"{report.verified} verified"]
        )
        parts += [f"{report.unverified} unverified", f"{report.no_run} no-run"]
        left_out = report.mutants(Fate.LEFT_OUT)
        if left_out:
            parts += [f"{counted(left_out, 'mutant')} left out"]
    errors = sum(found.severity is Severity.ERROR for found in checked.diagnostics)
    warnings = len(checked.diagnostics) - errors
    parts += [counted(number, what) for number, what in ((errors, "error"), (warnings, "warning")) if number]
    return ", ".join(parts)
