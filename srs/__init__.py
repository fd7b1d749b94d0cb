"""When to show it: scheduling, history and the daily review."""
