"""What somebody wants pushed, as it is kept until it is composed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.store import stories
from bot.story import Localized, LocalizedLine

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast


@dataclass(frozen=True, slots=True)
class Push:
    """What changed in a story since its revision `base`, or, where there are `words`, an announcement in these.

    `slug` names the story; None announces to everybody. `base` None stands for what was pushed last. `headline` stands
    in place of the composed one in the languages that it has; `photo` is Telegram's file_id.
    """

    slug: str | None
    base: int | None = None
    headline: LocalizedLine | None = None
    words: Localized | None = None
    photo: str | None = None

    @property
    def kind(self) -> Literal["update", "announcement"]:
        """What it is as a broadcast."""
        return "announcement" if self.words else "update"

    def dump(self) -> str:
        """All of it but story and base, which have columns of their own, as JSON."""
        texts = {"headline": self.headline, "words": self.words}
        told = {name: text.model_dump(exclude_none=True) for name, text in texts.items() if text}
        return json.dumps(told | ({"photo": self.photo} if self.photo else {}), ensure_ascii=False)

    def dump_whole(self) -> str:
        """All of it as JSON."""
        return json.dumps({"slug": self.slug, "base": self.base, "spec": self.dump()}, ensure_ascii=False)


def read(spec: str, slug: str | None, base: int | None) -> Push:
    """The push that `dump` wrote."""
    told = json.loads(spec)
    headline, words = told.get("headline"), told.get("words")
    return Push(
        slug,
        base,
        LocalizedLine.model_validate(headline) if headline else None,
        Localized.model_validate(words) if words else None,
        told.get("photo"),
    )


def read_whole(text: str) -> Push:
    """The push that `dump_whole` wrote."""
    whole = json.loads(text)
    return read(whole["spec"], whole["slug"], whole["base"])


def of(broadcast: Broadcast, slug: str | None) -> Push:
    """What a broadcast was asked to tell."""
    return read(broadcast.spec, slug, broadcast.base)


async def slug_of(conn: AsyncConnection, broadcast: Broadcast) -> str | None:
    """The slug of the story that a broadcast is about; None where it is about none."""
    story = await stories.get(conn, broadcast.story) if broadcast.story else None
    return story.slug if story else None
