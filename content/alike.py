"""Whether two notes ask the same, though perhaps not in the same words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from content.cloze import shown
from content.models import Basic, Choice, Cloze, Note
from content.prose import pieces

MAX_COMPARED = 20
"""With how many earlier notes one is compared for each thing that they have in common."""

_MAX_WORDS = 100
"""Of a question; longer ones are the same only word for word."""
_MAX_EXTRA = 3
_MIN_ANSWER = 3
"""How many words, at least, an answer must have to tell that two notes are the same."""

_EDGE = ".,;:!?\"'()[]*“”‘’„«»…"
_HYPHENATED = re.compile(r"_*+[^\W\d_]++(?:['’-][^\W\d_]++)*+_*+")
_PUNCTUATION = re.compile(r"[.,;:!?'\"…–—-]+")
_EMPHASIS = re.compile(r"^_+(.+[^_])_+$")
_OTHER_CLAUSE_FIRST = re.compile(
    r"(?i)((?:after|before|during|for|given|if|in|on|using|when|while|with)\b[^,?]*),\s+"
)
_MEANS = re.compile(r"(?i)what do(?:es)? (.+) mean\W*")
_FRAME = re.compile(r"(?i)^(?:define|what(?:['’]s| is| are) (?:meant by|the (?:definition|meaning) of))\s")
_OWN_WORDS = re.compile(r"(?i)\bin your own words\b")
_EMPTY = frozenset(
    """a an the what what's what’s which is are was were be been do does did can could will would you your we
    our i me my it its this that these those there exactly please""".split()  # noqa: SIM905 - a list of words is for reading
)
"""Words that change nothing about what is asked. Neither those that ask (how, why, when) nor prepositions."""
_LINKS = frozenset({"for", "in", "of", "using", "with"})
_DENIALS = frozenset({"cannot", "except", "never", "no", "not", "without"})


class _Asked(NamedTuple):
    """What a note asks, and what it takes for right."""

    words: tuple[str, ...]
    """Of the question: what is left without articles and the like, and without plurals."""
    names: frozenset[str]
    """Those of the words that are code or numbers."""
    right: frozenset[str]
    """The answer, or the right options; nothing for other notes."""
    tags: frozenset[str]
    is_choice: bool


def likenesses(note: Note) -> tuple[str, ...]:
    """Hashes of which two notes have one in common if they could ask the same."""
    return _likenesses(_asked(note))


def asked_before(notes: Iterable[Note]) -> Iterator[tuple[Note, Note]]:
    """The notes that ask what one before them asks, each with the first such."""
    seen: dict[str, list[tuple[Note, _Asked]]] = defaultdict(list)
    for note in notes:
        asked = _asked(note)
        alike = _likenesses(asked)
        earlier = (one for like in alike for one in seen[like])
        original = next((other for other, others in earlier if _is_same(asked, others)), None)
        if original is not None:
            yield note, original
        for like in alike:
            if len(seen[like]) < MAX_COMPARED:
                seen[like].append((note, asked))


def _likenesses(asked: _Asked) -> tuple[str, ...]:
    known = [asked.words, tuple(word for word in asked.words if word not in asked.tags | _LINKS)]
    if _is_telling(asked.right):
        known.append((*sorted(asked.right), "", *sorted(asked.names)))
    return tuple({_hash(words): None for words in known if words})


def _hash(words: Iterable[str]) -> str:
    return blake2b("\0".join(words).encode(), digest_size=8).hexdigest()


def _is_same(one: _Asked, other: _Asked) -> bool:
    """Whether two notes ask the same.

    Their questions have the same words in the same order; or one has words more, and these are only what both
    notes are about by their tags, or both have the same answer, word for word.
    """
    if one.is_choice and other.is_choice and one.right.isdisjoint(other.right):
        return False  # "Which of these is a leaf?", of other things
    if one.words == other.words:
        return True
    shorter, longer = sorted((one.words, other.words), key=len)
    extra = _extra_words(shorter, longer)
    if not extra:
        return False
    if {*extra} - _LINKS and {*extra} - _LINKS <= one.tags & other.tags:
        return True
    return (
        len(extra) <= _MAX_EXTRA
        and one.names == other.names
        and _DENIALS.isdisjoint(extra)
        and _is_telling(one.right)
        and one.right == other.right
    )


def _is_telling(right: Set[str]) -> bool:
    """Whether an answer is long enough for two notes that have it to ask the same."""
    return sum(text.count(" ") + 1 for text in right) >= _MIN_ANSWER


def _extra_words(shorter: Sequence[str], longer: Sequence[str]) -> list[str]:
    """The few words that a question has more than another has; nothing if that is not all that differs."""
    more = len(longer) - len(shorter)
    if more > _MAX_EXTRA or len(longer) > _MAX_WORDS:
        return []
    extra = []
    place = 0
    for word in longer:
        if place < len(shorter) and word == shorter[place]:
            place += 1
        else:
            extra.append(word)
    return extra if len(extra) == more else []


def _asked(note: Note) -> _Asked:
    text = shown(note.question.markdown) if isinstance(note, Cloze) else note.question.markdown
    heading, _, rest = text.partition("\n")
    words, names = _words(f"{_plainly_asked(heading)}\n{rest}", without=_EMPTY)
    tags = _words_of_tags(note.tags)
    return _Asked(tuple(words), frozenset(names), _right(note), tags, isinstance(note, Choice))


@lru_cache(maxsize=64)
def _words_of_tags(tags: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for tag in tags for word in _words(f"{tag} {tag.replace('-', ' ')}")[0])


def _plainly_asked(heading: str) -> str:
    """The heading without what only dresses it up, and with what it speaks of at the end."""
    clause = _OTHER_CLAUSE_FIRST.match(heading)
    if clause:
        heading = f"{heading[clause.end() :].rstrip('?. ')} {clause[1]}"
    means = _MEANS.fullmatch(heading)
    return _OWN_WORDS.sub("", means[1] if means else _FRAME.sub("", heading))


def _right(note: Note) -> frozenset[str]:
    if isinstance(note, Basic):
        texts = [note.answer]
    elif isinstance(note, Choice):
        texts = [option.text for option in note.options if option.right]
    else:
        texts = []
    return frozenset(" ".join(text.markdown.split()).rstrip(".") for text in texts)


def _words(markdown: str, without: Set[str] = frozenset()) -> tuple[list[str], list[str]]:
    """The words of a text without their plurals; and those of them that are code or numbers, as they are."""
    words, names = list[str](), list[str]()
    for text, is_code in pieces(markdown):
        for written in text.split():
            word = written if is_code else written.strip(_EDGE)
            if not is_code and (word.isalpha() or _HYPHENATED.fullmatch(word)):
                plain = word.casefold() if word.isalpha() else _EMPHASIS.sub(r"\1", word).casefold()
                if plain not in without:
                    words.append(_singular(plain))
            elif is_code or word or not _PUNCTUATION.fullmatch(written):
                name = (word or written).removeprefix(".").removesuffix("()")
                words.append(name)
                names.append(name)
    return words, names


def _singular(word: str) -> str:
    """An English word without the ending of the plural, or of the third person.

    Donna Harman, "How effective is suffixing?" (1991): her S stemmer, which merges nothing but those.
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("us", "ss", "aes", "ees", "oes")):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else f"{word[:-3]}y"
    return word[:-1]
