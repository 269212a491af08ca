"""Stories for the bot's tests."""

from __future__ import annotations

from typing import Any

from bot import dossier, starter
from bot.model import Dossier

KURSK = "dprk-troops-kursk"


def first() -> Dossier:
    """The story that comes with the program."""
    ((name, content),) = starter.stories()
    return dossier.read(content, name)


def tale(slug: str, ar: str | None, en: str | None, **sections: Any) -> Dossier:
    """A small story with a title; each further section as a dossier has it."""
    title = {code: text for code, text in (("ar", ar), ("en", en)) if text}
    return Dossier.model_validate(
        {
            "slug": slug,
            "title": title,
            "standfirst": title,
            "sources": [{"id": "s1", "outlet": {"ar": "صحيفة", "en": "A paper"}, "language": "en"}],
            **sections,
        }
    )


def person(item: str, ar: str, en: str) -> dict[str, Any]:
    """Somebody in a story."""
    return {"id": item, "name": {"ar": ar, "en": en}, "sources": ["s1"]}


def quote(item: str, speaker: str, **words: str) -> dict[str, Any]:
    """Something said."""
    return {"id": item, "speaker": speaker, "words": words, "language": next(iter(words)), "sources": ["s1"]}


def long_tale(count: int, *, before: int = 0) -> Dossier:
    """A story of so many quotes that they need several messages; `before` puts further ones in front."""
    numbers = [*range(1000, 1000 + before), *range(count)]
    quotes = [
        quote(f"q{number}", "minister", en=f"Statement {number}: {'word ' * 60}", ar=f"تصريح {number}: {'كلمة ' * 60}")
        for number in numbers
    ]
    return tale(
        "long-story", "قصة طويلة", "Long story", people=[person("minister", "الوزير", "The Minister")], quotes=quotes
    )
