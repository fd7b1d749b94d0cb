"""Puts the settings together: defaults < the user's file < srs.toml < the environment < flags."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from srs.config.mistakes import Layer, Origin, SettingsError, UnknownSettingError, folder_for_file, refused
from srs.config.settings import SETTINGS, About, Settings


@dataclass(frozen=True, slots=True)
class Given:
    """What one layer sets."""

    values: Mapping[str, Any] = field(default_factory=dict)
    origin: Callable[[str], Origin] = lambda _: Origin(Layer.DEFAULT)
    """Where it sets the setting of a name."""

    def having(self, name: str, value: object) -> "Given":
        """The same with another value for one setting."""
        return replace(self, values={**self.values, name: value})

    def without(self, name: str) -> "Given":
        """The same without one setting."""
        return replace(self, values={known: self.values[known] for known in self.values if known != name})


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings that hold."""

    settings: Settings
    _givers: Mapping[str, Given] = field(default_factory=dict)

    def origin(self, name: str) -> Origin:
        """Where the setting of a name has its value from."""
        return self._givers.get(name, Given()).origin(name)


def combined(layers: Iterable[Given]) -> Configured:
    """The settings that hold where each layer wins over those before it."""
    givers = {name: layer for layer in layers for name in layer.values}
    values = {name: layer.values[name] for name, layer in givers.items()}
    return Configured(Settings(**values), givers)


def setting_called(name: str) -> About:
    """What is known of a setting. Raises `UnknownSettingError`."""
    if name not in SETTINGS:
        raise UnknownSettingError(name)
    return SETTINGS[name]


def from_environment(environment: Mapping[str, str]) -> Given:
    """What variables set; an empty one sets nothing. Raises `SettingsError`."""
    values, mistakes = {}, []
    for name, about in SETTINGS.items():
        text = environment.get(about.variable, "")
        if not text:
            continue
        value = about.kind.from_words(text.strip())
        origin, example = Origin(Layer.ENVIRONMENT, about.variable), f"{about.variable}={about.example}"
        try:
            values[name] = about.kind.read(value)
        except ValueError as error:
            mistakes.append(refused(about, origin, value, example, error))
            continue
        if mistake := folder_for_file(about, origin, values[name], example):
            mistakes.append(mistake)
    if mistakes:
        raise SettingsError(mistakes)
    return Given(values, lambda name: Origin(Layer.ENVIRONMENT, SETTINGS[name].variable))


def near_misses(environment: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The variables that look like that of a setting and set none, each with the nearest that does."""
    known = {about.variable for about in SETTINGS.values()}
    for variable in environment:
        if variable.startswith("SRS_") and variable not in known:
            from difflib import get_close_matches  # slow to import

            for near in get_close_matches(variable[:100], known, n=1, cutoff=0.8):
                yield variable, near


def from_words(about: About, text: str, option: str, example: str) -> object:
    """The value that words of a command line stand for, in TOML's terms. Raises `SettingsError`.

    `option` is where they stand, and `example` how it looks with a value that is allowed.
    """
    value, origin = about.kind.from_words(text.strip()), Origin(Layer.FLAG, option)
    try:
        read = about.kind.read(value)
    except ValueError as error:
        raise SettingsError([refused(about, origin, value, example, error)]) from None
    if mistake := folder_for_file(about, origin, read, example):
        raise SettingsError([mistake])
    return value
