"""What all pages share: their head, where they lead, and the size that none exceeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bot.i18n import zones
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.site import addresses, environment, structured_data
from bot.site.markup import direction
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.site.facts import SiteFacts

LARGEST = 60_000  # bytes of a page
CONTENT_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
HTML, ATOM, CSS, SVG, JPEG = "text/html", "application/atom+xml", "text/css", "image/svg+xml", "image/jpeg"
DRAWN_SIZE = (1200, 630)  # of a picture that is drawn for networks
_DESCRIPTION = 200  # UTF-16 units: what search engines show is shorter
_LABELS = (
    *("skip", "languages", "pages", "previous", "next", "bot", "feed", "contents", "axis", "elsewhere"),
    *("stories", "none", "updates", "latest_corrections"),
)
_LOCALES = {Language.AR: "ar_AR", Language.EN: "en_GB"}  # as Open Graph writes them


@dataclass(frozen=True, slots=True)
class File:
    """What is served at a path; `modified` is when it last changed, None where that is not known."""

    path: str
    body: bytes
    kind: str = HTML
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A story's own picture, and its size in pixels."""

    file: File
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StoryPictures:
    """The pictures of a story's page: its own, which the page shows, and one that was `drawn` for networks."""

    drawn: File | None = None
    photo: Photo | None = None

    @property
    def shared(self) -> File | None:
        """What networks show beside the address: the story's own picture where it has one."""
        return self.photo.file if self.photo else self.drawn


NO_PICTURES = StoryPictures()


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself: `paths` are those of the same page in each language.

    `picture_size` and `picture_says` are the picture's width and height, and what is seen on it, if not the title.
    `pages` are those that it is one of, by their paths; `slug` and `picture` are its story's, where it has one.
    """

    language: Language
    title: str
    description: str
    paths: Mapping[Language, str]
    pages: tuple[str, ...] = ()
    number: int = 1
    slug: str | None = None
    picture: str | None = None
    picture_size: tuple[int, int] = DRAWN_SIZE
    picture_says: str | None = None
    data: Mapping[str, Any] | None = None

    @property
    def path(self) -> str:
        """Its own path."""
        return self.pages[self.number - 1] if self.pages else self.paths[self.language]


@dataclass(frozen=True, slots=True)
class Layout:
    """Renders pages of a site."""

    facts: SiteFacts
    words: Mapping[Language, Translator]

    def render(self, template: str, head: Head, **values: Any) -> bytes:
        """Render a page from a template and what it says of itself."""
        label = _labels(self.words[head.language])
        return environment.render(template, page=self._page(head), label=label, **values).encode()

    def reference(self, source: str, target: str) -> str:
        """Return an address for machines: absolute where the site's own is known, else from the page `source`."""
        return self.facts.address(target) or addresses.relative(source, target)

    def publisher(self, path: str, language: Language) -> dict[str, Any]:
        """Return the newsroom as schema.org has it, for the page at `path`."""
        home, policy = addresses.index(language), addresses.policy(language)
        name = self.words[language].text("profile.name")
        return structured_data.publisher(name, self.reference(path, home), self.reference(path, policy))

    def _page(self, head: Head) -> dict[str, Any]:
        path, language = head.path, head.language
        own = self.words[language]
        before = head.pages[head.number - 2] if head.number > 1 else None
        after = head.pages[head.number] if head.number < len(head.pages) else None
        feeds = [(own.text("page.site.label.feed_all"), addresses.relative(path, addresses.feed(language)))]
        if head.slug:
            feeds.insert(
                0, (own.text("page.site.label.feed"), addresses.relative(path, addresses.feed(language, head.slug)))
            )
        return {
            "language": language.value,
            "direction": direction(language),
            "policy": CONTENT_POLICY,
            "title": head.title,
            "description": shorten(head.description, _DESCRIPTION),
            "style": style_reference(path),
            "icon": addresses.relative(path, addresses.ICON),
            "canonical": self.reference(path, path),
            "alternates": self._alternates(head) if head.number == 1 else [],
            "feeds": feeds,
            "feed": feeds[0][1],
            "previous": before and addresses.relative(path, before),
            "next": after and addresses.relative(path, after),
            "number": head.number,
            "pages": max(len(head.pages), 1),
            "position": own.text("page.site.page_of", page=head.number, pages=len(head.pages)),
            "graph": self._graph(head),
            "data": structured_data.script(head.data) if head.data else None,
            "home": addresses.relative(path, addresses.index(language)),
            "languages": [
                (other.value, direction(other), self.words[other.other].text("button.other_language"), reference)
                for other, reference in self._others(head)
            ],
            "corrections": addresses.relative(path, addresses.policy(language)),
            "bot": self._bot(head),
        }

    def _alternates(self, head: Head) -> list[tuple[str, str]]:
        known = [(language.value, self.reference(head.path, path)) for language, path in head.paths.items()]
        return [*known, ("x-default", self.reference(head.path, head.paths[Language.EN]))]

    @staticmethod
    def _others(head: Head) -> list[tuple[Language, str]]:
        others = ((language, path) for language, path in head.paths.items() if language is not head.language)
        return [(language, addresses.relative(head.path, path)) for language, path in others]

    def _graph(self, head: Head) -> list[tuple[str, str]]:
        """Return what networks show of a shared address: by their protocol all addresses are absolute."""
        address = self.facts.address(head.path)
        picture = self.facts.address(head.picture) if head.picture else None
        named = {
            "og:type": "article" if head.slug else "website",
            "og:title": head.title,
            "og:description": shorten(head.description, _DESCRIPTION),
            "og:site_name": self.words[head.language].text("profile.name"),
            "og:locale": _LOCALES[head.language],
            "og:url": address,
            "og:image": picture,
            "og:image:width": picture and str(head.picture_size[0]),
            "og:image:height": picture and str(head.picture_size[1]),
            "og:image:alt": picture and (head.picture_says or head.title),
        }
        return [(name, content) for name, content in named.items() if content]

    def _bot(self, head: Head) -> str | None:
        if self.facts.username is None:
            return None
        start = f"?start={head.slug}" if head.slug else ""
        return f"https://t.me/{self.facts.username}{start}"


@cache
def _labels(own: Translator) -> dict[str, str]:
    """Return the words of all pages in a language, looked up once."""
    labels = {name: own.text(f"page.site.label.{name}") for name in _LABELS}
    labels["name"], labels["description"] = own.text("profile.name"), own.text("profile.short_description")
    labels["policy"], labels["corrections"] = own.text("page.site.policy.title"), own.text("page.corrections")
    return labels


def moment(at: datetime) -> str:
    """Return a moment as machines read it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def format_moment(at: datetime, language: Language) -> str:
    """Return a moment as people read it, by Greenwich's clock, which is named."""
    return zones.format_moment(at, zones.UTC, Preferences(language))


def style_reference(path: str) -> str:
    """Return the reference from a page to the style file, which changes with that."""
    return f"{addresses.relative(path, addresses.STYLE)}?{_style_version()}"


@cache
def _style_version() -> str:
    return sha256(environment.style()).hexdigest()[:12]
