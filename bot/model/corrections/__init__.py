"""Corrections: the record of one, and how records are carried from revision to revision."""
