"""What buttons and deep links hold, and what is made of data that is none of ours."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import LinkInvalid
from bot.model import ITEM_ID, SLUG
from bot.model.language import Language
from bot.views.callback_data import (
    CALLBACK_LIMIT,
    Format,
    FreshLink,
    LanguageLink,
    Link,
    PageLink,
    PositionLink,
    ReaderLink,
    Section,
    ShareLink,
    StoriesLink,
    pack,
    payload,
    read_payload,
    unpack,
)

numbers = st.integers(1, 9_999_999_999)
items = st.from_regex(re.compile(ITEM_ID, re.ASCII), fullmatch=True)
spans = st.dates().flatmap(
    lambda day: st.sampled_from([f"{day}", f"{day}"[:7], f"{day}"[:4], f"{day}"[:7] + "-late", f"{day}"[:4] + "-early"])
)
pages = st.builds(
    PageLink,
    story=numbers,
    section=st.sampled_from(Section),
    language=st.sampled_from(Language),
    item=st.none() | items,
    part=st.integers(0, 999),
    speaker=st.none() | items,
    span=st.none() | spans,
    format=st.sampled_from(Format),
)
links: st.SearchStrategy[Link] = st.one_of(
    pages,
    st.builds(StoriesLink, st.sampled_from(Language), st.none() | numbers),
    st.builds(LanguageLink, st.sampled_from(Language)),
    st.just(PositionLink()),
    st.builds(FreshLink, pages),
    st.builds(ShareLink, pages, st.booleans()),
    st.builds(
        ReaderLink,
        st.from_regex(re.compile("[a-z]{2,10}"), fullmatch=True),
        st.sampled_from(Language),
        st.none() | numbers,
        st.none() | st.from_regex(re.compile("[a-z0-9-]{1,20}"), fullmatch=True),
        st.none() | numbers,
    ),
)
LONGEST = PageLink(
    story=9_999_999_999,
    section=Section.QUOTES,
    language=Language.AR,
    item="a" * 16,
    part=999,
    speaker="b" * 16,
    span="2025-04-28",
)


@given(links)
@example(LONGEST)
@example(replace(LONGEST, speaker=None, span="2025-02-late/2025-03-early"))
@example(replace(LONGEST, speaker=None, span="2025-04-28/2025-04-30"))
@example(PageLink(1, Section.TIMELINE, Language.AR, span="2022/2024-mid"))
def test_a_link_comes_back_from_the_data_of_its_button(link: Link) -> None:
    """Packed it is at most 64 bytes, as Telegram asks of callback data, and unpacked it is the same link."""
    data = pack(link)
    assert 1 <= len(data.encode()) <= CALLBACK_LIMIT
    assert unpack(data) == link


@given(pages)
@example(LONGEST)
def test_a_page_comes_back_from_its_start_parameter(page: PageLink) -> None:
    """A payload holds only what Telegram allows in a start parameter, and is the slug of no story."""
    text = payload(page)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text, re.ASCII)
    assert not re.match(SLUG, text)
    assert read_payload(text) == page


@given(st.from_regex(re.compile(SLUG, re.ASCII), fullmatch=True))
def test_no_slug_is_a_payload(slug: str) -> None:
    """A start parameter that is a story's slug is left to be one."""
    assert read_payload(slug) is None


@given(st.text() | st.from_regex(r"1[pslnx][a-z]{0,4}[0-9_a-z-]{0,70}"))
@example("")
@example("1")
@example("1pcqa0")
@example("1pcqa٣")
@example("1pcqa+3")
@example("1pcqa03")
@example("1pcqa3_")
@example("1pcqa3_q1_0")
@example("1pcqa3_q1_1000")
@example("1pcqa3____2025-02-30")
@example("1pcqa3____2025-13")
@example("1pcqa3____0000")
@example("1pcqa3_____x")
@example("1pcxa3")
@example("1pxqa3")
@example("1pcqz3")
@example("2pcqa3")
@example("1n1")
@example("1la_")
@example("1s")
@example("1pcqa" + "9" * 5000)
@example("1pcqa3_q1\n")
@example("\ud800")
def test_what_is_no_link_is_refused(data: str) -> None:
    """Hostile data is LinkInvalid and no other error, or a link that packs to exactly that data."""
    try:
        link = unpack(data)
    except LinkInvalid:
        return
    assert pack(link) == data


@given(st.text(alphabet="_1caqtpose0239-xy\n٣"))
def test_what_is_no_payload_is_nothing(text: str) -> None:
    """A start parameter that anybody made up is no page, or one whose payload it is to the letter."""
    page = read_payload(text)
    assert page is None or payload(page) == text


@pytest.mark.parametrize(
    "wrong",
    [
        replace(LONGEST, story=0),
        replace(LONGEST, story=10_000_000_000),
        replace(LONGEST, item="Q1"),
        replace(LONGEST, item=""),
        replace(LONGEST, item="q_1"),
        replace(LONGEST, item="a" * 17),
        replace(LONGEST, part=1000),
        replace(LONGEST, part=-1),
        replace(LONGEST, speaker="بوتين"),
        replace(LONGEST, span="2025-2-1"),
        replace(LONGEST, span=""),
        replace(LONGEST, span="2025-04-28-late"),
        replace(LONGEST, span="2025-04-28/2025-04-30"),
        replace(LONGEST, speaker=None, span="2025/2026/2027"),
        replace(LONGEST, speaker=None, span="2025/"),
        StoriesLink(Language.AR, 0),
    ],
)
def test_what_no_link_can_hold_is_not_packed(wrong: Link) -> None:
    """A field that would not come back from the data is LinkInvalid when it goes in."""
    with pytest.raises(LinkInvalid):
        pack(wrong)


def test_the_data_of_buttons_already_sent_is_still_understood() -> None:
    """The form of version 1 is fixed: messages in people's chats hold it."""
    page = PageLink(3, Section.QUOTES, Language.AR, item="q7", part=2, speaker="putin")
    span = PageLink(12, Section.TIMELINE, Language.EN, span="2025-04")
    assert pack(page) == "1pcqa3_q7_2_putin"
    assert pack(span) == "1pcte12____2025-04"
    assert payload(span) == "_1cte12____2025-04"
    late = replace(span, span="2025-02-late/2025-03-early")
    assert pack(late) == "1pcte12____2025-02l--2025-03e"
    assert pack(StoriesLink(Language.EN, 9)) == "1se9"
    assert pack(LanguageLink(Language.AR)) == "1la"
    assert pack(PositionLink()) == "1n"
