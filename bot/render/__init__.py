"""Renders documents to Bot API request bodies."""
