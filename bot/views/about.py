"""The pages about Siyaq itself: greeting, commands, what it is, what it keeps, and the choice of language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.i18n.languages import name
from bot.model.language import Language
from bot.views.callback_data import LanguageLink, ReaderLink, StoriesLink
from bot.views.document import Button, Document, Heading, Paragraph, Run, Style
from bot.views.labels import ticked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n.catalogue import Translator
    from bot.views.document import Block, Buttons

FORGET = "yes"  # the value of the button that deletes

# Commands in the order of the menu that Telegram's clients show: what readers want first leads. `/forget` is not in it:
# a slip of the thumb there would cost what a chat chose.
MENU = (
    "summary", "latest", "quotes", "timeline", "people", "story", "stories", "search",
    "follow", "follows", "subscribe", "unsubscribe", "mute", "sources", "today", "corrections", "card",
    "settings", "language", "help", "about", "privacy",
)  # fmt: skip
# What a story tells, what all of them tell, what a chat chooses, and the rest.
_COMMANDS = (
    ("stories", "story", "summary", "quotes", "timeline", "people", "sources"),
    ("search", "latest", "corrections", "today", "card"),
    ("subscribe", "unsubscribe", "settings", "language"),
    ("follow", "follows", "mute"),
    ("help", "about", "privacy", "mydata", "forget"),
)


def greeting(words: Translator, cover: Document | None) -> Document:
    """Build the answer to `/start`: what this is in one sentence, above a story's cover and its buttons, and help."""
    sentence, help_button = _sentence(words, "page.start.text"), Button(words.text("button.help"), _help(words))
    if cover is None:
        return Document(words.language, (sentence,), ((help_button,),))
    *rows, last = cover.buttons
    # The first heading of a level-1 page is its title: below a sentence it is one of level 2.
    blocks = (replace(block, level=2) if isinstance(block, Heading) else block for block in cover.blocks)
    return Document(words.language, (sentence, *blocks), (*rows, (*last, help_button)), digits=cover.digits)


def to_guest(words: Translator, username: str) -> Document:
    """Build what a guest is told who asks for help: what this is, and how to ask it where it is no member."""
    how = _sentence(words, "page.guest.text", name=f"@{username}")
    return Document(words.language, (_sentence(words, "page.start.text"), how))


def usage(words: Translator, desk: Sequence[str] = ()) -> Document:
    """Build the answer to `/help`: every command explained, and how to name a story, a speaker and a span of time.

    `desk` are the desk's commands that whoever asks may use.
    """
    blocks: tuple[Block, ...] = (*_commands(words), Heading((Run(words.text("page.help.examples")),)), _examples(words))
    blocks = (*blocks, _sentence(words, "page.help.foot"))
    if desk:
        lines = [(Run(f"/{command}", language=Language.EN), f"desk.command.{command}") for command in desk]
        blocks = (*blocks, Heading((Run(words.text("desk.home.title")),)), _lines(words, lines))
    return _document(words, "help", *blocks, buttons=_stories(words))


def about(words: Translator, version: str) -> Document:
    """Build the answer to `/about`: what Siyaq is, and its version."""
    return _document(words, "about", _sentence(words, "page.about.version", version=version))


def languages(words: Translator, chosen: Language | None) -> Document:
    """Build the choice of language; the chat's `chosen` one is marked."""
    names = {language: name(language, language) for language in Language}
    row = tuple(
        Button(ticked(title, chosen=language is chosen), LanguageLink(language)) for language, title in names.items()
    )
    return _document(words, "language", buttons=(row,))


def forgetting(words: Translator, *, follows: bool) -> Document:
    """Build the question before what is stored of a chat is deleted; says what ends if it follows stories."""
    blocks = [_sentence(words, "page.forget.text")]
    if follows:
        blocks.append(_sentence(words, "page.forget.follows"))
    choices = (("page.forget.button.delete", FORGET), ("page.forget.button.keep", None))
    row = tuple(Button(words.text(key), ReaderLink("forget", words.language, value=value)) for key, value in choices)
    return Document(words.language, (*blocks, _sentence(words, "page.forget.sure")), (row,))


def notice(words: Translator, key: str, buttons: Buttons = ()) -> Document:
    """Build a page of one sentence of the catalogue."""
    return Document(words.language, (_sentence(words, key),), buttons)


def _document(words: Translator, page: str, *blocks: Block, buttons: Buttons = ()) -> Document:
    title = Heading((Run(words.text(f"page.{page}.title")),), level=1)
    return Document(words.language, (title, _sentence(words, f"page.{page}.text"), *blocks), buttons)


def _sentence(words: Translator, key: str, **values: str) -> Paragraph:
    return Paragraph((Run(words.text(key, **values)),))


def _help(words: Translator) -> ReaderLink:
    return ReaderLink("help", words.language)


def _stories(words: Translator) -> Buttons:
    return ((Button(words.text("button.all_stories"), StoriesLink(words.language)),),)


def _commands(words: Translator) -> Iterator[Paragraph]:
    """Yield the commands, grouped by kind."""
    for group in _COMMANDS:
        yield _lines(words, [(Run(f"/{command}", language=Language.EN), f"page.help.{command}") for command in group])


def _examples(words: Translator) -> Paragraph:
    examples = words.examples("page.help.typed")
    keys = [f"page.help.example{number}" for number in range(1, len(examples) + 1)]
    return _lines(words, [(Run(example, Style.CODE), key) for example, key in zip(examples, keys, strict=True)])


def _lines(words: Translator, pairs: list[tuple[Run, str]]) -> Paragraph:
    runs = [run for what, key in pairs for run in (what, Run(words.text("page.dash") + words.text(key) + "\n"))]
    last = runs.pop()
    return Paragraph((*runs, Run(last.text.rstrip("\n"))))
