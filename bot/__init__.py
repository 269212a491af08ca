"""Siyaq: a Telegram bot that keeps a running news story, in Arabic and English."""
