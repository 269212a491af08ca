"""What a push tells, and its renditions, made once for each combination of what its recipients chose."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.audience import Digits, Months, Preferences
from bot.errors import PushNothing, RevisionUnknown, StoryArchived, StoryUnknown
from bot.language import Language
from bot.pages import update
from bot.pages.update import Exit, Telling
from bot.pushing.setting import render
from bot.store import broadcasts, rules, stories
from bot.store.recipients import Combination

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Words
    from bot.pages.update import Extent
    from bot.pushing.push import Push
    from bot.pushing.setting import Cover, Pair
    from bot.store.database import Database
    from bot.store.renditions import Rendition
    from bot.story import Dossier, Story


@dataclass(frozen=True, slots=True)
class Subject:
    """What a push tells, and up from which revision of its story, None for all of it; `username` is the bot's."""

    telling: Telling
    base: int | None = None
    photo: str | None = None
    username: str | None = None

    @property
    def story(self) -> int | None:
        """The number of its story."""
        return self.telling.story.number if self.telling.story else None

    @property
    def revision(self) -> int | None:
        """The revision that it tells of."""
        return self.telling.story.revision if self.telling.story else None


@dataclass(slots=True)
class Plates:
    """The renditions of one push, each made when it is first asked for."""

    subject: Subject
    words: Mapping[Language, Words]
    _made: dict[Combination, Pair] = field(default_factory=dict)

    def of(self, combination: Combination) -> Pair:
        """What chats of this combination are sent."""
        if combination not in self._made:
            self._made[combination] = _render(self.subject, combination, self.words)
        return self._made[combination]

    async def make(self, combinations: Iterable[Combination]) -> None:
        """Make these; readers are answered in between."""
        for combination in combinations:
            self.of(combination)
            await asyncio.sleep(0)

    def check(self) -> None:
        """Raise PushLong where the editor's words are too long for one message in either language."""
        for language in Language:
            self.of(Combination(language, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False))


async def preview(
    database: Database,
    push: Push,
    combination: Combination,
    words: Mapping[Language, Words],
    *,
    draft: Dossier | None = None,
) -> Rendition:
    """The message that chats of this combination would get now, or once `draft` is published.

    Raises StoryUnknown, which a story is that is first published with the draft, StoryArchived, RevisionUnknown,
    PushNothing and PushLong.
    """
    async with database.read() as conn:
        story = await _story(conn, push.slug) if push.slug else None
        if story and draft:
            story = replace(story, dossier=draft, revision=story.revision + 1)
        subject = await about(conn, push, story)
    return _render(subject, combination, words)[0]


async def check(database: Database, push: Push, words: Mapping[Language, Words]) -> None:
    """Raise PushLong where the push is too long for one message in either language; and what `look` raises."""
    async with database.read() as conn:
        subject = await look(conn, push)
    Plates(subject, words).check()


async def look(conn: AsyncConnection, push: Push) -> Subject:
    """What the push tells as things are now; raises what `about` raises, StoryUnknown and StoryArchived."""
    return await about(conn, push, await _story(conn, push.slug) if push.slug else None)


async def about(conn: AsyncConnection, push: Push, story: Story | None) -> Subject:
    """What the push tells of the story as it is given.

    Raises RevisionUnknown, and PushNothing where nothing is new and no words are the editor's own.
    """
    username = await rules.username(conn)
    if push.words or story is None:
        if not push.words:
            raise PushNothing
        telling = Telling(story, headline=push.headline, words=push.words)
        return Subject(telling, photo=push.photo, username=username)
    base = push.base
    if base is None:
        told = await broadcasts.told(conn, story.number)
        base = story.revision - 1 if told is None else told
    before = await stories.get(conn, story.number, base) if base else None
    if base and before is None:
        raise RevisionUnknown(slug=story.slug, revision=base)
    telling = update.tell(story, before.dossier if before else None, push.headline)
    if not (telling.changes or push.headline):
        raise PushNothing
    return Subject(telling, base or None, push.photo, username)


async def _story(conn: AsyncConnection, slug: str) -> Story:
    """The live story of this slug; raises StoryUnknown and StoryArchived."""
    story = await stories.find(conn, slug)
    if story is None:
        raise StoryUnknown(slug=slug)
    if all(one.number != story.number for one in await stories.heads(conn)):
        raise StoryArchived(slug=slug)
    return story


def _render(subject: Subject, combination: Combination, words: Mapping[Language, Words]) -> Pair:
    telling, language = subject.telling, combination.language
    preferences = Preferences(language, combination.months, combination.digits)
    told = words[language].in_digits(combination.digits)
    exit_ = Exit(combination.channel, subject.username)

    def covers(extent: Extent) -> tuple[Cover, ...]:
        story = telling.story
        return ((story.number, story.revision, telling.items(extent)),) if story else ()

    return render(
        lambda extent: update.document(telling, told, preferences, extent, exit_),
        covers,
        combination,
        photo=subject.photo,
    )
