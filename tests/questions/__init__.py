"""Readers' questions in plain words: tables of what is asked and what is to be shown first, and their scoring."""
