"""Readers' questions in plain words: what is asked, by kind, and by which words its answer is known."""
