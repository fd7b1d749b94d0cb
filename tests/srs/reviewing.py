"""A collection on disk with a note of each kind, reviewed by the real program."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.srs.cli.program import SRS, run

DECK = """\
---
deck: Samples::Three kinds
---

# Three kinds

## What is `[bold]2 + 2[/bold]`? {#sum}

It is *four*, and <b>html</b> is text. See [here](https://example.org/x).

```python
print(2 + 2)
```

```output
4
```

## Which are even? {#even .choice .multiple}

- [x] two
  > Half of it is one.
- [ ] three
  > It leaves one over.
- [x] four

> Even numbers are divided by two.

## Why do we sleep? {#sleep .explain}

Hint: think of the night

- rest
- memory
- growth
- dreams
"""


def write_collection(folder: Path, deck: str = DECK) -> Path:
    (folder / "decks").mkdir(parents=True)
    (folder / "srs.toml").write_text('title = "Samples"\nnamespace = "sample.example"\n')
    (folder / "decks" / "three.md").write_text(deck)
    return folder


def command(collection: Path, *options: str) -> list[str]:
    history = collection / "history.db"
    return [str(SRS), "review", "-C", str(collection), "--history", str(history), *options]


def answered(
    collection: Path,
    *replies: str,
    options: tuple[str, ...] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[str]:
    """A review in this process, with these lines as its input."""
    _, *arguments = command(collection, *options)
    lines = "".join(f"{reply}\n" for reply in replies)
    return run(*arguments, home=collection.parent, replies=lines, **environment)


def piped(collection: Path, *replies: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, through a pipe."""
    return subprocess.run(
        command(collection, *options),
        input="".join(f"{reply}\n" for reply in replies),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
