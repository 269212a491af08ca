"""Handlers of publishing: review, publish, schedule, history, archive."""
