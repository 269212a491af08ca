"""The preview: a draft's pages exactly as each audience will see them, and what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.desk.flags import flags
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers import replies
from bot.handlers.desk import comparing, gist, rights
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.handlers.opening import Opened, put
from bot.i18n import languages
from bot.language import Language
from bot.links import Format, PageLink, Section
from bot.pages import compose
from bot.store import stories
from bot.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.desk.flags import Flag
    from bot.document import Button, Document
    from bot.store.drafts import Draft
    from bot.story import Dossier

_LISTED = 10  # flags on one screen
_LABEL = 40  # UTF-16 units of an item on a button
# A page: language, section, sheet from 0, format (without it a simple message).
_VALUE = re.compile(r"(ar|en)-([a-z])-([0-9]{1,3})(?:-([cr]))?", re.ASCII)
_UNPUBLISHED = 1  # the number that stands in for that of a story which has none yet


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One message of a section, as one audience gets it."""

    language: Language
    section: Section
    index: int = 0
    format: Format = Format.CLASSIC

    @property
    def value(self) -> str:
        """What a button says that leads here."""
        return f"{self.language}-{self.section}-{self.index}-{self.format}"


async def preview(turn: Turn) -> None:
    """What is missing in a draft, and the pages for each audience; or, of one audience, one page in either format."""
    draft = await rights.look(turn, turn.draft_id)
    if turn.link.value is None:
        await _overview(turn, draft)
        return
    found = _VALUE.fullmatch(turn.link.value)
    if found is None or found[2] not in set(Section):
        raise LinkInvalid
    await _page(turn, draft, _Sheet(Language(found[1]), Section(found[2]), int(found[3]), Format(found[4] or "c")))


async def show_flags(turn: Turn) -> None:
    """More of what is missing, from the flag on that the button names."""
    draft, start = await rights.look(turn, turn.draft_id), turn.link.value or "0"
    if not start.isdecimal():
        raise LinkInvalid
    await _overview(turn, draft, int(start))


async def _overview(turn: Turn, draft: Draft, start: int = 0) -> None:
    words = turn.words
    base = await comparing.base(turn, draft)
    found = flags(draft.dossier, base)
    told = words.count("desk.preview.flags", len(found)) if found else words.text("desk.preview.clean")
    shown = found[start : start + _LISTED]
    lines = [_line(turn, draft.dossier, base, number, one) for number, one in enumerate(shown, start + 1)]
    doors = rows(_doors(turn, draft, shown))
    more = [button(words.text("desk.form.more"), "flags", draft.id, value=str(start + _LISTED))]
    format_ = Format.RICH if turn.services.rich.known() else Format.CLASSIC
    pages = [
        button(words.text("desk.preview.pages", language=languages.name(one, words.language)), "preview", draft.id,
               value=_Sheet(one, Section.COVER, format=format_).value)
        for one in Language
    ]  # fmt: skip
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    every = (*rows(pages), *doors, more if len(found) > start + _LISTED else [], back)
    title = words.text("desk.preview.title", title=gist.title(draft.dossier, words))
    await turn.show(screen(words, title, told, *lines, rows=every))


def _line(turn: Turn, dossier: Dossier, base: Dossier | None, number: int, flag: Flag) -> str:
    """A flag with where it is; of what was removed, what it was."""
    words = turn.words
    where = words.text(f"desk.part.{flag.part}")
    for holder in (dossier, base):
        if holder and (item := _item(holder, flag)):
            where = gist.line(holder, item, words, turn.who.preferences)
            break
    return words.text("desk.preview.flag", number=number, where=where, what=words.text(flag.key, **dict(flag.data)))


def _doors(turn: Turn, draft: Draft, shown: tuple[Flag, ...]) -> Iterator[Button]:
    """A button for each place that has a flag, once."""
    seen = set()
    for one in shown:
        if (one.part, one.item) in seen or one.part == "corrections":
            continue
        seen.add((one.part, one.item))
        if item := _item(draft.dossier, one):
            label = gist.line(draft.dossier, item, turn.words, turn.who.preferences, _LABEL)
            yield button(label, "item", draft.id, one.part, item=one.item)
        elif one.item is None:
            yield button(turn.words.text(f"desk.part.{one.part}"), "part", draft.id, one.part)


def _item(dossier: Dossier, flag: Flag) -> object:
    every = getattr(dossier, flag.part)
    return next((one for one in every if one.id == flag.item), None) if flag.item else None


async def _page(turn: Turn, draft: Draft, sheet: _Sheet) -> None:
    """Show one sheet of a section: the words as readers get them, and below them buttons of the preview's own."""
    document, body = await _set(turn, draft, sheet)
    if turn.tapped:
        await replies.answer_tap(turn.services, turn.tapped.query_id)
    message_id = turn.tapped.message_id if turn.tapped else None
    await put(turn.services, turn.who, Opened(body, format=sheet.format, document=document), message_id)


async def _set(turn: Turn, draft: Draft, sheet: _Sheet) -> tuple[Document, bytes]:
    services, language = turn.services, sheet.language
    async with services.database.read() as conn:
        story = await stories.find(conn, draft.slug)
    number = story.number if story else _UNPUBLISHED
    shown = Story(number, draft.slug, (draft.base or 0) + 1, services.now(), draft.dossier)
    others = len((await services.shelf.stories()).by_number.keys() - {number}) > 0
    place = PageLink(number, sheet.section, language, format=sheet.format)
    preferences = replace(turn.who.preferences, language=language)
    page = replace(compose(shown, place, services.words[language], preferences, others), place=None, buttons=())
    count = len(services.press.set(page, sheet.format).bodies)
    there = replace(sheet, index=min(sheet.index, count - 1))
    document = _with_buttons(turn, draft, page, there, count)
    return document, services.press.set(document, sheet.format).bodies[there.index]


def _with_buttons(turn: Turn, draft: Draft, page: Document, sheet: _Sheet, count: int) -> Document:
    words = turn.services.words[sheet.language]

    def door(label: str, **other: Any) -> Button:
        return button(label, "preview", draft.id, value=replace(sheet, **other).value)

    at = sheet.index
    before = [door("◀", index=at - 1)] if at else []
    after = [door("▶", index=at + 1)] if at + 1 < count else []
    here = [door(f"{at + 1}/{count}")] if count > 1 else []
    sections = [
        door(words.text(f"section.{one.name.lower()}"), section=one, index=0) for one in Section if one != sheet.section
    ]
    other = Format.CLASSIC if sheet.format is Format.RICH else Format.RICH
    audience = [
        door(words.text("button.other_language"), language=sheet.language.other, index=0),
        door(turn.words.text(f"desk.preview.{other.name.lower()}"), format=other, index=0),
    ]
    back = [button(turn.words.text("desk.preview.end"), "preview", draft.id)]
    every = ([*before, *here, *after], *rows(sections), audience, back)
    return replace(page, buttons=tuple(tuple(row) for row in every if row))


COMMANDS: dict[str, Deal] = {}
TAPS = {"preview": Deal(Action.DRAFT, preview), "flags": Deal(Action.DRAFT, show_flags)}
