"""Corrections: edits of what was sent and notices about it, by the elected leader. Nothing is rendered here."""
