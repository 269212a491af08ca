"""Preview of a draft: its pages exactly as each audience gets them, and warnings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.errors import LinkInvalid
from bot.handlers import responder
from bot.handlers.desk import permissions
from bot.handlers.desk.drafts import diff, draft_screens
from bot.handlers.desk.registry import router
from bot.handlers.responder import respond
from bot.handlers.responding.prepared_page import PreparedPage
from bot.i18n import languages
from bot.model import Story
from bot.model.language import Language
from bot.model.roles import Action
from bot.services import stories
from bot.views import section_page
from bot.views.callback_data import Format, PageLink, Section
from bot.views.desk import item_summary
from bot.views.desk.publishing.preview_warnings import TRANSLATIONS, flags, summarized, what
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Figure, Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Dossier
    from bot.store.drafts import Draft
    from bot.views.desk.publishing.preview_warnings import Flag
    from bot.views.document import Block, Button, Document

_LISTED = 10  # warnings on one screen
_LABEL = 40  # UTF-16 units of an item on a button
# A page: language, section, message index from 0, format (classic where missing: buttons of older messages).
_VALUE = re.compile(rf"({'|'.join(Language)})-([a-z])-([0-9]{{1,3}})(?:-([cr]))?", re.ASCII)
_UNPUBLISHED = 1  # stands in for the number of a story that has none yet


@dataclass(frozen=True, slots=True)
class _Page:
    """One message of a section, as one audience gets it."""

    language: Language
    section: Section
    index: int = 0
    format: Format = Format.CLASSIC

    @property
    def value(self) -> str:
        """Return the callback value that leads here."""
        return f"{self.language}-{self.section}-{self.index}-{self.format}"


@router.callback("preview", right=Action.DRAFT)
async def preview(desk: DeskContext) -> None:
    """Show a draft's warnings and a button for each audience; or, with a value, one page."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    if desk.link.value is None:
        await _overview(desk, draft)
        return
    match = _VALUE.fullmatch(desk.link.value)
    if match is None or match[2] not in set(Section):
        raise LinkInvalid
    await _page(desk, draft, _Page(Language(match[1]), Section(match[2]), int(match[3]), Format(match[4] or "c")))


@router.callback("flags", right=Action.DRAFT)
async def show_flags(desk: DeskContext) -> None:
    """Show more warnings, from the index in the button's value on."""
    draft, start = await permissions.read_draft(desk, desk.draft_id), desk.link.value or "0"
    if not start.isdecimal():
        raise LinkInvalid
    await _overview(desk, draft, int(start))


async def _overview(desk: DeskContext, draft: Draft, start: int = 0) -> None:
    words = desk.words
    base = await diff.base(desk, draft)
    warnings = summarized(flags(draft.dossier, base))
    count = words.count("desk.preview.flags", len(warnings)) if warnings else words.text("desk.preview.clean")
    shown = warnings[start : start + _LISTED]
    lines = [_line(desk, draft.dossier, base, number, flag) for number, flag in enumerate(shown, start + 1)]
    links = rows(_links(desk, draft, shown))
    more = [button(words.text("desk.form.more"), "flags", draft.id, value=str(start + _LISTED))]
    format_ = Format.RICH if desk.app.rich.known() else Format.CLASSIC
    pages = [
        button(words.text("desk.preview.pages", language=languages.name(language, words.language)), "preview", draft.id,
               value=_Page(language, Section.COVER, format=format_).value)
        for language in Language
    ]  # fmt: skip
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    buttons = (*rows(pages), *links, more if len(warnings) > start + _LISTED else [], back)
    title = words.text("desk.preview.title", title=item_summary.title(draft.dossier, words))
    header = await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, count, *lines, rows=buttons))


def _line(desk: DeskContext, dossier: Dossier, base: Dossier | None, number: int, flag: Flag) -> str:
    """Word a warning with its place; for a removed item, the published one."""
    words = desk.words
    where = words.text(f"desk.part.{flag.part}")
    for holder in (dossier, base):
        if holder and (item := _item(holder, flag)):
            where = item_summary.line(holder, item, words, desk.chat.preferences)
            break
    return words.text("desk.preview.flag", number=number, where=where, what=what(flag, words))


def _links(desk: DeskContext, draft: Draft, shown: tuple[Flag, ...]) -> Iterator[Button]:
    """Yield a button for each place that has a warning, once."""
    seen = set()
    for flag in shown:
        if (flag.part, flag.item) in seen or flag.part == "corrections":
            continue
        seen.add((flag.part, flag.item))
        if flag.part == TRANSLATIONS:
            yield button(what(flag, desk.words), "waiting", draft.id)
            continue
        if item := _item(draft.dossier, flag):
            label = item_summary.line(draft.dossier, item, desk.words, desk.chat.preferences, _LABEL)
            yield button(label, "item", draft.id, flag.part, item=flag.item)
        elif flag.item is None:
            yield button(desk.words.text(f"desk.part.{flag.part}"), "part", draft.id, flag.part)


def _item(dossier: Dossier, flag: Flag) -> object:
    entries = getattr(dossier, flag.part) if flag.item else ()
    return next((entry for entry in entries if entry.id == flag.item), None)


async def _page(desk: DeskContext, draft: Draft, page: _Page) -> None:
    """Show one message of a section as readers get it, with the preview's own buttons."""
    document, body = await _render(desk, draft, page)
    if desk.button:
        await responder.answer_callback(desk.app, desk.button.query_id)
    message_id = desk.button.message_id if desk.button else None
    await respond(desk.app, desk.chat, PreparedPage(body, format=page.format, document=document), message_id)


async def _render(desk: DeskContext, draft: Draft, page: _Page) -> tuple[Document, bytes]:
    app, language = desk.app, page.language
    published = await stories.find(app.database, draft.slug)
    number = published.number if published else _UNPUBLISHED
    story = Story(number, draft.slug, (draft.base or 0) + 1, app.now(), draft.dossier)
    others = len((await app.story_cache.stories()).by_number.keys() - {number}) > 0
    link = PageLink(number, page.section, language, format=page.format)
    preferences = replace(desk.chat.preferences, language=language)
    section = replace(
        section_page.compose(story, link, app.translators[language], preferences, others), place=None, buttons=()
    )
    section = replace(section, blocks=tuple(map(_without_picture, section.blocks)))
    count = len(app.pages.render(section, page.format).bodies)
    page = replace(page, index=min(page.index, count - 1))  # the draft may have become shorter since
    document = _with_buttons(desk, draft, section, page, count)
    return document, app.pages.render(document, page.format).bodies[page.index]


def _without_picture(block: Block) -> Block:
    """Return what is said of a picture in its place: it is on no public page before the draft is published."""
    if not isinstance(block, Figure):
        return block
    return Paragraph((*block.credit, Run("\n"), block.description), note=True)


def _with_buttons(desk: DeskContext, draft: Draft, section: Document, page: _Page, count: int) -> Document:
    words = desk.app.translators[page.language]

    def link(label: str, **changes: Any) -> Button:
        return button(label, "preview", draft.id, value=replace(page, **changes).value)

    index = page.index
    before = [link("◀", index=index - 1)] if index else []
    after = [link("▶", index=index + 1)] if index + 1 < count else []
    current = [link(f"{index + 1}/{count}")] if count > 1 else []
    sections = [
        link(words.text(f"section.{other.name.lower()}"), section=other, index=0)
        for other in Section
        if other != page.section
    ]
    other_format = Format.CLASSIC if page.format is Format.RICH else Format.RICH
    audience = [
        link(words.text("button.other_language"), language=page.language.other, index=0),
        link(desk.words.text(f"desk.preview.{other_format.name.lower()}"), format=other_format, index=0),
    ]
    back = [button(desk.words.text("desk.preview.end"), "preview", draft.id)]
    buttons = ([*before, *current, *after], *rows(sections), audience, back)
    return replace(section, buttons=tuple(tuple(row) for row in buttons if row))
