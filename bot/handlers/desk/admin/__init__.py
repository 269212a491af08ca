"""Handlers of members, channels, the audit log, undo and rules."""
