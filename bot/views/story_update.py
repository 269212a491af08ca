"""What a push tells of a story: its changes, in the order in which they are told, and how much of them fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.model.corrections.correction import Correction
from bot.model.diff import difference, shows_in
from bot.model.language import Language

if TYPE_CHECKING:
    from bot.model import Dossier, Localized, Story
    from bot.model.diff import Change

# The kinds of items that a push shows, the first of them first; what is counted of the others is not shown.
SHOWN = ("corrections", "events", "quotes", "key_points")
_KEY = ("events", "key_points")  # what a first push of a story shows below its standfirst
COUNTED = (*SHOWN, "people", "sources")


@dataclass(frozen=True, slots=True)
class SizeBudget:
    """Limits of a broadcast message: number of items, and UTF-16 units of each text."""

    items: int
    units: int


# From large to small; the sender takes the first whose message fits Telegram's limits.
SIZE_BUDGETS = (
    *(
        SizeBudget(5, 700),
        SizeBudget(5, 400),
        SizeBudget(5, 250),
        SizeBudget(4, 250),
        SizeBudget(3, 250),
        SizeBudget(3, 160),
    ),
    *(SizeBudget(2, 160), SizeBudget(1, 160), SizeBudget(0, 0)),
)


@dataclass(frozen=True, slots=True)
class StoryUpdate:
    """The content of a broadcast: the story (None for a general announcement), its changes, an editor's texts.

    `is_new` marks a story that was never pushed before, which is introduced by its standfirst. `only` are the languages
    that it is sent in at most; None for all.
    """

    story: Story | None
    changes: tuple[Change, ...] = ()
    is_new: bool = False
    headline: Localized | None = None
    words: Localized | None = None
    only: tuple[Language, ...] | None = None

    @property
    def news(self) -> list[Change]:
        """The changes that can be shown: corrections, then added before changed, and of each the newest first.

        Of a story that was never pushed these are its key events, or its key points where it has no events.
        """
        changes = [change for change in self.changes if change.part in SHOWN and change.kind in {"added", "changed"}]
        if self.is_new:
            lead = next((part for part in _KEY if any(change.part == part for change in changes)), None)
            changes = [change for change in changes if change.part == lead]
        newest: dict[tuple[str, str], date] = {}
        for change in changes:
            group = change.kind, change.part
            newest[group] = max(newest.get(group, date.min), _day(change))
        return sorted(changes, key=lambda change: _rank(change, newest[change.kind, change.part]))

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which it tells something: those in which nothing changed are not sent to."""
        return tuple(language for language in Language if self._tells(language))

    def in_language(self, language: Language) -> StoryUpdate:
        """Leave out the changes that readers of the language do not see.

        A correction is told with what it corrected, in whichever language: without it, that would pass for news.
        """
        shown = {change.item for change in self.changes if change.part != "corrections" and shows_in(change, language)}
        changes = (change for change in self.changes if shows_in(change, language) or _corrected(change) in shown)
        return replace(self, changes=tuple(changes))

    def _tells(self, language: Language) -> bool:
        if self.only is not None and language not in self.only:
            return False
        if self.words or self.is_new or (self.headline and self.headline.has(language)):
            return True
        # What was removed or moved shows nothing: the message would be "Updated", and empty.
        return any(change.kind in {"added", "changed"} for change in self.in_language(language).changes)

    def items(self, budget: SizeBudget) -> tuple[str, ...]:
        """Return the ids of the items shown within this budget."""
        return () if self.words else tuple(change.item for change in self.news[: budget.items] if change.item)


def compose(
    story: Story,
    before: Dossier | None,
    headline: Localized | None = None,
    words: Localized | None = None,
    *,
    only: tuple[Language, ...] | None = None,
) -> StoryUpdate:
    """Collect the content since `before` (None for everything), of which an announcement has none.

    `only` are the languages that it is sent in at most; None for all.
    """
    changes = () if words else difference(before, story.dossier)
    return StoryUpdate(story, changes, is_new=before is None and not words, headline=headline, words=words, only=only)


def _corrected(change: Change) -> str | None:
    """Return the item that a new record of a correction is of; of another change None."""
    return change.after.item if isinstance(change.after, Correction) else None


def _rank(change: Change, newest: date) -> tuple[bool, bool, int, int, int, int]:
    """Sort key: corrections first, added before changed, groups by their newest item, and within them the newest."""
    part = SHOWN.index(change.part)
    is_correction = change.part == "corrections"
    day = -_day(change).toordinal()
    return not is_correction, change.kind != "added", -newest.toordinal(), part, day, -_minutes(change)


def _day(change: Change) -> date:
    """Return the last day that an item's date may mean; the first of all where it has none."""
    when = getattr(change.after, "date", None)
    return when.last if when else date.min


def _minutes(change: Change) -> int:
    """Return the time of an item's day, in minutes; that of its start where none is known."""
    when = getattr(change.after, "date", None)
    return when.time.minutes if when and when.time else 0
