"""What the public pages are made of beside the stories: where the site stands, and what each revision changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.model.diff import Change, difference, items, shows_in
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.model import Dossier, Story

UPDATES = 20  # the latest revisions that a page and a feed tell of


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Where the site stands: `root` is its address with a slash at the end, None where it is not known.

    `username` is the bot's, None where that is not known.
    """

    root: str | None = None
    username: str | None = None

    def address(self, path: str) -> str | None:
        """Return a path's address; None where the site's own is not known."""
        return f"{self.root}{path}" if self.root is not None else None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of an item, or of a title (`item` is None), in these languages: it holds no words."""

    part: str
    item: str | None
    kind: Literal["added", "removed", "changed", "moved"]
    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class Update:
    """What a revision changed. `is_first` marks the revision that began the story."""

    revision: int
    at: datetime
    changes: tuple[ItemChange, ...] = ()
    is_first: bool = False

    def shows_in(self, language: Language) -> bool:
        """Whether readers of the language see a change."""
        return self.is_first or any(language in change.languages for change in self.changes)


@dataclass(frozen=True, slots=True)
class History:
    """The latest revisions of a story, newest first, and when its first one was published."""

    first_at: datetime
    updates: tuple[Update, ...]

    def in_language(self, language: Language) -> tuple[Update, ...]:
        """Return the updates that readers of the language see."""
        return tuple(update for update in self.updates if update.shows_in(language))

    def identity(self, slug: str, *parts: str) -> UUID:
        """Return an id of the story, or of a part of it, that stays whatever the site's address."""
        return uuid5(NAMESPACE_URL, "/".join(("siyaq", slug, self.first_at.isoformat(), *parts)))


def history(first_at: datetime, revisions: Sequence[Story], known: History | None = None) -> History:
    """Compare each of the revisions, newest first, to the one after it; `known` is what is known of older ones."""
    new = [_update(newer, older.dossier) for newer, older in pairwise(revisions)]
    if known is None and revisions and revisions[-1].revision == 1:
        new.append(Update(1, revisions[-1].at, is_first=True))
    older_updates = known.updates if known else ()
    return History(first_at, (*new, *older_updates)[:UPDATES])


def restored_changes(update: Update, dossier: Dossier, language: Language) -> tuple[Change, ...]:
    """Return an update's changes for readers of a language, each with the item's words as they are now.

    What is gone since is left out: nobody is shown again what was corrected or withdrawn.
    """
    present: dict[str, dict[str, Any]] = {}
    changes = []
    for change in update.changes:
        if change.item is None or language not in change.languages or change.kind not in {"added", "changed"}:
            continue
        known = present.setdefault(change.part, items(dossier, change.part))
        if change.item in known:
            changes.append(Change(change.part, change.item, change.kind, None, known[change.item]))
    return tuple(changes)


def _update(story: Story, before: Dossier) -> Update:
    changes = []
    for change in difference(before, story.dossier):
        languages = frozenset(language for language in Language if shows_in(change, language))
        if languages:
            changes.append(ItemChange(change.part, change.item, change.kind, languages))
    return Update(story.revision, story.at, tuple(changes))
