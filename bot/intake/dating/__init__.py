"""Dates of the copy, and the events that they date."""
