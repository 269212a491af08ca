"""Use cases of wire copy: take it, read it into proposals for a draft, and accept or drop these."""
