"""The pages of one story: one, or several where it is long."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bot.i18n import localized_text
from bot.site import addresses, pagination, updates
from bot.site.layout import DRAWN_SIZE, LARGEST, NO_PICTURES, File, Head, StoryPictures, format_moment, moment
from bot.site.markup import attributes, paragraphs
from bot.site.pieces import TAGS, context_of, pieces
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.model import Story
    from bot.model.language import Language
    from bot.site.facts import History
    from bot.site.layout import Layout
    from bot.site.pieces import Piece
    from bot.views.story_context import StoryContext

_TITLE = 120  # UTF-16 units of a title in a page's head
_HEADLINE = 110  # of schema.org's: more is not shown
_SPARE = 1500  # bytes left free on each page
_HEADINGS = {
    "points": "page.site.label.points",
    "corrections": "page.corrections",
    "updates": "page.site.label.updates",
}


def files(
    story: Story, history: History, language: Language, layout: Layout, pictures: StoryPictures = NO_PICTURES
) -> list[File]:
    """Render a story's pages in a language."""
    latest = list(updates.localized(story, history, layout.words[language]))
    address = layout.reference(addresses.story(language, story.slug), addresses.story(language, story.slug))
    own = [
        *pieces(story, layout.words[language], address),
        *updates.pieces(latest, story, layout.words[language], address),
    ]
    page = _StoryPage(story, history, language, layout, pictures)
    empty = [len(page.render([[], []], number)) for number in (1, 2)]
    divided = pagination.paginate(own, *(LARGEST - _SPARE - size for size in empty))
    return [
        File(addresses.story(language, story.slug, number), page.render(divided, number), modified=story.at)
        for number in range(1, len(divided) + 1)
    ]


class _StoryPage:
    """Renders one of a story's pages, given all of them."""

    def __init__(
        self, story: Story, history: History, language: Language, layout: Layout, pictures: StoryPictures
    ) -> None:
        self._story = story
        self._history = history
        self._language = language
        self._layout = layout
        self._picture, self._photo = pictures.shared, pictures.photo
        self._words = layout.words[language]
        self._context: StoryContext = context_of(story, self._words)

    def render(self, pages: Sequence[Sequence[Piece]], number: int) -> bytes:
        """Render the page with this number, from 1, of these."""
        paths = tuple(addresses.story(self._language, self._story.slug, page + 1) for page in range(len(pages)))
        places = pagination.pages_of(pages)
        head = self._head(paths, number, pages[number - 1])
        html = self._layout.render(
            "story.html",
            head,
            story=self._summary(pages),
            photo=self._figure(paths[0]) if number == 1 else None,
            contents=self._contents(pages),
            sections=list(self._sections(pages, number)),
            elsewhere=self._elsewhere(pages) if number == 1 else [],
        ).decode()
        own = paths[number - 1]
        return pagination.lead(html, number, places, lambda page: addresses.relative(own, paths[page - 1])).encode()

    def _head(self, paths: tuple[str, ...], number: int, page: Sequence[Piece]) -> Head:
        dossier, preferences = self._story.dossier, self._context.preferences
        title = shorten(localized_text.localize(dossier.title, preferences)[0], _TITLE)
        if number > 1:
            title = self._words.text("page.site.titled_page", title=title, page=number)
        languages = {language: addresses.story(language, self._story.slug) for language in self._layout.words}
        return Head(
            self._language,
            title,
            localized_text.localize(dossier.standfirst, preferences)[0],
            languages,
            paths,
            number,
            self._story.slug,
            self._picture.path if self._picture else None,
            self._photo.size if self._photo else DRAWN_SIZE,
            self._said() if self._photo else None,
            self._data(paths, number, page),
        )

    def _data(self, paths: tuple[str, ...], number: int, page: Sequence[Piece]) -> dict[str, Any]:
        """Return the story as schema.org has it, with the items of the page."""
        dossier, preferences = self._story.dossier, self._context.preferences
        first, own = paths[0], paths[number - 1]
        address = self._layout.reference(own, first)
        publisher = self._layout.publisher(own, self._language)
        parts: dict[str, list[Any]] = {"quotes": [], "sources": [], "corrections": [], "updates": []}
        for piece in page:
            if piece.data:
                parts[piece.section].append(piece.data)
        data: dict[str, Any] = {
            "@type": "LiveBlogPosting",
            "@id": address,
            "url": self._layout.reference(own, own),
            "mainEntityOfPage": address,
            "headline": shorten(localized_text.localize(dossier.title, preferences)[0], _HEADLINE),
            "description": shorten(localized_text.localize(dossier.standfirst, preferences)[0], 400),
            "inLanguage": self._language.value,
            "datePublished": moment(self._history.first_at),
            "dateModified": moment(self._story.at),
            "coverageStartTime": moment(self._history.first_at),
            "author": publisher,
            "publisher": publisher,
            "hasPart": parts["quotes"],
            "citation": parts["sources"],
            "correction": parts["corrections"],
            "liveBlogUpdate": parts["updates"],
        }
        if self._picture:
            data["image"] = self._layout.reference(own, self._picture.path)
        return {key: value for key, value in data.items() if value != []}

    def _summary(self, pages: Sequence[Sequence[Piece]]) -> dict[str, Any]:
        dossier = self._story.dossier
        title, title_language = localized_text.localize(dossier.title, self._context.preferences)
        standfirst, language = self._context.prose(dossier.standfirst)
        there = {piece.section for page in pages for piece in page}
        at = format_moment(self._story.at, self._language)
        return {
            "title": title,
            "title_attributes": attributes(title_language, self._language),
            "standfirst": paragraphs(standfirst, self._language, language) + self._untranslated(),
            "moment": moment(self._story.at),
            "updated": self._words.text("page.updated", date=at),
            "corrected": "#_corrections" if "corrections" in there else None,
            "changed": "#_updates" if "updates" in there else None,
        }

    def _said(self) -> str:
        """Return what is seen on the story's own picture."""
        shown = self._story.dossier.picture
        return localized_text.localize(shown.description, self._context.preferences)[0] if shown else ""

    def _figure(self, path: str) -> dict[str, Any] | None:
        """Return the story's own picture as the page shows it."""
        shown = self._story.dossier.picture
        if self._photo is None or shown is None:
            return None
        credit = localized_text.localize(shown.credit, self._context.preferences)[0]
        width, height = self._photo.size
        return {
            "address": addresses.relative(path, self._photo.file.path),
            "width": width,
            "height": height,
            "says": self._said(),
            "credit": self._words.text("page.cover.photo", credit=credit),
        }

    def _untranslated(self) -> Markup:
        dossier = self._story.dossier
        missing = self._context.untranslated(dossier.standfirst, dossier.title)
        return Markup('<p class="note">{}</p>').format(missing[0].text) if missing else Markup()

    def _contents(self, pages: Sequence[Sequence[Piece]]) -> list[tuple[str, str]]:
        names = dict.fromkeys(piece.section for page in pages for piece in page)
        return [(self._heading(name), f"#_{name}") for name in names]

    def _sections(self, pages: Sequence[Sequence[Piece]], number: int) -> Iterator[dict[str, Any]]:
        begun = {piece.section for page in pages[: number - 1] for piece in page}
        for name, section in groupby(pages[number - 1], key=lambda piece: piece.section):
            groups = [
                {"heading": heading, "anchor": f"_{name}{index}" if heading else None, "html": _joined(list(items))}
                for index, (heading, items) in enumerate(groupby(section, key=lambda piece: piece.group), 1)
            ]
            title = self._heading(name)
            yield {
                "name": name,
                "title": self._words.text("page.site.continued", section=title) if name in begun else title,
                "tag": TAGS[name],
                "groups": groups,
                "axis": [(group["heading"], group["anchor"]) for group in groups if group["heading"]]
                if name == "timeline"
                else [],
            }

    def _elsewhere(self, pages: Sequence[Sequence[Piece]]) -> list[tuple[str, Markup]]:
        """Return a reference to each item of the following pages: an address with its id leads to it from the first."""
        rows = []
        others = [piece for page in pages[1:] for piece in page if piece.item]
        for name, section in groupby(others, key=lambda piece: piece.section):
            items = (piece.item or "" for piece in section)
            links = (Markup('<a id="{0}" href="#{0}">{1}</a>').format(item, item.removeprefix("_r")) for item in items)
            rows.append((self._heading(name), Markup(" ").join(links)))
        return rows

    def _heading(self, section: str) -> str:
        return self._words.text(_HEADINGS.get(section, f"section.{section}"))


def _joined(pieces_of: list[Piece]) -> Markup:
    return Markup("\n").join(piece.html for piece in pieces_of)
