"""Readers browse: commands and plain words become pages."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.handlers import latest, records, searching, settings, subscribing
from bot.handlers.asking import Asked, Nothing, Several, understand
from bot.handlers.opening import open_page, show
from bot.handlers.payloads import read_search
from bot.handlers.services import asker
from bot.i18n.folding import fold
from bot.links import PageLink, Section, read_payload
from bot.pages import about, lists

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from bot.handlers.asking import Meaning
    from bot.handlers.services import Asker, Context, Services
    from bot.i18n.catalogue import Words
    from bot.language import Language

SECTIONS = {
    "story": Section.COVER,
    "summary": Section.SUMMARY,
    "quotes": Section.QUOTES,
    "timeline": Section.TIMELINE,
    "people": Section.PEOPLE,
    "sources": Section.SOURCES,
}
_DEEDS = {
    "latest": latest.ask,
    "corrections": records.put_right,
    "today": records.remember,
    "settings": settings.overview,
    "zone": settings.offer,
}
NAME_WORDS = 3  # the longest name of a section has as many
_EDGES = re.compile(r"^\W+|\W+$")  # punctuation around a name


async def section(update: Update, context: Context) -> None:
    """`/summary` and its kin, with a story's slug, words of its title, or nothing."""
    who = await asker(update, context.services)
    await _ask(context.services, who, SECTIONS[command(update)], " ".join(context.args or ()))


async def start(update: Update, context: Context) -> None:
    """`/start`: a greeting; with a payload, the story's cover, or the page or the search that it names."""
    services, who = context.services, await asker(update, context.services)
    await subscribing.wake(services, who)
    typed = context.args[0] if context.args else ""
    if not typed:
        await show(services, who, about.greeting(_words(services, who)))
    elif link := read_payload(typed):
        await open_page(services, who, replace(link, language=who.preferences.language))
    elif (words := read_search(typed)) is not None:
        await searching.answer(services, who, words)
    else:
        story = (await services.shelf.stories()).by_slug.get(typed.lower())
        await _answer(services, who, Section.COVER, Asked(story) if story else Nothing(typed))


async def stories(update: Update, context: Context) -> None:
    """`/stories`: what there is."""
    services, who = context.services, await asker(update, context.services)
    shelved = await services.shelf.stories()
    await show(
        services, who, lists.stories(shelved.stories, None, _words(services, who), who.preferences, services.now())
    )


async def tell(update: Update, context: Context) -> None:
    """`/help`, `/about` and `/privacy`."""
    services, who = context.services, await asker(update, context.services)
    words = _words(services, who)
    match command(update):
        case "about":
            document = about.about(words, version("siyaq"))
        case "privacy":
            document = about.privacy(words)
        case _:
            document = about.usage(words)
    await show(services, who, document)


async def unknown(update: Update, context: Context) -> None:
    """A command in a private chat that is none of ours gets help; one for another bot gets nothing."""
    _, _, address = _typed(update).partition("@")
    if address in {"", context.bot.username.lower()}:
        await tell(update, context)


async def plain(update: Update, context: Context) -> None:
    """Plain words in a private chat: a section's name, alone or before what its command takes; else a search."""
    services, who = context.services, await asker(update, context.services)
    typed = update.effective_message.text if update.effective_message and update.effective_message.text else ""
    parts = typed.lstrip("/").split()  # Telegram takes only Latin letters for commands, and people try
    if deed := _deed(services, typed):
        await deed(services, who, "")
        return
    for cut in range(min(len(parts), NAME_WORDS), 0, -1):
        if begin_or_end := subscribing.named(services, _EDGES.sub("", " ".join(parts[:cut]))):
            await begin_or_end(update, context, " ".join(parts[cut:]))
            return
        if (named := _named(services, " ".join(parts[:cut]))) is not None:
            await _ask(services, who, named, " ".join(parts[cut:]))
            return
        if _is_search(services, " ".join(parts[:cut])):
            await searching.answer(services, who, " ".join(parts[cut:]))
            return
    await searching.answer(services, who, typed, otherwise=about.usage(_words(services, who)))


async def _ask(services: Services, who: Asker, section: Section, typed: str) -> None:
    shelved = await services.shelf.stories()
    if not shelved.stories:
        await _answer(services, who, section, Nothing(typed))
        return
    current = shelved.by_number.get(who.current or 0, shelved.stories[0])
    if section is Section.COVER and typed.lower() not in shelved.by_slug:
        section, typed = _whole(services, typed)
    await _answer(services, who, section, understand(typed, section, shelved.stories, current))


def _whole(services: Services, typed: str) -> tuple[Section, str]:
    """Whether all of the story is asked for, by words before or behind its name; and its name."""
    parts = typed.split()
    for cut in range(min(len(parts), NAME_WORDS), 0, -1):
        for said, name in ((parts[:cut], parts[cut:]), (parts[-cut:], parts[:-cut])):
            if _named(services, " ".join(said)) is Section.WHOLE:
                return Section.WHOLE, " ".join(name)
    return Section.COVER, typed


async def _answer(services: Services, who: Asker, section: Section, meaning: Meaning) -> None:
    words, preferences = _words(services, who), who.preferences
    match meaning:
        case Asked():
            await open_page(services, who, _place(meaning, section, preferences.language))
        case Several(typed, choices):
            places = [(one.story, _place(one, section, preferences.language)) for one in choices]
            await show(services, who, lists.choice(typed, places, words, preferences))
        case Nothing(typed):
            shelved = await services.shelf.stories()
            await show(services, who, lists.unmatched(typed, shelved.stories, words, preferences, section))


def _place(asked: Asked, section: Section, language: Language) -> PageLink:
    return PageLink(asked.story.number, section, language, speaker=asked.speaker, span=asked.span)


def _named(services: Services, typed: str) -> Section | None:
    """The section that has this name in either language."""
    wanted = _EDGES.sub("", fold(typed))
    for words in services.words.values():
        for section in Section:
            if wanted in map(fold, words.names(f"section.typed.{section.name.lower()}")):
                return section
    return None


def _is_search(services: Services, typed: str) -> bool:
    """Whether what follows these words is to be looked for."""
    wanted = _EDGES.sub("", fold(typed))
    return any(wanted in map(fold, words.names("say.typed.search")) for words in services.words.values())


def _deed(services: Services, typed: str) -> Callable[[Services, Asker, str], Awaitable[None]] | None:
    """What stories have in common, by its name in either language: what is new, what was put right."""
    wanted = _EDGES.sub("", fold(typed))
    for words in services.words.values():
        for name, deed in _DEEDS.items():
            if wanted in map(fold, words.names(f"say.typed.{name}")):
                return deed
    return None


def command(update: Update) -> str:
    """The name of the command in an update, in lower case, without whom it is for."""
    return _typed(update).partition("@")[0]


def _typed(update: Update) -> str:
    """The command that an update begins with, as Telegram found it: without its slash, with the bot that it names."""
    message = update.effective_message
    if not message or not message.text or not message.entities:
        return ""
    return message.text[1 : message.entities[0].length].lower()


def _words(services: Services, who: Asker) -> Words:
    return services.told(who.preferences)
