"""Builds documents: one module per section of a story, and the pages without a story."""
