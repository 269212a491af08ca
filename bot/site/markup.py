"""Renders runs of words as HTML. What they say is escaped here, and links lead to http and https alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.i18n.direction import isolate
from bot.render.lines import split
from bot.render.quotation_marks import nest, quote
from bot.views.document import Run, Style

if TYPE_CHECKING:
    from bot.model.language import Language
    from bot.views.document import Inline

_TAGS = {Style.STRONG: Markup("<b>{}</b>"), Style.CODE: Markup("<code>{}</code>")}


def direction(language: Language) -> str:
    """Return the value of `dir` for a language."""
    return "rtl" if language.rtl else "ltr"


def attributes(language: Language | None, page: Language) -> Markup:
    """Return ` lang` and ` dir` for words in a language; nothing where it is the page's."""
    if language is None or language is page:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(language.value, direction(language))


def inline(runs: Inline, page: Language) -> Markup:
    """Render runs on one line; where they had several, with line breaks."""
    if len(runs) == 1 and "\n" not in runs[0].text:
        return _run(_marked(runs, page)[0], page)
    lines = (Markup().join(_run(run, page) for run in line) for line in split(_marked(runs, page)))
    return Markup("<br>").join(lines)


def paragraphs(runs: Inline, page: Language, language: Language | None = None) -> Markup:
    """Render each line of a text as a paragraph, in its own direction where its `language` is not the page's."""
    tag = Markup("<p{}>{}</p>")
    lines = (line for line in split(_marked(runs, language or page)) if any(run.text.strip() for run in line))
    rendered = (Markup().join(_run(run, language or page) for run in line) for line in lines)
    return Markup().join(tag.format(attributes(language, page), line) for line in rendered)


def quotation(words: str, language: Language, page: Language) -> Markup:
    """Render quoted words between the quotation marks of their language."""
    lines = (line for line in quote(words, language).split("\n") if line.strip())
    return Markup().join(Markup("<p{}>{}</p>").format(attributes(language, page), line) for line in lines)


def plain(runs: Inline, language: Language) -> str:
    """Return the words alone."""
    return "".join(run.text for run in _marked(runs, language))


def is_web(url: str | None) -> bool:
    """Whether an address may be linked to."""
    return url is not None and urlsplit(url).scheme in {"http", "https"}


def _marked(runs: Inline, language: Language) -> Inline:
    return tuple(
        run if run.style is Style.CODE or run.verbatim else replace(run, text=nest(run.text, run.language or language))
        for run in runs
    )


def _run(run: Run, page: Language) -> Markup:
    html = escape(run.text)
    if run.language and (run.language is not page or isolate(run.text, page, run.language) != run.text):
        html = Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(run.language.value, direction(run.language), html)
    if run.style in _TAGS:
        html = _TAGS[run.style].format(html)
    return Markup('<a href="{}">{}</a>').format(run.url, html) if is_web(run.url) else html
