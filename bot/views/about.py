"""The pages about Siyaq itself: greeting, commands, what it is, what it keeps, and the choice of language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Button, Document, Heading, Paragraph, Run, Style
from bot.i18n.languages import name
from bot.language import Language
from bot.links import LanguageLink, StoriesLink
from bot.pages.labels import ticked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.document import Block, Buttons
    from bot.i18n.catalogue import Words

# What a story tells, what all of them tell, what a chat chooses, and the rest.
_COMMANDS = (
    ("stories", "story", "summary", "quotes", "timeline", "people", "sources"),
    ("search", "latest", "corrections", "today"),
    ("subscribe", "unsubscribe", "settings", "language"),
    ("help", "about", "privacy", "forget"),
)


def greeting(words: Words) -> Document:
    """What `/start` says: what this is, and how to ask."""
    return _document(words, "start", *_commands(words), _said(words, "page.start.foot"), buttons=_stories(words))


def usage(words: Words) -> Document:
    """What `/help` says: every command with its explanation, and how to name a story, a speaker and a span."""
    blocks: tuple[Block, ...] = (*_commands(words), Heading((Run(words.text("page.help.examples")),)), _examples(words))
    return _document(words, "help", *blocks, _said(words, "page.help.foot"), buttons=_stories(words))


def about(words: Words, version: str) -> Document:
    """What `/about` says: what Siyaq is, and which version answers."""
    return _document(words, "about", _said(words, "page.about.version", version=version))


def privacy(words: Words) -> Document:
    """What `/privacy` says: what is kept about a chat, and about the desk, for how long, and how it is deleted."""
    told = [_said(words, f"page.privacy.{part}", command="/forget") for part in ("forget", "desk")]
    return _document(words, "privacy", _said(words, "page.privacy.kept"), *told)


def languages(words: Words, chosen: Language | None) -> Document:
    """The choice of language; what the chat has `chosen` is marked."""
    names = {language: name(language, language) for language in Language}
    row = tuple(
        Button(ticked(told, chosen=language is chosen), LanguageLink(language)) for language, told in names.items()
    )
    return _document(words, "language", buttons=(row,))


def notice(words: Words, key: str, buttons: Buttons = ()) -> Document:
    """A sentence of the catalogue by itself."""
    return Document(words.language, (_said(words, key),), buttons)


def _document(words: Words, page: str, *blocks: Block, buttons: Buttons = ()) -> Document:
    title = Heading((Run(words.text(f"page.{page}.title")),), level=1)
    return Document(words.language, (title, _said(words, f"page.{page}.text"), *blocks), buttons)


def _said(words: Words, key: str, **values: str) -> Paragraph:
    return Paragraph((Run(words.text(key, **values)),))


def _stories(words: Words) -> Buttons:
    return ((Button(words.text("button.all_stories"), StoriesLink(words.language)),),)


def _commands(words: Words) -> Iterator[Paragraph]:
    """The commands, those that are of a kind together."""
    for group in _COMMANDS:
        yield _lines(words, [(Run(f"/{one}", language=Language.EN), f"page.help.{one}") for one in group])


def _examples(words: Words) -> Paragraph:
    examples = words.names("page.help.typed")
    told = [f"page.help.example{number}" for number in range(1, len(examples) + 1)]
    return _lines(words, [(Run(one, Style.CODE), key) for one, key in zip(examples, told, strict=True)])


def _lines(words: Words, pairs: list[tuple[Run, str]]) -> Paragraph:
    runs = [run for what, key in pairs for run in (what, Run(words.text("page.dash") + words.text(key) + "\n"))]
    last = runs.pop()
    return Paragraph((*runs, Run(last.text.rstrip("\n"))))
