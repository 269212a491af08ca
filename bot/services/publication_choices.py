"""What an editor chose on the publish panel, kept with their question in the draft until it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.model import LocalizedLine
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.store.drafts import Draft

_KEY = "panel"  # of the choices within a question's JSON


@dataclass(frozen=True, slots=True)
class PublicationChoices:
    """The push's headline, None for the composed one; `is_update` leaves the corrections out: the news moved on.

    `photo` (Telegram's file_id) goes with the push, and `languages` are those that it is sent in, None for all: both
    are of live coverage.
    """

    headline: LocalizedLine | None = None
    is_update: bool = False
    photo: str | None = None
    languages: tuple[Language, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the choices as a part of a question, under the key by which `read` finds them."""
        headline = self.headline.model_dump(exclude_none=True) if self.headline else None
        live = {name: value for name in ("photo", "languages") if (value := getattr(self, name))}
        return {_KEY: {"headline": headline, "is_update": self.is_update, **live}}


def read(draft: Draft) -> PublicationChoices:
    """Read the choices of the person for whom the draft was read."""
    return read_from(draft.question)


def is_made(question: Mapping[str, Any] | None) -> bool:
    """Return whether choices are kept in a question's JSON."""
    return _KEY in (question or {})


def read_from(question: Mapping[str, Any] | None) -> PublicationChoices:
    """Read the choices from a question's JSON."""
    stored = (question or {}).get(_KEY) or {}
    headline, languages = stored.get("headline"), stored.get("languages")
    return PublicationChoices(
        LocalizedLine.model_validate(headline) if headline else None,
        is_update=stored.get("is_update", False),
        photo=stored.get("photo"),
        languages=tuple(map(Language, languages)) if languages else None,
    )
