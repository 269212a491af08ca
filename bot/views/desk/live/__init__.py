"""Screens of live coverage."""
