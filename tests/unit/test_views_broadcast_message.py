"""Updates and digests as pages: what is new comes first, in few words, and always in one message."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import starter
from bot.dossier import read
from bot.errors import BroadcastLong
from bot.model import Dossier, Localized, LocalizedLine
from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.services.broadcasts.render import render
from bot.store.recipients import Combination
from bot.views import broadcast_message, digest, story_update
from bot.views.broadcast_message import ButtonTargets
from bot.views.callback_data import FreshLink, PageLink, ReaderLink, Section, pack, read_payload, unpack
from bot.views.digest import DigestItem, DigestKind
from bot.views.story_update import SIZE_BUDGETS, StoryUpdate
from siyaq_sandbox import rich as strict
from siyaq_sandbox.marks import clean, utf16_length
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers
from tests.unit.pages import every_word, story
from tests.unit.test_render_properties import inflated, sizes, slow

if TYPE_CHECKING:
    from bot.views.document import Document

WORDS = every_word()
AR, EN = Language.AR, Language.EN
PRIVATE, CHANNEL = ButtonTargets(), ButtonTargets(channel=True, username="siyaq_bot")
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


def lines_of(update: StoryUpdate, language: Language, budget: int = 0) -> list[str]:
    """What an update says at most, or within another budget."""
    return lines(
        broadcast_message.document(update, WORDS[language], Preferences(language), SIZE_BUDGETS[budget], PRIVATE)
    )


def changed(old: Dossier, new: Dossier, **given: Any) -> StoryUpdate:
    """What is told of a story that became another."""
    return story_update.compose(story(new), old, **given)


def test_what_is_new_is_counted_and_shown() -> None:
    """The story above, the counts as a headline, the newest first, in both languages."""
    quote = kursk().quotes[0].model_dump(mode="json", exclude_none=True) | {"id": "x9"}
    update = changed(kursk(), grown(events=[event(1), event(2)], quotes=[quote]))
    english, arabic = lines_of(update, EN), lines_of(update, AR)
    assert english[:4] == ["North Korean troops in Kursk", "2 new events, 1 new quote", "2 June 2025", "Event 2 came."]
    assert arabic[1] == "حدثان جديدان، اقتباس جديد"
    assert "جاء الحدث 2." in arabic
    assert kursk().quotes[0].words.localize(EN)[0] in "\n".join(english)
    assert update.items(SIZE_BUDGETS[0]) == ("x2", "x1", "x9")


def test_more_than_there_is_room_for_is_counted() -> None:
    """Five at most, the newest, and how many more."""
    update = changed(kursk(), grown(events=[event(number) for number in range(1, 9)]))
    assert lines_of(update, EN)[-1] == "and 3 more in the story"
    assert "Event 3" not in "\n".join(lines_of(update, EN))
    assert lines_of(update, EN, -1) == ["North Korean troops in Kursk", "8 new events", "and 8 more in the story"]


def test_what_was_changed_stands_behind_what_is_new_and_a_correction_before_it() -> None:
    """Each under its heading; what only moved or went is no news."""
    tree = grown(
        events=[event(1)], corrections=[{"id": "c9", "date": "2025-06-02", "text": {"en": "It was ten."}}]
    ).model_dump(mode="json", exclude_none=True)
    tree["key_points"][0]["text"] = {"en": "Put otherwise.", "ar": "بعبارة أخرى."}
    tree["key_points"].reverse()
    text = lines_of(changed(kursk(), Dossier.model_validate(tree)), EN)
    assert text[1] == "1 correction, 1 new event, 1 change"
    at = [text.index(line) for line in ("It was ten.", "Event 1 came.", "Changed", "• Put otherwise.")]
    assert at == sorted(at)


def test_a_push_says_how_grave_its_corrections_are() -> None:
    """One of its kind in the heading; among several, each that is not as usual."""

    def record(number: int, class_: str) -> dict[str, Any]:
        texts = {"was": {"en": "Ten", "ar": "عشرة"}, "is": {"en": "Two", "ar": "اثنان"}}
        return {"id": f"c{number}", "date": "2025-06-02", "item": f"e{number}", "class": class_, **texts}

    for class_, english, arabic in (
        ("urgent", "Urgent correction", "تصويب عاجل"),
        ("refile", "Minor correction", "تصويب طفيف"),
        ("corrected", "Correction", "تصويب"),
    ):
        alone = changed(kursk(), grown(corrections=[record(1, class_)]))
        assert (lines_of(alone, EN)[1], lines_of(alone, AR)[1]) == (english, arabic)
        beside = lines_of(changed(kursk(), grown(corrections=[record(1, class_)], events=[event(1)])), EN)
        assert english in beside
    several = lines_of(changed(kursk(), grown(corrections=[record(1, "urgent"), record(2, "corrected")])), EN)
    assert several.count("Urgent correction") == 1
    assert "Correction" not in several


def test_a_headline_is_the_editors_where_it_has_the_language() -> None:
    """Else the counts; and where nothing is counted, that the story was brought up to date."""
    update = changed(kursk(), grown(events=[event(1)]), headline=LocalizedLine(ar="عنوان"))
    assert (lines_of(update, AR)[1], lines_of(update, EN)[1]) == ("عنوان", "1 new event")
    other = grown(standfirst={"en": "Said anew.", "ar": "قيل من جديد."})
    assert lines_of(changed(kursk(), other), EN)[1:] == ["Updated"]


def test_a_story_that_was_never_pushed_begins_with_itself() -> None:
    """That it is new, its title, its standfirst, and what there is."""
    text = lines_of(story_update.compose(replace(story(kursk()), revision=1), None), EN)
    assert text[:2] == ["A new story", "North Korean troops in Kursk"]
    assert text[2].startswith(kursk().standfirst.localize(EN)[0][:40])


def test_an_old_story_with_its_first_news_is_no_new_one() -> None:
    """An imported story to which a live event of today was added, and which was never pushed, is the story so far.

    One with an old event for its background is not, also once it was corrected.
    """
    today = {**event(1), "date": "2026-04-28"}
    old = replace(story(grown(events=[today])), at=datetime(2026, 4, 28, 12, tzinfo=UTC))
    assert lines_of(story_update.compose(old, None), EN)[0] == "The story so far"
    assert lines_of(story_update.compose(story(kursk()), None), EN)[0] == "A new story"


def test_a_first_push_is_the_cover_with_the_newest_events() -> None:
    """Title, standfirst, the newest events and what the story holds: no quotation, no list of all items."""
    whole = grown(events=[event(number) for number in range(1, 8)])
    text = lines_of(story_update.compose(story(whole), None), EN)
    assert [line for line in text if line.startswith("Event ")] == [
        f"Event {number} came." for number in (7, 6, 5, 4, 3)
    ]
    assert not [line for line in text if "“" in line or line.startswith("•")]
    assert "quotes" in text[-1]
    pointed = story_update.compose(story(whole.model_copy(update={"events": ()})), None)
    assert {change.part for change in pointed.news} == {"key_points"}


def test_a_source_is_named_once() -> None:
    """Below the items that share it; an item of another source keeps its own below it."""
    paper = {"id": "s9", "outlet": {"en": "A paper", "ar": "صحيفة"}, "language": "en"}
    events = [event(1), event(2) | {"sources": ["s9"]}, event(3), event(4)]
    text = lines_of(changed(kursk(), grown(events=events, sources=[paper])), EN)
    common = f"Source: {kursk().sources[0].outlet.localize(EN)[0]}"
    assert [line for line in text if line.startswith("Source")] == ["Source: A paper", common]
    assert text[-1] == common


def test_what_has_no_date_says_so() -> None:
    """An event whose day nobody knows stands last, and says so; a correction is of today, and says no day."""
    undated = event(1) | {"text": {"en": "It came.", "ar": "جاء."}}
    del undated["date"]
    correction = {"id": "c9", "date": "2025-06-02", "text": {"en": "It was ten.", "ar": "كانت عشرة."}}
    text = lines_of(changed(kursk(), grown(events=[undated, event(2)], corrections=[correction])), EN)
    assert text[2:7] == ["Correction", "It was ten.", "2 June 2025", "Event 2 came.", "Date not known"]
    assert text[7] == "It came."


def test_a_correction_is_told_with_what_it_corrected() -> None:
    """Readers who see untranslated words corrected are told that they were wrong, not sent them as news."""
    before, after = event(1) | {"text": {"en": "Nine came."}}, event(1) | {"text": {"en": "Ten came."}}
    was, is_ = {"en": "Nine came."}, {"en": "Ten came."}
    record = {"id": "c9", "item": before["id"], "date": "2025-06-02", "was": was, "is": is_}
    record |= {"class": "urgent", "why": {"ar": "أخطأنا في النقل."}}
    update = changed(grown(events=[before]), grown(events=[after], corrections=[record]))
    text = lines_of(update, AR)
    assert "تصويب عاجل" in text
    assert "ورد في النص الإنجليزي «Nine came»، والصواب «Ten came». السبب: أخطأنا في النقل." in text
    del record["why"]
    text = lines_of(changed(grown(events=[before]), grown(events=[after], corrections=[record])), AR)
    assert "تصويب عاجل" in text
    assert any("Nine came" in line for line in text)


def test_only_languages_in_which_something_changed_are_told() -> None:
    """A word put right in English is no news in Arabic; a date is news in both, a headline in its language."""
    story_, new = kursk(), kursk().model_dump(mode="json", exclude_none=True)
    new["quotes"][0]["words"]["en"] = "Other words."
    update = changed(story_, Dossier.model_validate(new))
    assert update.languages == (EN,)
    assert (update.in_language(AR).changes, update.in_language(EN).changes) == ((), update.changes)
    assert replace(update, headline=LocalizedLine(ar="عنوان")).languages == (AR, EN)
    item = DigestItem(update)
    assert (item.in_language(AR), item.in_language(EN)) == (None, item)
    new["events"][0]["date"] = "2020-01-01"
    assert changed(story_, Dossier.model_validate(new)).languages == (AR, EN)


def test_an_announcement_is_whole_in_every_extent() -> None:
    """With its story above, or the newsroom; what is there in one language only is marked in the other."""
    said = Localized(en="First.\nSecond & third.")
    for budget in range(len(SIZE_BUDGETS)):
        text = lines_of(story_update.compose(story(kursk()), None, words=said), EN, budget)
        assert text == ["North Korean troops in Kursk", "First.", "Second & third."]
    assert lines_of(StoryUpdate(None, words=said), AR) == [
        "من هيئة التحرير", "First.", "Second & third.", "(بالإنجليزية؛ لم يُترجم بعد)",
    ]  # fmt: skip
    headed = lines_of(StoryUpdate(None, headline=LocalizedLine(en="Hear"), words=said), EN)
    assert headed[:2] == ["From the newsroom", "Hear"]


def test_buttons_open_the_story_anew_and_lead_out() -> None:
    """By taps in chats; in a channel by a link into the bot, which is left out where nobody knows its name."""
    update = changed(kursk(), grown(events=[event(1)]))
    page = partial(broadcast_message.document, update, WORDS[EN], Preferences(EN), SIZE_BUDGETS[0])
    place = PageLink(7, Section.COVER, EN)
    assert [button.link for row in page(PRIVATE).buttons for button in row] == [
        FreshLink(place),
        ReaderLink("leave", EN, 7),
    ]
    ((link,),) = page(CHANNEL).buttons
    assert link.url
    address, payload = link.url.split("?start=")
    assert (address, read_payload(payload)) == ("https://t.me/siyaq_bot", place)
    assert page(replace(CHANNEL, username=None)).buttons == ()
    nobodys = broadcast_message.document(
        StoryUpdate(None, words=Localized(en="Hi")), WORDS[EN], Preferences(EN), SIZE_BUDGETS[0], PRIVATE
    )
    assert [button.link for row in nobodys.buttons for button in row] == [ReaderLink("leave", EN)]


def test_a_bundle_has_a_part_and_a_button_for_each_story() -> None:
    """Its title says why it comes; headlines and announcements stand with their story; the rest is counted."""
    update = changed(kursk(), grown(events=[event(1)]))
    held = (
        DigestItem(update, (LocalizedLine(en="Headline two"), LocalizedLine(en="Headline one"))),
        DigestItem(StoryUpdate(None), words=(Localized(en="We moved."),)),
        *(DigestItem(replace(update, story=replace(story(grown(events=[event(1)])), number=9 + n))) for n in range(6)),
    )
    page = partial(digest.document, held, words=WORDS[EN], preferences=Preferences(EN), budget=SIZE_BUDGETS[-1])
    daily = page(DigestKind("daily", date(2025, 6, 1)), targets=PRIVATE)
    text = lines(daily)
    assert text[:3] == ["Your digest of 1 June 2025", "North Korean troops in Kursk", "Headline two"]
    assert "We moved." in text
    assert text[-1] == "and 2 more stories"
    aims = [button.link for row in daily.buttons for button in row]
    assert [aim.page.story for aim in aims if isinstance(aim, FreshLink)] == [7, 9, 10, 11, 12]
    assert aims[-1] == ReaderLink("leave", EN)
    assert lines(page(DigestKind("held"), targets=PRIVATE))[0] == "While you were away"
    assert lines(page(DigestKind("weekly", date(2025, 6, 1)), targets=CHANNEL))[0] == "Your week up to 1 June 2025"


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
        update = story_update.compose(story(whole), before, LocalizedLine.model_validate(LONG))
        page = partial(broadcast_message.document, update, WORDS[language], Preferences(language), targets=exit_)
        way = Combination(language, rich=True, months=Months.BOTH, digits=Digits.ARABIC, channel=exit_.channel)
        for sent in filter(None, render(page, lambda _: (), way, photo=photo)):
            check(sent, photo)


@given(dossiers(), sizes, languages)
@settings(slow, max_examples=examples(6))
def test_every_bundle_is_one_message(dossier: Dossier, size: tuple[int, int], language: Language) -> None:
    """Of more stories than it shows, each with headlines and announcements as long as they may be."""
    headlines, said = (LocalizedLine.model_validate(LONG),) * 4, (Localized(en="word " * 700, ar="كلمة " * 700),) * 4
    whole = inflated(dossier, size)
    held = tuple(
        DigestItem(story_update.compose(replace(story(whole), number=number), None), headlines, said)
        for number in range(1, 9)
    )
    page = partial(digest.document, held, DigestKind("held"), WORDS[language], Preferences(language), targets=PRIVATE)
    way = Combination(language, rich=True, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    for sent in filter(None, render(page, lambda _: (), way, variant="held", sizes=SIZE_BUDGETS[5:])):
        check(sent, None)


def test_what_fits_in_no_message_says_by_how_much() -> None:
    """The editor's own words are never cut."""
    page = StoryUpdate(None, words=Localized(en="word " * 1000))
    way = Combination(EN, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    for photo, limit in ((None, 4096), ("file-1", 1024)):
        with pytest.raises(BroadcastLong) as raised:
            render(
                lambda budget: broadcast_message.document(page, WORDS[EN], Preferences(EN), budget, PRIVATE),
                lambda _: (),
                way,
                photo=photo,
            )
        assert raised.value.data["limit"] == limit
        assert int(raised.value.data["length"]) > 4999
