"""The request for a broadcast, stored as JSON until its messages are composed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from bot.model.language import Language
from bot.model.text import Localized, LocalizedLine


@dataclass(frozen=True, slots=True)
class BroadcastSpec:
    """A broadcast of the changes since revision `base`, or, if `words` are given, an announcement.

    `slug` names the story; None announces to everybody. `base` None means the revision that was pushed last.
    `headline` overrides the composed headline in the languages that it has; `photo` is a Telegram file_id. `languages`
    are those that it is sent in at most; None for all in which something changed.
    """

    slug: str | None
    base: int | None = None
    headline: LocalizedLine | None = None
    words: Localized | None = None
    photo: str | None = None
    languages: tuple[Language, ...] | None = None

    @property
    def kind(self) -> Literal["update", "announcement"]:
        """The broadcast's kind, as its row stores it."""
        return "announcement" if self.words else "update"

    def dump(self) -> str:
        """Serialise headline, words, photo and languages as JSON; slug and base have columns of their own."""
        texts = {"headline": self.headline, "words": self.words}
        fields: dict[str, object] = {name: text.model_dump(exclude_none=True) for name, text in texts.items() if text}
        fields |= {"photo": self.photo} if self.photo else {}
        fields |= {"languages": self.languages} if self.languages else {}
        return json.dumps(fields, ensure_ascii=False)

    def to_json(self) -> str:
        """Serialise every field as JSON."""
        return json.dumps({"slug": self.slug, "base": self.base, "spec": self.dump()}, ensure_ascii=False)

    @classmethod
    def read(cls, spec: str, slug: str | None, base: int | None) -> BroadcastSpec:
        """Parse what `dump` wrote."""
        fields = json.loads(spec)
        headline, words = fields.get("headline"), fields.get("words")
        return cls(
            slug,
            base,
            LocalizedLine.model_validate(headline) if headline else None,
            Localized.model_validate(words) if words else None,
            fields.get("photo"),
            tuple(map(Language, fields["languages"])) if "languages" in fields else None,
        )

    @classmethod
    def from_json(cls, text: str) -> BroadcastSpec:
        """Parse what `to_json` wrote."""
        fields = json.loads(text)
        return cls.read(fields["spec"], fields["slug"], fields["base"])
