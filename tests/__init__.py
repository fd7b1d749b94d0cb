"""The tests: a package of its own, or the `tests` that supermemo2 installs would hide it."""
