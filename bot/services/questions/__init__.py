"""Answers to readers' questions in plain words, found in the stories."""
