"""Start parameters that search."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.views.callback_data import PageLink, payload, read_payload
from bot.views.start_payload import read_search, search_payload
from tests.unit.test_views_callback_data import pages


@given(st.text(max_size=40))
@example("الحرب في أوكرانيا")
def test_words_to_search_for_come_back_from_their_start_parameter(words: str) -> None:
    """As far as they fit in 64 characters; longer ones lead to searching itself. None is taken for a page."""
    text = search_payload(words)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text, re.ASCII)
    fits = len(words.encode(errors="ignore")) <= 46
    assert read_search(text) == (words.encode(errors="ignore").decode() if fits else "")
    assert read_payload(text) is None


@given(pages)
def test_a_page_is_no_search(page: PageLink) -> None:
    """A payload of a page, a slug and what only begins like a search lead to none."""
    for text in (payload(page), "a-slug", "_q%", "_q=", "_qA", "q"):
        assert read_search(text) is None
