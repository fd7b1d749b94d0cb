"""The texts that a new collection, deck or note begins with."""

from importlib.resources import files
from string import Template


def filled(name: str, /, **values: str) -> str:
    """The template in the file `name` of this folder, with `values` in the places of their names."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return Template(text).substitute(values)
