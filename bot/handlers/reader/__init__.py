"""Handlers of readers' commands, plain words and buttons."""
