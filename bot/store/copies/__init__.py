"""Copies: which messages show which items, and the outboxes by which corrections reach them."""
