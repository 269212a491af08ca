"""Small dossiers to publish, and when."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model import Dossier

NOW = datetime(2025, 4, 28, 12, 30, 15, 123456, tzinfo=UTC)


def dossier(slug: str = "a-story", title: str = "A story") -> Dossier:
    """A valid dossier with a little of everything that JSON has to carry."""
    return Dossier.model_validate(
        {
            "slug": slug,
            "title": {"en": title, "ar": "قصة «جارية» 😀"},
            "standfirst": {"ar": "سطر أوّل\nوسطر ثانٍ"},
            "sources": [
                {"id": "s1", "outlet": {"en": "Outlet"}, "language": "en", "url": "https://example.org/?a=1&b=2"}
            ],
            "events": [{"id": "e1", "date": "2025-04", "text": {"en": "It began."}, "sources": ["s1"]}],
        }
    )
