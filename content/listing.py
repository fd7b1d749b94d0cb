"""Lists the cards of a collection, reading only the deck files that changed."""

import time
from pathlib import Path

from content.compiled import CompiledCache
from content.deck_files import find_deck_files, stamp_of
from content.index import Index, index_of
from content.roots import SETTINGS_FILE


def read_index(root: Path, cache_path: Path | None) -> Index:
    """The cards of a collection; what its files said is remembered in the file `cache_path`.

    Raises as `content.collection.load` does.
    """
    now_ns = time.time_ns()
    with CompiledCache(cache_path, root) as cache:
        stamp = stamp_of(root / SETTINGS_FILE, now_ns)
        settings = cache.settings(stamp) if stamp else None
        if settings is not None and (root / settings.folder).is_dir():
            files = find_deck_files(root, settings.folder, now_ns)
            known = cache.listings()
            changed = [
                file
                for file in files
                if not file.stamp or file.path not in known or known[file.path].stamp != file.stamp
            ]
            if changed:
                from content.compiling import compile_file  # slow to import, and seldom needed

                for file in changed:
                    compile_file(root, file, cache, known.get(file.path))
                cache.flush()
                known = cache.listings()
            if all(file.path in known for file in files):
                decks = [known[file.path].listed for file in files]
                return index_of(*settings, decks)
    from content.collection import load

    return load(root, cache_path).index
