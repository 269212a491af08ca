"""Pages of no one story: the lists of stories, the corrections policy, the choice of a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.i18n import localized_text
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.site import addresses, environment
from bot.site.layout import CONTENT_POLICY, File, Head, format_moment, moment, style_reference
from bot.site.markup import attributes, direction, inline, paragraphs
from bot.site.pieces import context_of
from bot.views import cover
from bot.views.correction_text import label, text_of
from bot.views.document import Run
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Correction, Story
    from bot.site.layout import Layout

PER_PAGE = 25  # stories on one page of the list
_STANDFIRST = 280  # UTF-16 units of each
_TITLE = 200
_CORRECTIONS = 30  # the latest, on the page of the policy
_CORRECTION = 500  # UTF-16 units of each
_POLICY = 4  # paragraphs
_PLAIN = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+){0,8}(?:/|\.html|\.xml)?", re.ASCII)


def index_pages(stories: Sequence[Story]) -> int:
    """Return how many pages the list of stories has: at least one."""
    return max(1, -(-len(stories) // PER_PAGE))


def index(stories: Sequence[Story], number: int, language: Language, layout: Layout) -> File:
    """Render a page of the list of stories, from 1; those that are pinned come first, then the newest."""
    words = layout.words[language]
    count = index_pages(stories)
    path = addresses.index(language, number)
    shown = stories[(number - 1) * PER_PAGE : number * PER_PAGE]
    head = Head(
        language,
        words.text("page.site.titled_page", title=words.text("profile.name"), page=number)
        if number > 1
        else words.text("profile.name"),
        words.text("profile.short_description"),
        {other: addresses.index(other) for other in layout.words},
        tuple(addresses.index(language, page + 1) for page in range(count)),
        number,
    )
    entries = [_entry(story, language, layout, path) for story in shown]
    newest = max((story.at for story in shown), default=None)
    return File(path, layout.render("index.html", head, entries=entries), modified=newest)


def policy(stories: Sequence[Story], language: Language, layout: Layout) -> File:
    """Render how corrections are made, and the latest of them."""
    words = layout.words[language]
    path = addresses.policy(language)
    title = words.text("page.site.policy.title")
    lines = [words.text(f"page.site.policy.text{number}") for number in range(1, _POLICY + 1)]
    paths = {other: addresses.policy(other) for other in layout.words}
    records = [(story, record) for story in stories for record in reversed(story.dossier.corrections)]
    records.sort(key=lambda entry: entry[1].date.last, reverse=True)
    entries = [_correction(story, record, language, layout, path) for story, record in records[:_CORRECTIONS]]
    head = Head(language, title, lines[0], paths)
    return File(path, layout.render("text.html", head, lines=lines, entries=entries))


def missing(path: str, layout: Layout) -> bytes:
    """Render what is said where nothing stands, in the language that the path begins with."""
    language = next((language for language in Language if path.startswith(f"{language}/")), Language.EN)
    words = layout.words[language]
    # References start from the path itself; what no path of ours looks like leads back from the list's.
    paths = {other: addresses.index(other) for other in layout.words}
    if _PLAIN.fullmatch(path):
        paths[language] = path
    head = Head(language, words.text("page.site.missing.title"), words.text("page.site.missing.text"), paths)
    return layout.render("text.html", head, lines=[words.text("page.site.missing.text")], entries=[])


def home(layout: Layout) -> File:
    """Render the choice of a language."""
    sites = [
        {
            "language": language.value,
            "direction": direction(language),
            "reference": layout.reference(addresses.HOME, addresses.index(language)),
            "link": addresses.relative(addresses.HOME, addresses.index(language)),
            "name": words.text("profile.name"),
            "label": layout.words[language.other].text("button.other_language"),
            "description": words.text("profile.short_description"),
        }
        for language, words in layout.words.items()
    ]
    html = environment.render(
        "home.html",
        sites=sites,
        policy=CONTENT_POLICY,
        style=style_reference(addresses.HOME),
        icon=addresses.ICON,
        canonical=layout.reference(addresses.HOME, addresses.HOME),
    )
    return File(addresses.HOME, html.encode())


def _entry(story: Story, language: Language, layout: Layout, path: str) -> dict[str, Any]:
    context = context_of(story, layout.words[language])
    title, title_language = localized_text.localize(story.dossier.title, context.preferences)
    standfirst, standfirst_language = localized_text.localize(story.dossier.standfirst, context.preferences)
    return {
        "reference": addresses.relative(path, addresses.story(language, story.slug)),
        "title": shorten(title, _TITLE),
        "title_attributes": attributes(title_language, language),
        "standfirst": shorten(standfirst, _STANDFIRST),
        "standfirst_attributes": attributes(standfirst_language, language),
        "moment": moment(story.at),
        "updated": context.words.text("page.updated", date=format_moment(story.at, language)),
        "counts": inline(cover.counts(context), language),
    }


def _correction(story: Story, record: Correction, language: Language, layout: Layout, path: str) -> dict[str, Any]:
    context = context_of(story, layout.words[language])
    text, own = localized_text.localize(text_of(record), Preferences(language))
    day = context.date(record.date)
    page = addresses.relative(path, addresses.story(language, story.slug))
    return {
        "head": context.words.text("page.site.dated", what=label(record, context.words), date=day),
        "text": paragraphs((Run(shorten(text, _CORRECTION)),), language, own),
        "reference": f"{page}#{record.id}",
        "story": localized_text.localize(story.dossier.title, context.preferences)[0],
    }
