"""Paths of the public pages, below the site's root, and addresses that lead to them.

A story's folder is its slug, which never has a dot: what the site itself has beside the stories, has one.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.model.language import Language

STYLE = "style.css"
ICON = "icon.svg"
HOME = ""
_LANGUAGES = "|".join(Language)
_STORY = re.compile(
    rf"(?P<language>{_LANGUAGES})/(?:(?P<slug>[a-z0-9](?:[a-z0-9-]{{0,46}}[a-z0-9])?)/)?(?P<file>[a-z0-9.-]*)", re.ASCII
)
_NAMED = re.compile(r"(?:card-(?P<card>[a-z][a-z0-9-]{0,15})|photo-(?P<photo>[0-9a-f]{32}))\.jpg", re.ASCII)
_PAGE = re.compile(r"([1-9][0-9]{0,5})\.html", re.ASCII)


class Kind(StrEnum):
    """What stands at a path."""

    HOME = "home"
    STYLE = "style"
    ICON = "icon"
    INDEX = "index"
    STORY = "story"
    FEED = "feed"
    PICTURE = "picture"
    CARD = "card"
    PHOTO = "photo"
    POLICY = "policy"


_ALONE = {HOME: Kind.HOME, STYLE: Kind.STYLE, ICON: Kind.ICON}
# What a file's name says, by whether it is in a story's folder.
_FILES = {
    ("feed.xml", False): Kind.FEED,
    ("feed.xml", True): Kind.FEED,
    ("card.jpg", True): Kind.PICTURE,
    ("corrections.html", False): Kind.POLICY,
}


@dataclass(frozen=True, slots=True)
class Route:
    """What a path asks for; `slug` is None where it is of all stories, `page` counts from 1, `item` is a picture's."""

    kind: Kind
    language: Language = Language.EN
    slug: str | None = None
    page: int = 1
    item: str | None = None


def index(language: Language, page: int = 1) -> str:
    """Return the path of a page of the list of stories."""
    return f"{language}/{_file(page)}"


def story(language: Language, slug: str, page: int = 1) -> str:
    """Return the path of a story's page."""
    return f"{language}/{slug}/{_file(page)}"


def feed(language: Language, slug: str | None = None) -> str:
    """Return the path of a story's feed; without one, of that of all stories."""
    return f"{language}/{slug}/feed.xml" if slug else f"{language}/feed.xml"


def picture(language: Language, slug: str) -> str:
    """Return the path of the picture that networks show of a story."""
    return f"{language}/{slug}/card.jpg"


def card(language: Language, slug: str, item: str) -> str:
    """Return the path of the picture of an item: served, and never built into a directory."""
    return f"{language}/{slug}/card-{item}.jpg"


def policy(language: Language) -> str:
    """Return the path of the corrections policy."""
    return f"{language}/corrections.html"


def read(path: str) -> Route | None:
    """Parse a path without its first slash; None for everything that none of the functions above made."""
    if path in _ALONE:
        return Route(_ALONE[path])
    match = _STORY.fullmatch(path)
    if match is None:
        return None
    language, slug, file = Language(match["language"]), match["slug"], match["file"]
    if kind := _FILES.get((file, slug is not None)):
        return Route(kind, language, slug)
    if slug and (named := _NAMED.fullmatch(file)):
        return Route(Kind.CARD if named["card"] else Kind.PHOTO, language, slug, item=named["card"] or named["photo"])
    page = _PAGE.fullmatch(file)
    if file and (page is None or page[1] == "1"):
        return None
    return Route(Kind.STORY if slug else Kind.INDEX, language, slug, int(page[1]) if page else 1)


def file_of(path: str) -> str:
    """Return the file that serves a path from a directory."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def relative(source: str, target: str) -> str:
    """Return the reference from one page to another path: it holds wherever the site's root is."""
    folder = source.rpartition("/")[0]
    reference = posixpath.relpath(f"/{target}", f"/{folder}")
    if target.endswith("/") or not target:
        reference += "/"
    return reference


def _file(page: int) -> str:
    return "" if page == 1 else f"{page}.html"
