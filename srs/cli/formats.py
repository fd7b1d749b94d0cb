"""Diagnostics in the formats that other programs read."""

import json
from importlib.metadata import version
from urllib.parse import quote

from content.diagnostics import Diagnostic, Severity, in_order
from content.diagnostics import as_json as diagnostic_as_json
from content.explanations import pages
from content.index import Listed, ListedDeck
from content.span import NoteId, Span
from content.verify import Fate
from srs.check import Checked
from srs.cli.places import seen_from_here
from srs.versions import Comparison


def as_json(checked: Checked) -> str:
    """One object, as `docs/commands.md` says."""
    report = checked.report
    return _dumped(
        {
            **_run_as_json(checked),
            "notes": [
                {**_note_as_json(deck, note), "verdict": report and report.verdicts.get(NoteId(note.id))}
                for deck in _decks(checked)
                for note in deck.notes
            ],
            "diagnostics": [diagnostic_as_json(found) for found in checked.diagnostics],
        }
    )


def by_version_as_json(comparison: Comparison) -> str:
    """One object for several versions, as `docs/commands.md` says."""
    verdicts = {row.note: row.verdicts for row in comparison.rows}
    nothing = (None,) * len(comparison.versions)
    return _dumped(
        {
            "ok": comparison.ok,
            "versions": [
                {"interpreter": version.interpreter, **_run_as_json(version.checked)}
                for version in comparison.versions
            ],
            "notes": [
                {**_note_as_json(deck, note), "verdicts": verdicts.get(NoteId(note.id), nothing)}
                for deck in _decks(comparison.versions[0].checked)
                for note in deck.notes
            ],
            "diagnostics": [
                {**diagnostic_as_json(found), "versions": comparison.shown_by[found]}
                for found in in_order(comparison.shown_by)
            ],
        }
    )


def as_github(checked: Checked) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request.

    Source: docs.github.com, "Workflow commands for GitHub Actions", setting a warning or an error message.
    """
    return "\n".join(_command(found) for found in seen_from_here(checked))


def as_sarif(checked: Checked) -> str:
    """A log in SARIF 2.1.0 (OASIS), as code scanning services take it."""
    diagnostics = seen_from_here(checked)
    codes = sorted({found.code for found in diagnostics})
    return _dumped(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "srs",
                            "version": version("srs"),
                            "rules": [
                                {"id": code, "help": {"text": pages()[code], "markdown": pages()[code]}}
                                for code in codes
                            ],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(found, codes) for found in diagnostics],
                }
            ],
        }
    )


def _run_as_json(checked: Checked) -> dict[str, object]:
    decks, report = _decks(checked), checked.report
    return {
        "ok": checked.ok,
        "torch": report and report.torch,
        "python": report and report.python,
        "confined": list(report.confined) if report else [],
        "counts": {
            "decks": len(decks),
            "notes": sum(len(deck.notes) for deck in decks),
            "verified": report.verified if report else 0,
            "failed": report.failed if report else 0,
            "unverified": report.unverified if report else 0,
            "no_run": report.no_run if report else 0,
        },
        "mutants": {fate: report.mutants(fate) if report else 0 for fate in Fate},
    }


def _decks(checked: Checked) -> list[ListedDeck]:
    return [deck.listed for deck in checked.loaded.decks]


def _note_as_json(deck: ListedDeck, note: Listed) -> dict[str, object]:
    return {"id": note.id, "kind": note.kind, "path": deck.path, "line": note.line}


def _command(found: Diagnostic) -> str:
    span = found.span
    place = {
        "file": found.path,
        "line": span.line,
        "endLine": span.end_line,
        **({"col": span.column, "endColumn": span.end_column} if span.line == span.end_line else {}),
        "title": found.code,
    }
    properties = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in place.items())
    message = "\n".join(filter(None, [found.message, *found.notes, found.help and f"help: {found.help}"]))
    return f"::{found.severity} {properties}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{more}" else char for char in text)


def _result(found: Diagnostic, codes: list[str]) -> dict[str, object]:
    text = "\n".join(filter(None, [found.message, found.label, *found.notes, found.help]))
    return {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": "error" if found.severity is Severity.ERROR else "warning",
        "message": {"text": text},
        "locations": [_location(found.path, found.span)],
        "relatedLocations": [
            {**_location(place.path, place.span), "message": {"text": place.label}} for place in found.related
        ],
    }


def _location(path: str, span: Span) -> dict[str, object]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path)},
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        }
    }


def _dumped(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
