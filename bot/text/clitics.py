"""Arabic clitics (the article and the particles joined to it) and prepositions of both languages."""

from __future__ import annotations

# Longest first: what begins with two of them loses both.
_PARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل")
# Folded. What people put between a section and what they ask of it: "the quotes of ...".
PREPOSITIONS = frozenset(["عن", "من", "في", "ل", "حول", "about", "by", "for", "from", "in", "of", "on"])
_STEM = 3  # letters that must remain, or the particle may be part of the word


def bare(word: str) -> str:
    """Strip a leading article or particle from a folded word."""
    for particle in _PARTICLES:
        if word.startswith(particle) and len(word) - len(particle) >= _STEM:
            return word[len(particle) :]
    return word


def articled(word: str) -> str:
    """Add the Arabic article to a folded word in Arabic letters that has none."""
    return word if word.isascii() or word.startswith("ال") else f"ال{word}"
