"""Dotted names in inline code that read as PyTorch's, whether or not PyTorch has them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

ALIASES = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "Tensor": "torch.Tensor",
}
"""What a dotted name may begin with, and what that means wherever PyTorch is taught."""

_FILE_TYPES = frozenset({"h", "md", "onnx", "org", "pt", "pth", "py", "so", "toml", "txt", "whl", "yaml"})
_NAME = re.compile(
    rf""""[^"]*" | '[^']*'  # what a string says is no name
      | (?<![\w.)\]\\@-]) ({"|".join(ALIASES)}) ((?:\.[A-Za-z_]\w*)+)""",
    re.VERBOSE | re.ASCII,
)


class Found(NamedTuple):
    """A name, with the characters it takes of the code (counted from 0)."""

    start: int
    end: int
    written: str
    full: str
    """With `torch` in the place of an alias."""


def find_names(code: str) -> Iterator[Found]:
    """The names in a piece of inline code, in order; of `nn.Linear(2, 1).weight`, it is `nn.Linear`."""
    if "://" in code:
        return
    for found in _NAME.finditer(code):
        root, rest = found[1], found[2]
        if root is not None and rest[1:] not in _FILE_TYPES:
            yield Found(found.start(), found.end(), found[0], ALIASES[root] + rest)
