"""What a message of the bot's shows, told by its buttons: they outlive a restart, and come with every reply to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from bot.errors import LinkInvalid
from bot.forms.dossier_edit import HEAD
from bot.model.language import Language
from bot.text.normalize import fold
from bot.views.callback_data import DeskLink, FreshLink, PageLink, ShareLink, SimpleLink, read_payload, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.forms.entries.card_reply import Place
    from bot.model import Dossier, Localized
    from bot.views.callback_data import Link

REWORD = "reword"
_CARD = frozenset(("change", "remove", "up", "down", "item", REWORD))  # verbs whose buttons name what the card shows
_BEGINNING = 40  # characters of an item's text by which a page is seen to show it
_TEXTS = ("words", "text", "about", "name")  # the field that holds an item's text
_READ = ("key_points", "summary", "quotes", "events", "people")  # parts that pages show


def links(buttons: Iterable[tuple[str | None, str | None]]) -> list[Link]:
    """Parse buttons, each by its callback data or its address; what leads nowhere of ours is left out."""
    parsed: list[Link] = []
    for data, url in buttons:
        payload = parse_qs(urlsplit(url).query).get("start", [""])[0] if url else ""
        page = read_payload(payload) if payload else None
        if page:
            parsed.append(page)
        elif data:
            try:
                parsed.append(unpack(data))
            except LinkInvalid:
                continue
    return parsed


def of_draft(shown: Iterable[Link]) -> tuple[int | None, int | None, tuple[Place, ...]] | None:
    """Return a desk screen's draft or story and the items that it shows; None for any other message."""
    desk_links = [link for link in shown if isinstance(link, DeskLink)]
    named = [link for link in desk_links if link.verb in _CARD and link.part and (link.item or link.part in HEAD)]
    places = tuple(dict.fromkeys((link.part or "", link.item) for link in named))
    numbers = {(link.draft, _story(link)) for link in named}
    if not places or len(numbers) != 1:
        return None
    ((draft, story),) = numbers
    return draft, story, places


def _story(link: DeskLink) -> int | None:
    """Return the story in the button of a change of a published item, which no draft has yet."""
    number = (link.value or "").partition("-")[0]
    return int(number) if link.draft is None and number.isdecimal() else None


def stories(shown: Iterable[Link]) -> tuple[int, ...]:
    """Return the numbers of the stories whose pages a message's buttons lead to."""
    pages = [link.page if isinstance(link, FreshLink | ShareLink | SimpleLink) else link for link in shown]
    return tuple(dict.fromkeys(page.story for page in pages if isinstance(page, PageLink)))


def visible(dossier: Dossier, text: str) -> tuple[Place, ...]:
    """Return the items that a page's text shows; all of the story's where none is recognised, as in a rich message."""
    shown, every = fold(text), tuple(_places(dossier))
    seen = tuple(place for place, texts in every if any(fold(each)[:_BEGINNING] in shown for each in texts))
    return seen or tuple(place for place, _ in every)


def _places(dossier: Dossier) -> Iterator[tuple[Place, list[str]]]:
    for part in _READ:
        for item in getattr(dossier, part):
            text = next(getattr(item, name) for name in _TEXTS if getattr(item, name, None))
            yield (part, item.id), _texts(text)
    for part in HEAD:
        if (text := getattr(dossier, part)) and (texts := _texts(text)):
            yield (part, None), texts


def _texts(text: Localized) -> list[str]:
    return [text.localize(language)[0] for language in Language if text.has(language)]
