"""Entries: whole items in one message, and the speakers they name. Pure."""
