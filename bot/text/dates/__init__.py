"""Dates as people type them and as copy prints them: names, numbers, calendars."""
