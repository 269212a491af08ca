"""Renders what a copy is edited to: its push, digest or page, of the stories as they are, with what was corrected."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.model.diff import LISTS, items
from bot.model.reader import Preferences
from bot.render.page_cache import PageRenderer
from bot.services.broadcasts import corrected
from bot.services.broadcasts.render import as_edit, cover, render
from bot.services.broadcasts.spec import of
from bot.services.corrections import befores, pictures, told
from bot.services.pictures.pictures import missing_libraries
from bot.store import broadcasts, key_values, renditions, stories
from bot.store.copies import messages
from bot.store.copies.messages import copy_page
from bot.store.recipients import combination_of
from bot.views import correction_notes, guest_answer, section_page
from bot.views.callback_data import Format, Section
from bot.views.guest_answer import GuestLinks
from bot.views.numbered_list import items_in
from bot.views.recipes import compose, making, recipe
from bot.views.recipes.recipe import ON_BUTTONS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.broadcast import BroadcastSpec
    from bot.model.language import Language
    from bot.render.page_cache import RenderedPage
    from bot.services.corrections.pictures import PictureAnew
    from bot.services.corrections.told import Told
    from bot.store.copies.messages import CopyPage
    from bot.store.renditions import Rendition
    from bot.views.document import Document, Paragraph
    from bot.views.recipes.recipe import StoredRecipe

_LISTED = frozenset({Section.SUMMARY, Section.WHOLE})  # whose foot has all corrections
CORRECTED = "corrected"
"""The variant of the rendition that a delivered copy is edited to: no delivery is sent in it."""


@dataclass(frozen=True, slots=True)
class RenditionAnew:
    """What a push or digest is edited to, and the stories, by number, that it is of, as of which revision."""

    broadcast: int
    rendition: Rendition
    digest: str | None
    method: str
    body: bytes
    revisions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class PageAnew:
    """What a page is edited to, and the revisions of its stories."""

    page: CopyPage
    body: bytes
    revisions: Mapping[int, int]


async def rendition(
    conn: AsyncConnection, rendition_id: int, words: Mapping[Language, Translator]
) -> RenditionAnew | None:
    """Render what copies in a rendition are edited to; None if it cannot be known."""
    stored = await renditions.get(conn, rendition_id)
    broadcast = await broadcasts.get(conn, await renditions.broadcast_of(conn, rendition_id) or 0)
    if stored is None or broadcast is None:
        return None
    shown = await told.read(conn, stored.rendition.covers)
    records = {number: listed for number, (_, listed) in shown.items() if listed}
    pair = await corrected.render(conn, broadcast, stored, words, records, is_delivered=True)
    if pair is None:
        pair = _alone(stored.rendition, shown, words, of(broadcast, None)), None
    made = replace(pair[0], variant=CORRECTED)
    method, body = as_edit(made, stored.rendition)
    revisions = {number: story.revision for number, (story, _) in shown.items()}
    return RenditionAnew(broadcast.id, made, stored.digest, method, body, revisions)


async def page(
    conn: AsyncConnection, page_id: int, words: Mapping[Language, Translator], now: datetime
) -> PageAnew | PictureAnew | None:
    """Render what copies of a page are edited to, or compose it, of a picture; None if it is no longer known."""
    stored = await messages.get_page(conn, page_id)
    if stored is None:
        return None
    written = recipe.read(stored.recipe)
    if written.kind is Kind.PICTURE:
        return await pictures.compose(conn, stored, written, words)
    shown = await told.read(conn, stored.covers)
    sources = await _sources(conn, written, shown, words, now)
    document = _linked(compose.compose(written, sources), written, sources)
    renderer, begun = PageRenderer(words, await key_values.pages(conn)), _is_begun(written, stored)
    made, ids = _as_message(document, written, shown, renderer, (words, now), is_begun=begun)
    if written.kind in ON_BUTTONS | {Kind.NOTICE}:  # its items are on buttons, or only spoken of
        ids = tuple(item for _, _, listed, *_ in json.loads(stored.covers) for item in listed)
    covers = tuple(
        cover(story, tuple(item for item in items_in(ids, story.number) if item in _own(story)), records)
        for story, records in shown.values()
    )
    anew = copy_page(stored.recipe, covers, stored.language)
    return PageAnew(anew, made, {number: story.revision for number, (story, _) in shown.items()})


def notice(
    story: Story, records: Sequence[Correction], words: Translator, username: str | None, preferences: Preferences
) -> PageAnew:
    """Render the notice to chats with these preferences: it repeats what was wrong, and so is a copy itself."""
    lines = [correction_notes.line(record, words, preferences) for record in records]
    document = correction_notes.notice(story, lines, words, preferences, username)
    body = PageRenderer({words.language: words}).render(document).bodies[0]
    made = making.of_notice(story, records)
    stored = recipe.write(made.kind, made.values, Format.CLASSIC, preferences)
    covers = tuple((*shown, tuple(record.id for record in records)) for shown in made.covers)
    return PageAnew(copy_page(stored, covers, preferences.language), body, {story.number: story.revision})


async def _sources(
    conn: AsyncConnection,
    written: StoredRecipe,
    shown: Mapping[int, Told],
    words: Mapping[Language, Translator],
    now: datetime,
) -> compose.Sources:
    every = await stories.live(conn) if written.kind in {Kind.TODAY, Kind.CORRECTIONS} else ()
    by_number = {story.number: story for story in every} | {number: story for number, (story, _) in shown.items()}
    return compose.Sources(
        stories=every,
        by_number=by_number,
        befores=await befores.of(conn, written),
        words=words,
        username=await key_values.username(conn),
        now=now,
        inline=await key_values.has_inline_mode(conn),
        pictures=not missing_libraries(),
        site=await key_values.site(conn),
    )


def _linked(document: Document | None, written: StoredRecipe, sources: compose.Sources) -> Document | None:
    """Return the document of a guest's answer, whose buttons are links; any other as it is."""
    if document is None or written.guest_start is None:
        return document
    links = GuestLinks(sources.address, sources.username or "", written.guest_start)
    return guest_answer.linked(document, links, sources.words[document.language])


def _as_message(
    document: Document | None,
    written: StoredRecipe,
    shown: Mapping[int, Told],
    renderer: PageRenderer,
    by: tuple[Mapping[Language, Translator], datetime],
    *,
    is_begun: bool,
) -> tuple[bytes, tuple[str, ...]]:
    """Render the message of a page in these words and at this moment; return its items too.

    It may be `is_begun` by the item that it was opened at.
    """
    (words, now), format_ = by, written.format
    if document is None:
        story = next(iter(shown.values()))[0]
        lines = [line for listed in _lines(shown, written, words).values() for line in listed]
        translator = words[written.preferences.language].in_digits(written.preferences.digits)
        alone = correction_notes.alone(story, lines, translator, written.preferences)
        return renderer.render(alone, format_).bodies[0], ()
    if written.kind is not Kind.PAGE or written.link is None:
        own = frozenset(written.values[1]) if written.kind is Kind.NOTICE else frozenset()
        lines = [line for listed in _lines(shown, written, words, without=own).values() for line in listed]
        rendered = renderer.render(correction_notes.at_top(document, lines), format_)
        return rendered.bodies[0], _ids(rendered, 0)
    link = written.link
    render = partial(renderer.render_from, place=link) if is_begun else renderer.render
    rendered = render(document, format_)
    index = rendered.index(link)
    standing = _standing(written, shown, now, index or 0, len(rendered.bodies))
    if lines_by_item := _lines(shown, written, words, without=standing):
        document = correction_notes.near(document, lines_by_item, link.item if index is not None else None)
        rendered = render(document, format_)
        index = rendered.index(link)
    return rendered.bodies[index or 0], _ids(rendered, index or 0)


def _is_begun(written: StoredRecipe, stored: CopyPage) -> bool:
    """Whether a message begins with the item that it was opened at: it is laid out from it on, whatever is above."""
    first = next((item for _, _, listed, *_ in json.loads(stored.covers) for item in listed), None)
    return written.link is not None and written.link.item is not None and written.link.item == first


def _standing(
    written: StoredRecipe, shown: Mapping[int, Told], now: datetime, index: int, count: int
) -> frozenset[str]:
    """Return the records that the message tells of without a line of its own: at its head, or at its foot."""
    link = written.link
    if link is None or link.story not in shown:
        return frozenset()
    story, records = shown[link.story]
    if link.section in _LISTED and count == 1:
        return frozenset(record.id for record in records)
    today = now.astimezone(ZoneInfo(written.preferences.zone)).date()
    return section_page.told_at_head(story.dossier, link.section, today) if index == 0 else frozenset()


def _lines(
    shown: Mapping[int, Told],
    written: StoredRecipe,
    words: Mapping[Language, Translator],
    without: frozenset[str] = frozenset(),
) -> dict[str, list[Paragraph]]:
    """Return the lines by the items that they are about."""
    preferences = written.preferences
    translator = words[preferences.language].in_digits(preferences.digits)
    lines: dict[str, list[Paragraph]] = {}
    for _, records in shown.values():
        for record in records:
            if record.id not in without:
                line = correction_notes.line(record, translator, preferences)
                lines.setdefault(record.item or "", []).append(line)
    return lines


def _alone(
    sent: Rendition, shown: Mapping[int, Told], words: Mapping[Language, Translator], spec: BroadcastSpec
) -> Rendition:
    """Render a push or digest of which nothing is left but what was corrected."""
    combination = combination_of(sent)
    preferences = Preferences(sent.language, combination.months, combination.digits)
    translator = words[sent.language].in_digits(combination.digits)
    story = next(iter(shown.values()))[0]
    lines = [
        correction_notes.line(record, translator, preferences) for _, records in shown.values() for record in records
    ]
    document = correction_notes.alone(story, lines, translator, preferences)
    covers = tuple(cover(story, (), records) for story, records in shown.values())
    picture = spec.card.of(sent.language) if spec.card else None
    photo = (picture.instead if picture else spec.photo) if sent.method == "sendPhoto" else None
    return render(lambda _: document, lambda _: covers, combination, photo=photo)[0]


def _ids(rendered: RenderedPage, index: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item, _ in rendered.messages[index].places if item))


def _own(story: Story) -> frozenset[str]:
    return frozenset(item for part in LISTS for item in items(story.dossier, part))
