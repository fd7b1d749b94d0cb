"""Decks of realistic notes of every kind, as many as a benchmark needs."""

from collections.abc import Iterable
from itertools import cycle, islice

_WORDS = (  # noqa: SIM905 - a list of words is for reading
    "gradient tensor parameter layer optimizer scheduler module buffer device dtype graph hook batch epoch "
    "loss metric weight bias kernel stride padding channel embedding attention head mask dropout norm cache"
).split()

_FRONT_MATTER = """---
deck: PyTorch::Part {deck}
tags: [pytorch, part-{deck}]
---

# Part {deck}

What this part is about, in a sentence or two, before its notes begin.

```python setup
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
inputs = torch.randn(32, 8)
```

"""

_NOTES = (
    """## What is the {word} {number} of a model for? {{#basic-{number} .beginner}}

It keeps what the {other} has learned, so that *training* can go on from there: see `nn.Module.{word}` and the
[documentation](https://example.org/{word}). Without it, each step would start again.

""",
    """## How do you set the {word} {number} of a model to {other}? {{#code-{number} .intermediate}}

Call the method that ends with an underscore, on each parameter:

```python
for parameter in model.parameters():
    parameter.requires_grad_(False)
{word} = [parameter.shape for parameter in model.parameters()]
```

It changes the tensor itself, and returns it.

```python check
assert not any(parameter.requires_grad for parameter in model.parameters())
assert len({word}) == 4
```

""",
    """## What does this print about {word} {number}? {{#output-{number}}}

Given a {other} of this shape:

```python
{word} = torch.arange({number}).reshape(1, -1)
```

---

The size of each dimension, the `{other}` first:

```python
print(tuple({word}.shape))
```

```output
(1, {number})
```

""",
    """## A {word} {number} is kept in {{{{c1::`.{other}`}}}}. {{#cloze-{number} .cloze .advanced}}

Each call of `backward()` {{{{c2::adds to::adds or replaces?}}}} it, where $\\frac{{1}}{{n}}$ is
{{{{c3::the weight of one {word}}}}}, and this shows how:

```python
summed = {{{{c4::torch.ones}}}}(3)
```

```python check
assert summed.sum() == 3
```

---

More about the {word} when the answer is shown.

""",
    """## Which call changes the {word} {number} in place? {{#choice-{number} .choice .beginner}}

- [ ] `copied = tensor.{word}()`
  > That gives a new {other} and leaves the old one alone.
- [x] `tensor.fill_{word}_()`
- [ ] `torch.{word}(tensor)`
  > The function copies, like the method without the underscore.
- [ ] None: a {word} cannot change

> The underscore at the end says that the {other} itself is changed, and returned.

""",
    """## Explain in your own words what a {word} {number} does. {{#explain-{number} .explain}}

Hint: think of the {other} before and after a step.

- it was not computed from a {other} that requires gradients
- gradients are kept in its `.grad`
- **only** such a {word} is updated by the optimizer

A model answer would compare the {word} with a {other}, and give an example of both.

""",
    """## Name the {other} that a {word} {number} stands for {{#reversed-{number} .reversed}}

The {other} of $x_{number}$ in [the paper](https://example.org/paper "On {word}"): $y = Wx + b$.

| part | shape |
|---|---|
| `W` | $n \\times m$ |
| `b` | $n$ |

""",
)
"""One of each kind, and more of those that hold code."""


def decks(notes: int, files: int) -> list[bytes]:
    """That many notes in that many deck files, each note with an id of its own."""
    kinds = cycle(_NOTES)
    written = []
    first = 0
    for deck in range(files):
        last = notes * (deck + 1) // files
        parts = [_FRONT_MATTER.format(deck=deck)]
        for number, template in zip(range(first, last), islice(kinds, last - first), strict=True):
            word = _WORDS[number % len(_WORDS)]
            apart = 1 + number // len(_WORDS) % (len(_WORDS) - 1)
            other = _WORDS[(number + apart) % len(_WORDS)]
            parts.append(template.format(word=word, other=other, number=number))
        written.append("".join(parts).encode())
        first = last
    return written


def proved_deck(answers: Iterable[tuple[str, str]], setup: str, name: str) -> str:
    """A deck with a note for each code answer and its check."""
    notes = [
        f"## How is it done, {name} number {number}? {{#{name}-{number}}}\n\n"
        f"```python\n{answer}```\n\n```python check\n{check}```\n"
        for number, (answer, check) in enumerate(answers)
    ]
    return "\n".join([f"# {name}\n\n```python setup\n{setup}```\n", *notes])
