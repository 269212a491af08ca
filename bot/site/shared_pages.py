"""Pages of no one story: the lists of stories, the corrections policy, the choice of a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from bot.model.language import Language
from bot.site import addresses, environment
from bot.site.layout import CONTENT_POLICY, File, Head, style_reference
from bot.site.markup import direction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.site.layout import Layout

PER_PAGE = 25  # stories on one page of the list
_POLICY = 4  # paragraphs
_T = TypeVar("_T")
_PLAIN = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+){0,8}(?:/|\.html|\.xml)?", re.ASCII)


def index_pages(stories: Sequence[object]) -> int:
    """Return how many pages the list of stories has: at least one."""
    return max(1, -(-len(stories) // PER_PAGE))


def shown(stories: Sequence[_T], number: int) -> Sequence[_T]:
    """Return the stories of a page of the list, from 1."""
    return stories[(number - 1) * PER_PAGE : number * PER_PAGE]


def index(
    entries: Sequence[Mapping[str, str]],
    place: tuple[int, int],
    newest: datetime | None,
    language: Language,
    layout: Layout,
) -> File:
    """Render a page of the list of stories: `place` is its number, from 1, and how many there are."""
    words = layout.words[language]
    number, count = place
    path = addresses.index(language, number)
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
    return File(path, layout.render("index.html", head, entries=entries), modified=newest)


def policy(corrections: Sequence[Mapping[str, str]], language: Language, layout: Layout) -> File:
    """Render how corrections are made, and the latest of them."""
    words = layout.words[language]
    title = words.text("page.site.policy.title")
    lines = [words.text(f"page.site.policy.text{number}") for number in range(1, _POLICY + 1)]
    paths = {other: addresses.policy(other) for other in layout.words}
    head = Head(language, title, lines[0], paths)
    return File(addresses.policy(language), layout.render("text.html", head, lines=lines, entries=corrections))


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
