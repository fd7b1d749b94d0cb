"""A home, a collection and listeners of their own for decks that mean harm."""

import hashlib
import shutil
import socket
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from content import verify

HARNESS = Path(verify.__file__).parent
SHARED = (Path("/"), Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), HARNESS)
"""Folders that are not ours alone, where files of ours are known by their name only."""


@dataclass(frozen=True)
class Place:
    """Everything that a hostile deck is told of."""

    root: Path
    token: str
    """In the name of every file that it tries to leave."""
    listeners: Mapping[str, socket.socket]

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def collection(self) -> Path:
        return self.root / "collection"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def temporary(self) -> Path:
        return self.root / "temporary"

    @property
    def cache(self) -> Path:
        return self.root / "cache" / "verdicts.sqlite3"

    def listed(self) -> dict[str, str]:
        """Every file and folder of ours, with a hash of what it holds and who may do what with it."""
        apart = {self.temporary, self.cache.parent, self.cache}
        ours = [path for path in self.root.rglob("*") if path not in apart]
        return {str(path): _state(path) for path in [*ours, *HARNESS.glob("*.py")]}

    def left(self) -> list[Path]:
        """What a deck left in folders that everybody uses."""
        return [path for folder in SHARED for path in folder.glob(f"*{self.token}*")]

    def heard(self) -> list[str]:
        """The listeners to which something was said."""
        return [name for name, listener in self.listeners.items() if _has_heard(listener)]

    def take(self, decks: Path) -> None:
        """Copy a collection here, with the names of this place for the words that stand for them."""
        shutil.copytree(decks, self.collection)
        words = {
            "HOME_FOLDER": str(self.home),
            "COLLECTION_FOLDER": str(self.collection),
            "CURRENT_FOLDER": str(self.current),
            "HARNESS_FOLDER": str(HARNESS),
            "CACHE_FILE": str(self.cache),
            "TCP_PORT": str(self.listeners["tcp"].getsockname()[1]),
            "UDP_PORT": str(self.listeners["udp"].getsockname()[1]),
            "UNIX_STREAM": str(self.home / "stream"),
            "UNIX_DATAGRAM": str(self.home / "datagram"),
            "ABSTRACT_STREAM": f"{self.token}-stream",
            "ABSTRACT_DATAGRAM": f"{self.token}-datagram",
            "TOKEN": self.token,
        }
        for deck in self.collection.rglob("*.md"):
            text = deck.read_bytes()
            for word, meaning in words.items():
                text = text.replace(word.encode(), meaning.encode())
            deck.write_bytes(text)


@contextmanager
def place(root: Path, token: str) -> Iterator[Place]:
    """Make the folders, with something to read and to harm in them, and listen."""
    with ExitStack() as sockets:
        found = Place(root, token, {})
        for folder in (found.home / ".ssh", found.current, found.temporary):
            folder.mkdir(parents=True)
        (found.home / ".ssh" / "id_canary").write_text("private")
        (found.home / ".bashrc").write_text("# mine\n")
        (found.current / "canary").write_text("mine")
        addresses: dict[str, tuple[int, int, str | tuple[str, int]]] = {
            "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "stream": (socket.AF_UNIX, socket.SOCK_STREAM, str(found.home / "stream")),
            "datagram": (socket.AF_UNIX, socket.SOCK_DGRAM, str(found.home / "datagram")),
            "abstract stream": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{token}-stream"),
            "abstract datagram": (socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{token}-datagram"),
        }
        listeners = {}
        for name, (family, kind, address) in addresses.items():
            listener = sockets.enter_context(socket.socket(family, kind))
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            listener.setblocking(False)
            listeners[name] = listener
        yield Place(root, token, listeners)


def _state(path: Path) -> str:
    status = path.lstat()
    content = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(status.st_mode) else ""
    return f"{status.st_mode:o} {status.st_uid} {status.st_nlink} {status.st_mtime_ns} {content}"


def _has_heard(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_STREAM:
            listener.accept()[0].close()
        else:
            listener.recv(1)
    except BlockingIOError:
        return False
    return True
