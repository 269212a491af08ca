"""Screens of what owners and editors look after: dead letters and statistics."""
