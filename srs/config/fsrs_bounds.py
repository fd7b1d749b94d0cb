"""Between which bounds each weight of FSRS-6 lies."""

FSRS_BOUNDS = (
    *((0.001, 100.0), (0.001, 100.0), (0.001, 100.0), (0.001, 100.0)),
    *((1.0, 10.0), (0.001, 4.0), (0.001, 4.0), (0.001, 0.75)),
    *((0.0, 4.5), (0.0, 0.8), (0.001, 3.5)),
    *((0.001, 5.0), (0.001, 0.25), (0.001, 0.9), (0.0, 4.0)),
    *((0.0, 1.0), (1.0, 6.0)),
    *((0.0, 2.0), (0.0, 2.0), (0.0, 0.8)),
    (0.1, 0.8),
)
"""The least and the most of each, from `fsrs.scheduler` of the package fsrs 6: LOWER_BOUNDS_PARAMETERS and
UPPER_BOUNDS_PARAMETERS. Written here because a setting is read where that package is not installed."""
