"""The pages about Siyaq itself."""

from __future__ import annotations

import pytest

from bot.i18n.direction import first_strong
from bot.model.language import Language
from bot.views import about
from bot.views.callback_data import LanguageLink, ReaderLink, Section, StoriesLink, unpack
from bot.views.document import Document
from tests.bot.story_factory import first
from tests.unit.pages import every_word, only, page

COMMANDS = {
    *("stories", "story", "summary", "quotes", "timeline", "people", "sources"),
    *("search", "latest", "corrections", "today", "card", "subscribe", "unsubscribe", "settings"),
    *("language", "help", "about", "privacy", "forget"),
}


@pytest.mark.parametrize("language", Language)
def test_help_explains_every_command_and_how_to_name_things(language: Language) -> None:
    """Each command stands on a line with its explanation, where a tap sends it; examples are set to be copied."""
    message = only(about.usage(every_word()[language]))
    sent = {
        message.text[entity["offset"] :][: entity["length"]]
        for entity in message.entities
        if entity["type"] == "bot_command"
    }
    assert sent == {f"/{command}" for command in COMMANDS}
    examples = [entity for entity in message.entities if entity["type"] == "code"]
    assert len(examples) == 5
    assert unpack(message.buttons[0][0]["callback_data"]) == StoriesLink(language)


@pytest.mark.parametrize("page", [lambda words: about.greeting(words, None), about.usage, about.privacy])
def test_arabic_lines_read_from_the_right_whatever_command_they_begin_with(page: object) -> None:
    """A line that begins with a Latin command is anchored."""
    assert callable(page)
    document = page(every_word()[Language.AR])
    assert isinstance(document, Document)
    assert all(first_strong(line) != "ltr" for line in only(document).text.split("\n"))


@pytest.mark.parametrize("language", Language)
def test_the_greeting_says_what_this_is(language: Language) -> None:
    """One sentence, above a story's cover and its buttons, and help; no wall of commands."""
    words = every_word()[language]
    alone = only(about.greeting(words, None))
    assert ("سياق" if language is Language.AR else "Siyaq") in alone.plain
    assert "\n" not in alone.plain
    assert unpack(alone.buttons[0][0]["callback_data"]) == ReaderLink("help", language)
    cover = page(first(), Section.COVER, language)
    message = only(about.greeting(words, cover))
    assert message.plain == f"{alone.plain}\n\n{only(cover).plain}"
    assert len(message.buttons) == len(only(cover).buttons)
    assert ReaderLink("help", language) in [unpack(item["callback_data"]) for item in message.buttons[-1]]


@pytest.mark.parametrize("language", Language)
def test_privacy_tells_all_that_is_kept_and_how_to_delete_it(language: Language) -> None:
    """Language, current story, what was shown and sought, what waits or failed, ids, the log, attempts; the desk."""
    text = only(about.privacy(every_word()[language])).plain
    assert text.count("•") == 11
    assert text.count("/forget") == 2
    assert all(shown in text for shown in ("30", "48", "مكتب" if language is Language.AR else "desk"))


@pytest.mark.parametrize("language", Language)
def test_about_names_the_version(language: Language) -> None:
    """What Siyaq is, and which version of it answers."""
    assert only(about.about(every_word()[language], "1.2.3")).plain.endswith(" 1.2.3")


@pytest.mark.parametrize("chosen", [None, *Language])
def test_each_language_is_named_in_itself(chosen: Language | None) -> None:
    """Each button chooses a language; the one that the chat has chosen is marked."""
    (row,) = only(about.languages(every_word()[Language.EN], chosen)).buttons
    assert [unpack(by_key["callback_data"]) for by_key in row] == [LanguageLink(language) for language in Language]
    labels = {language: by_key["text"] for language, by_key in zip(Language, row, strict=True)}
    assert [language for language, label in labels.items() if label.startswith("✓ ")] == ([chosen] if chosen else [])
    assert labels[Language.AR].endswith("العربية")
    assert labels[Language.EN].endswith("English")
