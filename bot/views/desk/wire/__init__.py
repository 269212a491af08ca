"""Screens of wire copy: where it belongs, and what is proposed of it."""
