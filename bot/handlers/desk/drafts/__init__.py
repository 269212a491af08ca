"""Handlers of drafts: edit, preview, compare, rebase."""
