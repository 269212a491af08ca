"""Use cases of guest queries."""
