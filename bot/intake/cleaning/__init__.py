"""Removal of what is not the story: credits, captions, repeats, links, other headlines."""
