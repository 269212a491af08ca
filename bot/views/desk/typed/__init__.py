"""Screens of what members type beside the questions: items in one message, and replies to cards."""
