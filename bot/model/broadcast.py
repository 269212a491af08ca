"""The request for a broadcast, stored as JSON until its messages are composed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.model.language import Language
from bot.model.text import Localized, LocalizedLine

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CardPicture:
    """An uploaded picture of an item in one language, by Telegram's file_id; `mark` is a hash of what it shows.

    `instead` is the file_id of the picture that takes its place in delivered copies once that is no longer so.
    """

    language: Language
    file_id: str
    mark: str
    instead: str


@dataclass(frozen=True, slots=True)
class BroadcastCard:
    """The picture of an item that goes with a broadcast, in the languages that it has."""

    item: str
    pictures: tuple[CardPicture, ...]

    def of(self, language: Language) -> CardPicture | None:
        """Return the picture in a language; None if there is none in it."""
        return next((picture for picture in self.pictures if picture.language is language), None)


@dataclass(frozen=True, slots=True)
class BroadcastSpec:
    """A broadcast of the changes since revision `base`, or, if `words` are given, an announcement.

    `slug` names the story; None announces to everybody. `base` None means the revision that was pushed last.
    `headline` overrides the composed headline in the languages that it has; `photo` is a Telegram file_id. `languages`
    are those that it is sent in at most; None for all in which something changed. `card` is the picture of an item, in
    place of a photo.
    """

    slug: str | None
    base: int | None = None
    headline: LocalizedLine | None = None
    words: Localized | None = None
    photo: str | None = None
    languages: tuple[Language, ...] | None = None
    card: BroadcastCard | None = None

    @property
    def kind(self) -> Literal["update", "announcement"]:
        """The broadcast's kind, as its row stores it."""
        return "announcement" if self.words else "update"

    def dump(self) -> str:
        """Serialise headline, words, photo, languages and card as JSON; slug and base have columns of their own."""
        texts = {"headline": self.headline, "words": self.words}
        fields: dict[str, object] = {name: text.model_dump(exclude_none=True) for name, text in texts.items() if text}
        fields |= {"photo": self.photo} if self.photo else {}
        fields |= {"languages": self.languages} if self.languages else {}
        fields |= {"card": asdict(self.card)} if self.card else {}
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
            _card(fields["card"]) if "card" in fields else None,
        )

    @classmethod
    def from_json(cls, text: str) -> BroadcastSpec:
        """Parse what `to_json` wrote."""
        fields = json.loads(text)
        return cls.read(fields["spec"], fields["slug"], fields["base"])


def _card(fields: Mapping[str, Any]) -> BroadcastCard:
    pictures = (CardPicture(**{**picture, "language": Language(picture["language"])}) for picture in fields["pictures"])
    return BroadcastCard(fields["item"], tuple(pictures))
