"""Why a collection cannot be used at all."""


class CollectionError(Exception):
    """A folder is no collection, or its `srs.toml` cannot be read; the message says what to do."""


class NoCollectionError(CollectionError):
    """There is no `srs.toml` here."""
