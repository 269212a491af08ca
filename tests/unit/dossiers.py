"""Dossiers and texts made by Hypothesis, hostile to whoever writes, cuts, sets or searches them."""

from __future__ import annotations

import calendar
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from hypothesis import strategies as st

from bot.model import (
    LINE_LIMIT,
    Correction,
    Dossier,
    Event,
    KeyPoint,
    Localized,
    LocalizedLine,
    Paragraph,
    Part,
    PartialDate,
    Person,
    Place,
    Quote,
    Source,
    clean,
)
from bot.model.corrections.correction import CorrectionClass
from bot.model.language import Language
from bot.model.text import unprintable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

T = TypeVar("T")

# What YAML, HTML, Telegram, bidirectional setting and Unicode make much of.
HOSTILE = (
    *("no", "Yes", "null", "~", "1:30", "2025", "2025-04-28", "0x1F", "1e3", ".inf", "=", "<<", "---", "..."),
    *(": ", " #", "- ", "key: value", "a: b #c", "|", ">-", "?", "*alias", "&anchor", "!!python/object", "%YAML 1.2"),
    *('"quoted"', "'single'", "‘’“”«»", "\\n", "\\", "{a: [b]}", "[", "]", "`", "@name", "%", ",", "،", "؛", "a:", ":"),
    *("<b>&amp;</b>", "&lt;", "*_`~[x](y)", "{name}", "/command", "https://example.org/a_(b)?c=d&e=f#g"),
    *("كورسك", "كُورْسْكُ", "إِنَّ", "لا", "ﷺ", "كوردستان ڤ پ گ چ ێ ۆ", "١٢٣", "۱۲۳", "١٬٠٠٠", "ـــ"),
    *("👨‍👩‍👧‍👦", "🇰🇵", "👍🏽", "é", "e\u0301", "한국어", "日本語", "𝔘𝔫𝔦", "ی\u200cها", "ل\u200dا", "\u00a0", "\u3000"),
    *("  ", "   x", "x  y", "\n", "\n\n", "\n- ", "\n# ", "\n: ", "\n---\n", "\t", "\u2028", "\u200f", "\u2066x\u2069"),
    *("word " * 30, "كلمة " * 30, "x" * 130, "two  spaces " * 12),
)


def texts(*, line: bool = False) -> st.SearchStrategy[str]:
    """Texts as a dossier holds them: cleaned; of one line where `line`."""
    odd = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), max_size=12)
    pieces = st.lists(st.sampled_from(HOSTILE) | odd, min_size=1, max_size=8)
    joined = st.tuples(st.sampled_from(("", " ", "  ", "\n", "\n\n")), pieces).map(lambda both: both[0].join(both[1]))
    cleaned = joined.map(lambda text: clean(" ".join(clean(text).split("\n"))[:LINE_LIMIT] if line else text))
    return cleaned.filter(lambda text: bool(text) and not unprintable(text))


def dates() -> st.SearchStrategy[PartialDate]:
    """Dates known to the day, the month or the year, to a part of these, and from one to another."""
    single = st.dates().flatmap(lambda day: st.sampled_from(list(_known(day))))
    return single | st.tuples(single, single).filter(lambda two: two[0].last < two[1].first).map(
        lambda two: PartialDate.lasting(*two)
    )


def _known(day: date) -> Iterator[PartialDate]:
    yield PartialDate(year=day.year)
    yield PartialDate(year=day.year, month=day.month)
    yield PartialDate(year=day.year, month=day.month, day=day.day)
    yield PartialDate(year=day.year, month=day.month, day=calendar.monthrange(day.year, day.month)[1])
    for part in get_args(Part):
        yield PartialDate(year=day.year, part=part)
        yield PartialDate(year=day.year, month=day.month, part=part)


@st.composite
def dossiers(draw: st.DrawFn, languages: Sequence[Language] | None = None, most: int = 2) -> Dossier:
    """Valid dossiers of at most `most` items a section.

    All texts are in all of `languages`; without them, each dossier is in one or both, and each text in one or more of
    the dossier's.
    """
    known = languages or draw(st.sampled_from(((Language.AR,), (Language.EN,), tuple(Language))))

    def localized(model: type[T], *, line: bool, needed: str | None = None) -> T:
        chosen = set(known) if languages else draw(st.sets(st.sampled_from(known), min_size=1))
        return model(
            **{language: draw(texts(line=line)) for language in Language if language in chosen or language == needed}
        )

    def phrase(*, optional: bool = False) -> Any:
        return None if optional and draw(st.booleans()) else localized(LocalizedLine, line=True)

    def prose(needed: str | None = None) -> Any:
        return localized(Localized, line=False, needed=needed)

    ids = _ids(draw, most)
    sources = st.lists(st.sampled_from(ids["sources"]), min_size=1, unique=True).map(tuple)
    maybe_date = st.none() | dates()
    urls = st.none() | st.sampled_from(
        ("https://example.org/", "http://مثال.example/a?b=c&d=%20#e:f", "https://x.y/_*")
    )
    codes = st.sampled_from((*known, "ko", "fa", "no"))
    quotes = []
    for item in ids["quotes"] if ids["people"] else ():
        language = draw(codes)
        speaker = draw(st.sampled_from(ids["people"]))
        needed = language if language in set(Language) else None
        quote = {"role": phrase(optional=True), "date": draw(maybe_date), "occasion": phrase(optional=True)}
        quotes.append(
            Quote(id=item, speaker=speaker, words=prose(needed), language=language, sources=draw(sources), **quote)
        )
    return Dossier(
        slug=draw(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?", fullmatch=True) | st.sampled_from(("no", "12"))),
        title=phrase(),
        standfirst=prose(),
        unresolved=prose() if draw(st.booleans()) else None,
        key_points=tuple(KeyPoint(id=item, text=prose(), sources=draw(sources)) for item in ids["key_points"]),
        summary=tuple(Paragraph(id=item, text=prose(), sources=draw(st.just(()) | sources)) for item in ids["summary"]),
        quotes=tuple(quotes),
        events=tuple(
            Event(
                id=item,
                date=draw(maybe_date),
                key=draw(st.booleans()),
                text=prose(),
                sources=draw(sources),
                place=Place(name=phrase(), latitude=draw(st.floats(-90, 90)), longitude=draw(st.floats(-180, 180)))
                if draw(st.booleans())
                else None,
            )
            for item in ids["events"]
        ),
        people=tuple(
            Person(
                id=item,
                kind=draw(st.sampled_from(("person", "organisation"))),
                name=phrase(),
                role=phrase(optional=True),
                about=draw(st.none()) if draw(st.booleans()) else prose(),
                also=tuple(draw(st.lists(texts(line=True), max_size=2))),
                sources=draw(sources),
            )
            for item in ids["people"]
        ),
        sources=tuple(
            Source(
                id=item,
                outlet=phrase(),
                title=phrase(optional=True),
                url=draw(urls),
                date=draw(maybe_date),
                language=draw(codes),
            )
            for item in ids["sources"]
        ),
        corrections=tuple(
            _correction(draw, item, list(chain(ids["sources"], ids["events"])), prose) for item in ids["corrections"]
        ),
    )


def _correction(draw: st.DrawFn, item: str, named: list[str], prose: Any) -> Correction:
    """A record of any class, of one that an owner redacted, or as older files have it."""
    class_ = draw(st.sampled_from([None, *CorrectionClass]))
    about: dict[str, Any] = {"item": draw(st.none() | st.sampled_from(named))}
    match class_:
        case None:
            about["text"] = prose()
        case CorrectionClass.WITHDRAWN:
            about |= {"item": f"g-{item}"[:16], "why": prose()}
        case _:
            about |= {"was": prose(), "is": prose(), "why": prose() if draw(st.booleans()) else None}
    record = Correction.model_validate({"id": item, "date": draw(dates()), "class": class_, **about})
    return record.without_texts() if draw(st.integers(0, 4)) == 0 else record


def _ids(draw: st.DrawFn, most: int) -> dict[str, list[str]]:
    """Ids for each section, none of them twice, and at least one for a source."""
    odd = st.sampled_from(("no", "y", "on", "null", "true", "e1", "a--", "x" * 16))
    plain = st.from_regex(r"[a-z][a-z0-9-]{0,15}", fullmatch=True)
    counts = {
        section: draw(st.integers(1 if section == "sources" else 0, most))
        for section in ("sources", "people", "key_points", "summary", "quotes", "events", "corrections")
    }
    total = sum(counts.values())
    names = iter(draw(st.lists(plain | odd, min_size=total, max_size=total, unique=True)))
    return {section: [next(names) for _ in range(count)] for section, count in counts.items()}
