"""Handlers of guest queries."""
