"""What the lists of stories and of corrections show of a story, kept from one build to the next as data.

Whoever builds one changed story thus reads no other story for these pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bot.i18n import localized_text
from bot.model.reader import Preferences
from bot.site import addresses
from bot.site.layout import format_moment, moment
from bot.site.markup import attributes, inline, paragraphs
from bot.site.pieces import context_of
from bot.views import cover
from bot.views.correction_text import label, text_of
from bot.views.document import Run
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Correction, Story
    from bot.model.language import Language
    from bot.site.layout import Layout

CORRECTIONS = 30  # the latest, on the page of the policy
_TITLE = 200  # UTF-16 units
_STANDFIRST = 280
_CORRECTION = 500
_ENTRY = frozenset(
    {"reference", "title", "title_attributes", "standfirst", "standfirst_attributes", "moment", "updated", "counts"}
)
_RECORD = frozenset({"day", "head", "text", "reference", "story"})
_MARKUP = {"title_attributes", "standfirst_attributes", "counts", "text"}


def entry(story: Story, language: Language, layout: Layout) -> dict[str, str]:
    """Return what a list of stories says of one."""
    context = context_of(story, layout.words[language])
    title, title_language = localized_text.localize(story.dossier.title, context.preferences)
    standfirst, standfirst_language = localized_text.localize(story.dossier.standfirst, context.preferences)
    return {
        "reference": _reference(story, language),
        "title": shorten(title, _TITLE),
        "title_attributes": attributes(title_language, language),
        "standfirst": shorten(standfirst, _STANDFIRST),
        "standfirst_attributes": attributes(standfirst_language, language),
        "moment": moment(story.at),
        "updated": context.words.text("page.updated", date=format_moment(story.at, language)),
        "counts": inline(cover.counts(context), language),
    }


def latest(stories: Iterable[Story]) -> list[tuple[Story, Correction]]:
    """Return the latest corrections of these stories, newest first, as many as are shown."""
    records = [(story, record) for story in stories for record in reversed(story.dossier.corrections)]
    records.sort(key=lambda pair: pair[1].date.last, reverse=True)
    return records[:CORRECTIONS]


def correction(story: Story, record: Correction, language: Language, layout: Layout) -> dict[str, str]:
    """Return what the list of corrections says of one; `day` is what it is ordered by."""
    context = context_of(story, layout.words[language])
    text, own = localized_text.localize(text_of(record), Preferences(language))
    day = context.date(record.date)
    return {
        "day": record.date.last.isoformat(),
        "head": context.words.text("page.site.dated", what=label(record, context.words), date=day),
        "text": paragraphs((Run(shorten(text, _CORRECTION)),), language, own),
        "reference": f"{_reference(story, language)}#{record.id}",
        "story": localized_text.localize(story.dossier.title, context.preferences)[0],
    }


def note(story: Story, layout: Layout) -> dict[str, Any]:
    """Return what lists in each language show of a story, as JSON has it."""
    records = latest([story])
    return {
        language.value: {
            "entry": entry(story, language, layout),
            "corrections": [correction(story, record, language, layout) for _, record in records],
        }
        for language in layout.words
    }


def is_note(note: object, layout: Layout) -> bool:
    """Return whether this is what `note` makes: a file of the built site has it, which somebody may have changed."""
    own = [note.get(language.value) for language in layout.words] if isinstance(note, dict) else [None]
    return all(
        isinstance(part, dict)
        and _is_row(part.get("entry"), _ENTRY)
        and isinstance(rows := part.get("corrections"), list)
        and all(_is_row(row, _RECORD) for row in rows)
        for part in own
    )


def _is_row(row: object, names: frozenset[str]) -> bool:
    return isinstance(row, dict) and row.keys() == names and all(isinstance(text, str) for text in row.values())


def entries(notes: Iterable[dict[str, Any]], language: Language) -> list[dict[str, str]]:
    """Return the stories of a list from what was kept of them."""
    return [_restored(story_note[language.value]["entry"]) for story_note in notes]


def corrections(notes: Iterable[dict[str, Any]], language: Language) -> list[dict[str, str]]:
    """Return the latest corrections from what was kept of stories."""
    rows = [_restored(row) for story_note in notes for row in story_note[language.value]["corrections"]]
    rows.sort(key=lambda row: row["day"], reverse=True)
    return rows[:CORRECTIONS]


def _restored(row: dict[str, str]) -> dict[str, str]:
    return {name: Markup(text) if name in _MARKUP else text for name, text in row.items()}  # noqa: S704 - as rendered


def _reference(story: Story, language: Language) -> str:
    """Return the reference to a story from a list, all of which are in its language's folder."""
    return addresses.relative(addresses.index(language), addresses.story(language, story.slug))
