"""Look dotted names up in PyTorch, by import and `getattr` alone.

This file goes to the interpreter that runs the decks, as the code of a run: it needs the standard library and
torch, nothing else. It reads `NAMES` and prints a line of JSON for each.
"""

import contextlib
import difflib
import importlib
import importlib.util
import inspect
import json
import re
import types
import warnings
from typing import Any

NAMES: list[str] = []
PLACES = (
    "torch", "torch.Tensor", "torch.nn", "torch.nn.Module", "torch.nn.functional", "torch.optim",
    "torch.optim.Optimizer", "torch.optim.lr_scheduler", "torch.nn.init", "torch.nn.utils",
    "torch.utils.data", "torch.linalg", "torch.autograd", "torch.cuda", "torch.amp", "torch.func",
    "torch.testing", "torch.fft",
)  # fmt: skip
"""Where a name is looked for that is not where a deck says."""
NEAREST = 3
TEXT_CHARACTERS = 400


class UnknownError(Exception):
    """A part of a name that does not exist, and what it was looked for in."""

    def __init__(self, owner: Any, path: str, part: str, rest: list[str]) -> None:
        super().__init__(path, part)
        self.owner, self.path, self.part, self.rest = owner, path, part, rest


class UnreadableError(Exception):
    """A module that exists, and needs something that is not here."""


def look_up(name: str) -> dict[str, Any]:
    """What PyTorch knows of a name."""
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        try:
            found = resolve(name)
        except UnreadableError:
            return {"name": name, "is_known": True, "nearest": [], "deprecated": ""}
        except UnknownError as unknown:
            optimizer = name.replace("torch.optim.", "torch.optim.Optimizer.", 1)
            if optimizer != name and exists(optimizer):  # `optim` is what many call their optimizer
                return {"name": name, "is_known": True, "nearest": [], "deprecated": ""}
            return {"name": name, "is_known": False, "nearest": nearest(unknown, name), "deprecated": ""}
    parts = name.split(".")[1:]
    told = [str(one.message) for one in raised if "deprecat" in str(one.message).lower()]
    text = next((one for one in told if any(part in one for part in parts)), "") or marked(found, parts[-1])
    return {"name": name, "is_known": True, "nearest": [], "deprecated": text[:TEXT_CHARACTERS]}


def resolve(name: str) -> Any:
    """What a name stands for; nothing for what only the instances of a class have."""
    root, *parts = name.split(".")
    found: Any = importlib.import_module(root)
    path = root
    for index, part in enumerate(parts):
        owner = found
        found = member(owner, path, part)
        if found is MISSING:
            if inspect.isclass(owner) and part in made_by_instances(owner):
                return None
            raise UnknownError(owner, path, part, parts[index + 1 :])
        path = f"{path}.{part}"
    return found


MISSING = object()


def member(owner: Any, path: str, part: str) -> Any:
    """A part of a module or class, imported if it has to be."""
    with contextlib.suppress(Exception):  # a module may raise anything for a name that it makes on demand
        return getattr(owner, part)
    if isinstance(owner, types.ModuleType) and owner.__name__ == path and hasattr(owner, "__path__"):
        module = f"{path}.{part}"
        try:
            if importlib.util.find_spec(module) is None:
                return MISSING
            return importlib.import_module(module)
        except Exception as error:
            raise UnreadableError(module) from error
    return MISSING


def made_by_instances(kind: type) -> set[str]:
    """The attributes that a class declares, or sets when an instance is made."""
    names = set[str]()
    for base in kind.__mro__:
        names |= set(vars(base).get("__annotations__", {}))
        code = getattr(vars(base).get("__init__"), "__code__", None)
        if code is not None:
            names |= {*code.co_names, *(one for one in code.co_consts if isinstance(one, str))}
    return names


def exists(name: str) -> bool:
    """Whether a name stands for something."""
    try:
        resolve(name)
    except (UnknownError, UnreadableError):
        return False
    return True


def nearest(unknown: UnknownError, name: str) -> list[str]:
    """Names that may have been meant: the same word elsewhere, then words like it."""
    ending = ".".join(["", *unknown.rest])
    last = name.rpartition(".")[2]
    found = [f"{place}.{last}" for place in PLACES]
    is_private = unknown.part.startswith("_")
    known = [one for one in dir(unknown.owner) if is_private or not one.startswith("_")]
    by_case = [one for one in known if one.lower() == unknown.part.lower()]
    alike = [*by_case, *difflib.get_close_matches(unknown.part, known, n=NEAREST, cutoff=0.7)]
    found += [f"{unknown.path}.{one}{ending}" for one in alike]
    with warnings.catch_warnings(action="ignore"):
        for place in PLACES:
            words = [one for one in dir(resolve(place)) if not one.startswith("_")]
            found += [f"{place}.{one}" for one in difflib.get_close_matches(last, words, n=1, cutoff=0.85)]
        return [one for one in dict.fromkeys(found) if one != name and exists(one)][:NEAREST]


def marked(found: Any, part: str) -> str:
    """What PyTorch says of something that it marks as deprecated, if it does."""
    holders = [found, vars(found).get("__init__")] if inspect.isclass(found) else [found]
    for holder in holders:
        mark = inspect.getattr_static(holder, "__deprecated__", None)
        if isinstance(mark, str):
            return mark
    doc = ""
    with contextlib.suppress(Exception):  # objects that make up attributes may raise anything
        doc = str(found.__doc__)
    subject = rf"(?::\w+:)?`{{0,2}}~?[\w.]*\b{re.escape(part)}`{{0,2}}|This (?:function|method|class|module)"
    told = re.search(
        rf"\.\. (?:warning|note|deprecated)::\s*((?:{subject}) is (?:now )?deprecated.*?)(?:\n\s*\n|\Z)",
        doc,
        re.DOTALL,
    )
    return re.sub(r":\w+:`~?([^`]*)`", r"`\1`", " ".join(told[1].split())) if told else ""


if __name__ == "__main__":
    for one in NAMES:
        print(json.dumps(look_up(one)))
