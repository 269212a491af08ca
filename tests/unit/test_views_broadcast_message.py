"""Pushes and bundles as pages: what is new comes first, in few words, and always in one message."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import starter
from bot.audience import Digits, Months, Preferences
from bot.dossier import read
from bot.errors import PushLong
from bot.language import Language
from bot.links import FreshLink, PageLink, ReaderLink, Section, pack, read_payload, unpack
from bot.pages import bundle, update
from bot.pages.bundle import Held, Occasion
from bot.pages.update import EXTENTS, Exit, Telling
from bot.pushing.setting import render
from bot.sandbox import rich as strict
from bot.sandbox.marks import clean, utf16_length
from bot.store.recipients import Combination
from bot.story import Dossier, Localized, LocalizedLine
from tests.unit.dossiers import dossiers
from tests.unit.pages import every_word, story
from tests.unit.test_render_properties import inflated, sizes, slow

if TYPE_CHECKING:
    from bot.document import Document

WORDS = every_word()
AR, EN = Language
PRIVATE, CHANNEL = Exit(), Exit(channel=True, username="siyaq_bot")
languages = st.sampled_from(Language)
LONG = {"ar": "كلمة طويلة " * 27 + "نعم", "en": "A long word " * 24 + "yes"}


def kursk() -> Dossier:
    """The first story."""
    name, content = starter.stories()[0]
    return read(content, name)


def grown(**more: Any) -> Dossier:
    """The first story with more in its lists, or other texts."""
    tree = kursk().model_dump(mode="json", exclude_none=True)
    for name, value in more.items():
        tree[name] = [*tree[name], *value] if isinstance(value, list) else value
    return Dossier.model_validate(tree)


def event(number: int) -> dict[str, Any]:
    """A further event."""
    text = {"en": f"Event {number} came.", "ar": f"جاء الحدث {number}."}
    return {"id": f"x{number}", "date": f"2025-06-{number:02}", "text": text, "sources": [kursk().sources[0].id]}


def lines(document: Document) -> list[str]:
    """What a classic message says, line by line, without its markup and marks of direction."""
    way = Combination(document.language, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    (sent, _) = render(lambda _: document, lambda _: (), way)
    text = html.unescape(re.sub(r"<[^>]*>", "", json.loads(b"{" + sent.body)["text"]))
    return [line for line in re.sub("[\u200e\u200f\u2068\u2069]", "", text).split("\n") if line]


def told(telling: Telling, language: Language, extent: int = 0) -> list[str]:
    """What an update says at most, or of another extent."""
    return lines(update.document(telling, WORDS[language], Preferences(language), EXTENTS[extent], PRIVATE))


def changed(old: Dossier, new: Dossier, **given: Any) -> Telling:
    """What is told of a story that became another."""
    return update.tell(story(new), old, **given)


def test_what_is_new_is_counted_and_shown() -> None:
    """The story above, the counts as a headline, events before what is behind them, in both languages."""
    quote = kursk().quotes[0].model_dump(mode="json", exclude_none=True) | {"id": "x9"}
    telling = changed(kursk(), grown(events=[event(1), event(2)], quotes=[quote]))
    english, arabic = told(telling, EN), told(telling, AR)
    assert english[:4] == ["North Korean troops in Kursk", "2 new events, 1 new quote", "1 June 2025", "Event 1 came."]
    assert arabic[1] == "حدثان جديدان، اقتباس جديد"
    assert "جاء الحدث 2." in arabic
    assert kursk().quotes[0].words.told(EN)[0] in "\n".join(english)
    assert telling.items(EXTENTS[0]) == ("x1", "x2", "x9")


def test_more_than_there_is_room_for_is_counted() -> None:
    """Five at most, and how many more."""
    telling = changed(kursk(), grown(events=[event(number) for number in range(1, 9)]))
    assert told(telling, EN)[-1] == "and 3 more in the story"
    assert "Event 6" not in "\n".join(told(telling, EN))
    assert told(telling, EN, -1) == ["North Korean troops in Kursk", "8 new events", "and 8 more in the story"]


def test_what_was_changed_stands_behind_what_is_new_and_a_correction_before_it() -> None:
    """Each under its heading; what only moved or went is no news."""
    tree = grown(
        events=[event(1)], corrections=[{"id": "c9", "date": "2025-06-02", "text": {"en": "It was ten."}}]
    ).model_dump(mode="json", exclude_none=True)
    tree["key_points"][0]["text"] = {"en": "Put otherwise.", "ar": "بعبارة أخرى."}
    tree["key_points"].reverse()
    text = told(changed(kursk(), Dossier.model_validate(tree)), EN)
    assert text[1] == "1 correction, 1 new event, 1 change"
    at = [text.index(line) for line in ("It was ten.", "Event 1 came.", "Changed", "• Put otherwise.")]
    assert at == sorted(at)


def test_a_headline_is_the_editors_where_it_has_the_language() -> None:
    """Else the counts; and where nothing is counted, that the story was brought up to date."""
    telling = changed(kursk(), grown(events=[event(1)]), headline=LocalizedLine(ar="عنوان"))
    assert (told(telling, AR)[1], told(telling, EN)[1]) == ("عنوان", "1 new event")
    other = grown(standfirst={"en": "Said anew.", "ar": "قيل من جديد."})
    assert told(changed(kursk(), other), EN)[1:] == ["Brought up to date"]


def test_a_story_that_was_never_pushed_begins_with_itself() -> None:
    """That it is new, its title, its standfirst, and what there is."""
    text = told(update.tell(story(kursk()), None), EN)
    assert text[:2] == ["A new story", "North Korean troops in Kursk"]
    assert text[2].startswith(kursk().standfirst.told(EN)[0][:40])


def test_an_announcement_is_whole_in_every_extent() -> None:
    """With its story above, or the newsroom; what is there in one language only is marked in the other."""
    said = Localized(en="First.\nSecond & third.")
    for extent in range(len(EXTENTS)):
        text = told(update.tell(story(kursk()), None, words=said), EN, extent)
        assert text == ["North Korean troops in Kursk", "First.", "Second & third."]
    assert told(Telling(None, words=said), AR) == [
        "من هيئة التحرير", "First.", "Second & third.", "(بالإنجليزية؛ لم يُترجم بعد)",
    ]  # fmt: skip
    headed = told(Telling(None, headline=LocalizedLine(en="Hear"), words=said), EN)
    assert headed[:2] == ["From the newsroom", "Hear"]


def test_buttons_open_the_story_anew_and_lead_out() -> None:
    """By taps in chats; in a channel by a link into the bot, which is left out where nobody knows its name."""
    telling = changed(kursk(), grown(events=[event(1)]))
    page = partial(update.document, telling, WORDS[EN], Preferences(EN), EXTENTS[0])
    place = PageLink(7, Section.COVER, EN)
    assert [one.link for row in page(PRIVATE).buttons for one in row] == [FreshLink(place), ReaderLink("leave", EN, 7)]
    ((link,),) = page(CHANNEL).buttons
    assert link.url
    address, payload = link.url.split("?start=")
    assert (address, read_payload(payload)) == ("https://t.me/siyaq_bot", place)
    assert page(replace(CHANNEL, username=None)).buttons == ()
    nobodys = update.document(Telling(None, words=Localized(en="Hi")), WORDS[EN], Preferences(EN), EXTENTS[0], PRIVATE)
    assert [one.link for row in nobodys.buttons for one in row] == [ReaderLink("leave", EN)]


def test_a_bundle_has_a_part_and_a_button_for_each_story() -> None:
    """Its title says why it comes; headlines and announcements stand with their story; the rest is counted."""
    telling = changed(kursk(), grown(events=[event(1)]))
    held = (
        Held(telling, (LocalizedLine(en="Headline two"), LocalizedLine(en="Headline one"))),
        Held(Telling(None), words=(Localized(en="We moved."),)),
        *(Held(replace(telling, story=replace(story(grown(events=[event(1)])), number=9 + n))) for n in range(6)),
    )
    page = partial(bundle.document, held, words=WORDS[EN], preferences=Preferences(EN), extent=EXTENTS[-1])
    daily = page(Occasion("daily", date(2025, 6, 1)), exit_=PRIVATE)
    text = lines(daily)
    assert text[:3] == ["Your digest of 1 June 2025", "North Korean troops in Kursk", "Headline two"]
    assert "We moved." in text
    assert text[-1] == "and 2 more stories"
    aims = [one.link for row in daily.buttons for one in row]
    assert [aim.page.story for aim in aims if isinstance(aim, FreshLink)] == [7, 9, 10, 11, 12]
    assert aims[-1] == ReaderLink("leave", EN)
    assert lines(page(Occasion("held"), exit_=PRIVATE))[0] == "While you were away"
    assert lines(page(Occasion("weekly", date(2025, 6, 1)), exit_=CHANNEL))[0] == "Your week up to 1 June 2025"


def check(sent: Any, photo: str | None) -> None:
    """One message is within Telegram's limits, and its buttons within theirs."""
    body = json.loads(b"{" + sent.body)
    if sent.method == "sendRichMessage":
        strict.parse(body["rich_message"])
    else:
        text = body["caption"] if photo else body["text"]
        plain = clean(html.unescape(re.sub(r"<[^>]*>", "", text)))
        assert 0 < utf16_length(plain) <= (1024 if photo else 4096)
        assert len(re.findall(r"<[a-z]", text)) <= 100
        assert len(text.encode()) <= 32_768
    for row in body.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            assert "url" in button or pack(unpack(button["callback_data"])) == button["callback_data"]


@given(dossiers(), sizes, languages, st.sampled_from([None, "file-1"]))
@slow
def test_every_update_is_one_message(
    dossier: Dossier, size: tuple[int, int], language: Language, photo: str | None
) -> None:
    """Whatever its story holds, with a photo or without, rich and classic, of all or of what is new."""
    whole = inflated(dossier, size)
    bare = whole.model_copy(update={"events": (), "quotes": (), "key_points": (), "corrections": ()})
    for before, exit_ in ((None, PRIVATE), (bare, CHANNEL)):
        telling = update.tell(story(whole), before, LocalizedLine.model_validate(LONG))
        page = partial(update.document, telling, WORDS[language], Preferences(language), exit_=exit_)
        way = Combination(language, rich=True, months=Months.BOTH, digits=Digits.ARABIC, channel=exit_.channel)
        for sent in filter(None, render(page, lambda _: (), way, photo=photo)):
            check(sent, photo)


@given(dossiers(), sizes, languages)
@settings(slow, max_examples=6)
def test_every_bundle_is_one_message(dossier: Dossier, size: tuple[int, int], language: Language) -> None:
    """Of more stories than it shows, each with headlines and announcements as long as they may be."""
    headlines, said = (LocalizedLine.model_validate(LONG),) * 4, (Localized(en="word " * 700, ar="كلمة " * 700),) * 4
    whole = inflated(dossier, size)
    held = tuple(
        Held(update.tell(replace(story(whole), number=number), None), headlines, said) for number in range(1, 9)
    )
    page = partial(bundle.document, held, Occasion("held"), WORDS[language], Preferences(language), exit_=PRIVATE)
    way = Combination(language, rich=True, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    for sent in filter(None, render(page, lambda _: (), way, variant="held", extents=EXTENTS[5:])):
        check(sent, None)


def test_what_fits_in_no_message_says_by_how_much() -> None:
    """The editor's own words are never cut."""
    page = Telling(None, words=Localized(en="word " * 1000))
    way = Combination(EN, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    for photo, limit in ((None, 4096), ("file-1", 1024)):
        with pytest.raises(PushLong) as raised:
            render(
                lambda extent: update.document(page, WORDS[EN], Preferences(EN), extent, PRIVATE),
                lambda _: (),
                way,
                photo=photo,
            )
        assert raised.value.data["limit"] == limit
        assert int(raised.value.data["length"]) > 4999
