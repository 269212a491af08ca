"""Content of a broadcast and its renditions, one for each combination of its recipients' preferences."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.errors import EmptyBroadcast, RevisionUnknown, StoryArchived, StoryUnknown
from bot.model.reader import Digits, Months, Preferences
from bot.services.broadcasts.card import file_of, items_on
from bot.services.broadcasts.render import cover, render, with_lines
from bot.store import broadcasts, key_values, stories
from bot.store.recipients import Combination
from bot.views import broadcast_message, story_update
from bot.views.broadcast_message import ButtonTargets, FollowReason
from bot.views.story_update import StoryUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Dossier, Story
    from bot.model.broadcast import BroadcastCard, BroadcastSpec
    from bot.model.language import Language
    from bot.services.broadcasts.render import Cover, Pair
    from bot.store.database import Database
    from bot.store.renditions import Rendition
    from bot.store.topics import Topic
    from bot.views.document import Document
    from bot.views.story_update import SizeBudget


@dataclass(frozen=True, slots=True)
class BroadcastContent:
    """Content of a broadcast: changes since revision `base` (None: the whole story); `username` is the bot's.

    `site` is the address of the public pages if links lead there; `records` are the corrections of what it showed, of
    which a copy that was delivered tells. `card` is the picture of an item, in place of a photo.
    """

    update: StoryUpdate
    base: int | None = None
    photo: str | None = None
    username: str | None = None
    site: str | None = None
    records: tuple[Correction, ...] = ()
    card: BroadcastCard | None = None
    is_delivered: bool = False

    @property
    def story(self) -> int | None:
        """Return the id of its story."""
        return self.update.story.number if self.update.story else None

    @property
    def revision(self) -> int | None:
        """Return the revision it announces."""
        return self.update.story.revision if self.update.story else None

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which it is sent: those in which it tells something."""
        return self.update.languages


@dataclass(slots=True)
class VariantSet:
    """Renditions of one broadcast, each rendered when first needed; `topics` are those that combinations name."""

    content: BroadcastContent
    words: Mapping[Language, Translator]
    topics: Mapping[int, Topic] = field(default_factory=dict)
    _made: dict[Combination, Pair] = field(default_factory=dict)

    def of(self, combination: Combination) -> Pair:
        """Return the rendition for chats of this combination, with its classic fallback."""
        if combination not in self._made:
            followed = self.topics.get(combination.topic or 0)
            self._made[combination] = _render(self.content, combination, self.words, followed)
        return self._made[combination]

    async def make(self, combinations: Iterable[Combination]) -> None:
        """Render these ahead of their use."""
        for combination in combinations:
            if combination.language in self.content.languages:
                self.of(combination)
            await asyncio.sleep(0)  # rendering is CPU-bound: lets readers be answered in between

    def check(self) -> None:
        """Raise BroadcastLong if the editor's text exceeds one message in either language."""
        for language in self.content.languages:
            self.of(Combination(language, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False))


async def preview(
    database: Database,
    spec: BroadcastSpec,
    combination: Combination,
    words: Mapping[Language, Translator],
    *,
    draft: Dossier | None = None,
) -> Rendition:
    """Render the message that chats of this combination would get now, or once `draft` is published.

    Raises StoryUnknown (also where the draft is a story's first), StoryArchived, RevisionUnknown, EmptyBroadcast and
    BroadcastLong.
    """
    async with database.read() as conn:
        story = await _story(conn, spec.slug) if spec.slug else None
        if story and draft:
            story = replace(story, dossier=draft, revision=story.revision + 1)
        content = await content_of(conn, spec, story)
    return _render(content, combination, words)[0]


async def check(database: Database, spec: BroadcastSpec, words: Mapping[Language, Translator]) -> None:
    """Raise BroadcastLong if it exceeds one message in either language, and what `read_content` raises."""
    async with database.read() as conn:
        content = await read_content(conn, spec)
    VariantSet(content, words).check()


async def read_content(conn: AsyncConnection, spec: BroadcastSpec) -> BroadcastContent:
    """Compose the content as of now; raises what `content_of` raises, StoryUnknown and StoryArchived."""
    return await content_of(conn, spec, await _story(conn, spec.slug) if spec.slug else None)


async def content_of(conn: AsyncConnection, spec: BroadcastSpec, story: Story | None) -> BroadcastContent:
    """Compose the content from the story as given.

    Raises RevisionUnknown, and EmptyBroadcast where nothing is new and the editor wrote no words.
    """
    username, site = await key_values.username(conn), await key_values.site(conn)
    if spec.words or story is None:
        if not spec.words:
            raise EmptyBroadcast
        update = StoryUpdate(story, headline=spec.headline, words=spec.words)
        return BroadcastContent(update, photo=spec.photo, username=username, site=site)
    base = spec.base
    if base is None:
        last_revision = await broadcasts.newest_revision(conn, story.number)
        base = story.revision - 1 if last_revision is None else last_revision
    before = await stories.get(conn, story.number, base) if base else None
    if base and before is None:
        raise RevisionUnknown(slug=story.slug, revision=base)
    update = story_update.compose(story, before.dossier if before else None, spec.headline, only=spec.languages)
    if not update.languages:
        raise EmptyBroadcast
    return BroadcastContent(update, base or None, spec.photo, username, site, card=spec.card)


async def _story(conn: AsyncConnection, slug: str) -> Story:
    """Return the live story of this slug; raises StoryUnknown and StoryArchived."""
    story = await stories.find(conn, slug)
    if story is None:
        raise StoryUnknown(slug=slug)
    if all(head.number != story.number for head in await stories.heads(conn)):
        raise StoryArchived(slug=slug)
    return story


def _render(
    content: BroadcastContent,
    combination: Combination,
    words: Mapping[Language, Translator],
    followed: Topic | None = None,
) -> Pair:
    update, language = content.update, combination.language
    preferences = Preferences(language, combination.months, combination.digits)
    translator = words[language].in_digits(combination.digits)
    reason = FollowReason(followed.id, followed.name(language)) if followed else None
    buttons = ButtonTargets(combination.channel, content.username, content.site, reason)
    pictured = _picture(content, words[language])
    photo, on_photo = pictured or (content.photo, ())

    def covers(size: SizeBudget) -> tuple[Cover, ...]:
        story = update.story
        shown = update.in_language(language).items(size)
        return (cover(story, tuple(dict.fromkeys((*shown, *on_photo))), content.records),) if story else ()

    def document(size: SizeBudget) -> Document:
        made = broadcast_message.document(update, translator, preferences, size, buttons)
        return with_lines(made, content.records, translator, preferences)

    return render(
        document,
        covers,
        combination,
        photo=photo,
        variant=combination.variant,
    )


def _picture(content: BroadcastContent, words: Translator) -> tuple[str, tuple[str, ...]] | None:
    """Return the file id of the card in a language, and the items that it shows; None without one."""
    card, story = content.card, content.update.story
    if card is None or story is None:
        return None
    file_id = file_of(card, story, words, is_delivered=content.is_delivered)
    return (file_id, items_on(card, story)) if file_id else None
