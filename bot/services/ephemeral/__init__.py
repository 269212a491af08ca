"""Use cases of ephemeral messages."""
