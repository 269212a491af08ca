"""Live coverage on the desk's screens: its first screen, a live event as it will leave, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.i18n import languages
from bot.views.desk import item_summary
from bot.views.desk.publishing import message_preview
from bot.views.desk.publishing.publish_panel import PUSHED
from bot.views.desk.screen import button, rows, screen
from bot.views.labels import shorten, ticked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Localized
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.store.recipients import Forecast
    from bot.views.document import Block, Button, Document
    from bot.views.story_update import StoryUpdate

_SOURCES = 6  # of the story's, the newest, as buttons
_BUTTON = 40  # UTF-16 units of a source on a button
_TEXT = 300  # UTF-16 units of an event on the screens that come after it


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """What a live event's card shows: its draft, its push (None: nothing to send) and to whom, what is missing, where.

    `may_publish` where the viewer may publish it now, else they submit it; `may_push` where they may push.
    """

    draft: Draft
    update: StoryUpdate | None
    forecast: Forecast | None
    missing: tuple[Language, ...]
    place: Localized | None
    has_photo: bool
    may_publish: bool
    may_push: bool


def beginning(
    dossier: Dossier, source: str | None, outlet: str | None, words: Translator, notice: str | None = None
) -> Document:
    """Build the first screen: what becomes of messages, and whom they are credited to, with the sources to choose."""
    names = {item.id: item.outlet.localize(words.language)[0] for item in dossier.sources}
    chosen = outlet or names.get(source or "")
    credit = words.text("desk.live.source", outlet=chosen) if chosen else words.text("desk.live.source_ask")
    listed = list(names.items())[-_SOURCES:]
    if source in names and source not in dict(listed):
        listed = [(str(source), names[str(source)]), *listed[1:]]
    sources = rows(
        button(ticked(shorten(name, _BUTTON), chosen=item == source and not outlet), "livesrc", item=item)
        for item, name in listed
    )
    other = [button(words.text("desk.live.source_new"), "livesrc")]
    title = words.text("desk.live.title", title=item_summary.title(dossier, words))
    return screen(words, title, notice, words.text("desk.live.how"), credit, rows=(*sources, other, _end(words)))


def card(facts: LiveFacts, words: Mapping[Language, Translator], preferences: Preferences) -> Document:
    """Build a live event's card: the message of each language as it will leave, and a button for each way on."""
    own = words[preferences.language]
    title = own.text("desk.live.title", title=item_summary.title(facts.draft.dossier, own))
    return screen(own, title, *_blocks(facts, words, preferences), rows=_buttons(facts, own))


def asking(dossier: Dossier, question: str, words: Translator) -> Document:
    """Build the screen of a question: what the next message answers."""
    return screen(words, words.text("desk.live.title", title=item_summary.title(dossier, words)), question)


def done(dossier: Dossier, key: str, text: Localized | None, words: Translator, **values: str | int) -> Document:
    """Build the screen after an event was published, submitted or dropped: its words, and what can be undone."""
    title = words.text("desk.live.title", title=item_summary.title(dossier, words))
    said = shorten(text.localize(words.language)[0], _TEXT) if text else None
    undo = [] if key == "desk.live.dropped" else [button(words.text("desk.button.undo"), "undo")]
    return screen(words, title, words.text(key, **values), said, rows=([*undo, *_end(words)],))


def over(dossier: Dossier, key: str, words: Translator) -> Document:
    """Build the screen that says that coverage has ended, or that its time is over."""
    title = item_summary.title(dossier, words)
    home = [button(words.text("desk.button.drafts"), "drafts"), button(words.text("desk.button.desk"), "desk")]
    return screen(words, words.text("desk.live.over"), words.text(key, title=title), rows=(home,))


def _blocks(facts: LiveFacts, words: Mapping[Language, Translator], preferences: Preferences) -> Iterator[Block | str]:
    own = words[preferences.language]
    if facts.update:
        yield from message_preview.messages(
            facts.update, facts.forecast, words, preferences, left_out="desk.live.missing"
        )
    if facts.place:
        yield own.text("page.place", place=facts.place.localize(own.language)[0])
    if facts.has_photo:
        yield own.text("desk.live.photo")


def _buttons(facts: LiveFacts, words: Translator) -> Iterator[list[Button]]:
    draft, version = facts.draft, str(facts.draft.version)
    if facts.may_publish:
        published = [button(words.text("desk.button.publish"), "livepub", draft.id, value=version)]
        if facts.update and facts.may_push:
            published.append(button(words.text("desk.push.with"), "livepub", draft.id, item=PUSHED, value=version))
        yield published
    else:
        yield [button(words.text("desk.button.submit"), "livesend", draft.id, value=version)]
    for language in facts.missing:
        name = languages.name(language, words.language)
        yield [button(words.text("desk.live.add", language=name), "livefix", draft.id, value=language.value)]
    yield [
        button(words.text("desk.button.change"), "livefix", draft.id),
        button(words.text("desk.live.drop"), "livedrop", draft.id),
    ]
    yield _end(words)


def _end(words: Translator) -> list[Button]:
    return [button(words.text("desk.live.end"), "liveend")]
