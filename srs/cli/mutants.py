"""Prints the mutants of one note: each as a difference, with what became of it."""

import json
from collections import Counter

import click

from content.verify import Fate, Trial, Verdict
from srs.check import Running
from srs.cli.context import Context
from srs.cli.phrases import counted
from srs.cli.places import shown_path
from srs.cli.screen import Screen, Tone, screen_for_stdout
from srs.cli.verifying import checked_note
from srs.find import find_note

_TONES = {Fate.KILLED: Tone.RIGHT, Fate.SURVIVED: Tone.WRONG}
_WORDS = {Fate.LEFT_OUT: "left out", Fate.SKIPPED: "not tried"}
_REASONS = {
    Fate.SKIPPED: "another mutant of its statement survived, or the code itself failed",
    Fate.LEFT_OUT: "this note has more mutants than are tried, or its runs took too long",
}


def show_mutants(context: Context, name: str, running: Running, form: str) -> None:
    """Try the mutants of a note, and print them as text or as one JSON object; none may survive."""
    if form not in ("text", "json"):
        raise click.UsageError(f"--mutants prints text or JSON, not {form}")
    loaded = context.load()
    found = find_note(loaded, name)
    report = checked_note(context, loaded.collection, found.note, running)
    trials = report.trials.get(found.note.id, ())
    verdict = report.verdicts.get(found.note.id)
    if form == "json":
        shown = {**found.as_json(), "verdict": verdict, "mutants": [_as_json(trial) for trial in trials]}
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        _show(trials, shown_path(loaded.root, found.note.path), screen_for_stdout(plain=False))
    if verdict not in {None, Verdict.PASS}:
        click.echo(f"The note {found.note.id} is not verified: `srs check` says why.", err=True)
        raise click.exceptions.Exit(1)


def _show(trials: tuple[Trial, ...], path: str, screen: Screen) -> None:
    for trial in trials:
        place = f"{path}:{trial.span.line}:{trial.span.column}"
        screen.line(f"{place}: {trial.mutant.operator}", Tone.STRONG)
        for line in trial.mutant.diff.split("\n"):
            screen.line(f"  {line}")
        screen.line(f"  {_fate(trial)}\n", _TONES.get(trial.fate, Tone.QUIET))
    fates = Counter(_WORDS.get(trial.fate, str(trial.fate)) for trial in trials)
    counts = ", ".join(f"{count} {fate}" for fate, count in fates.items())
    screen.line(f"{counted(len(trials), 'mutant')}{counts and ': ' + counts}")


def _fate(trial: Trial) -> str:
    reason = _REASONS.get(trial.fate, trial.reason)
    by = " by " if trial.fate is Fate.KILLED else ": " if reason else ""
    return _WORDS.get(trial.fate, str(trial.fate)) + by + reason


def _as_json(trial: Trial) -> dict[str, object]:
    span = trial.span
    return {
        "operator": trial.mutant.operator,
        "change": trial.mutant.change,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "diff": trial.mutant.diff,
        "fate": trial.fate,
        "reason": trial.reason,
    }
