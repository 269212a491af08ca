"""What a server's answers to rich messages tell of it, and for how long that is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.telegram_api.outcomes import Cause, Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable
from bot.telegram_api.rich_support import REST, RichCapability, failed, refused

UNKNOWN = Rejected(404, "Not Found: method not found")
BAD_PAGE = Rejected(400, "Bad Request: RICH_MESSAGE_URL_INVALID")


class FakeTime:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        """Stand at some hour."""
        self.at = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """Tell the hour."""
        return self.at


@pytest.mark.parametrize(
    "outcome",
    [
        UNKNOWN,
        Rejected(404, "Not Found"),
        Rejected(400, "Bad Request: unknown method sendRichMessage"),
        BAD_PAGE,
        Rejected(400, "Bad Request: rich message must be non-empty"),
        Rejected(400, 'Bad Request: can\'t parse entities: Unsupported start tag "footer" at byte offset 3'),
        Rejected(400, "Bad Request: message text is empty"),
        Rejected(400, "Bad Request: BUTTON_DATA_INVALID"),
        Rejected(400, "Bad Request: not enough rights to send photos to the chat"),
        Rejected(400, "Bad Request: inline keyboard button URL 'https://t.me/a_bot' is invalid: chat"),
    ],
)
def test_refusals_of_the_message_lead_to_the_classic_one(outcome: Rejected) -> None:
    """A method that the server does not know and a message that it does not take: the page goes out classic."""
    assert refused(outcome)


@pytest.mark.parametrize(
    "outcome",
    [
        Rejected(400, "Bad Request: chat not found"),
        Rejected(400, "Bad Request: not enough rights to send rich messages to the chat"),
        Rejected(400, "Bad Request: message thread not found"),
        Rejected(400, "Bad Request: TOPIC_CLOSED"),
        Rejected(400, "Bad Request: message to be replied not found"),
        Rejected(400, "Bad Request: message to edit not found"),
        Rejected(400, "Bad Request: message is not modified: specified new message content is the same"),
        Rejected(401, "Unauthorized"),
        Unreachable("Forbidden: bot was blocked by the user"),
        RetryAt(3, Cause.FLOOD, "Too Many Requests: retry after 3"),
        Uncertain("TimeoutError"),
        Moved(-100),
        Sent(1, b""),
    ],
)
def test_what_concerns_the_chat_or_is_uncertain_leads_nowhere(outcome: object) -> None:
    """Whom the message cannot reach would not get it classic either; and what may have arrived is not sent again."""
    assert not refused(outcome)  # type: ignore[arg-type] # every kind of outcome


def test_an_unknown_method_is_remembered_for_an_hour() -> None:
    """After a 404 no rich message is tried for an hour; then the server is asked again."""
    clock = FakeTime()
    server = RichCapability(clock.now)
    assert server.known()
    server.note(UNKNOWN)
    assert not server.known()
    clock.at += REST - timedelta(seconds=1)
    assert not server.known()
    clock.at += timedelta(seconds=1)
    assert server.known()


def test_a_server_that_misses_the_text_knows_no_rich_messages() -> None:
    """An older one does not read the parameter of an edit, and misses what it knows: no other page is tried."""
    server = RichCapability(FakeTime().now)
    server.note(Rejected(400, "Bad Request: message text is empty"), b"one")
    assert not server.known(b"another")


def test_a_server_that_fails_on_a_page_is_spared_it() -> None:
    """A page that it answers 500 to is not tried again; one that is away, or too slow, has said nothing of the page."""
    server = RichCapability(FakeTime().now)
    server.note(RetryAt(1, Cause.AWAY, "refused connection"), b"one")
    server.note(RetryAt(9, Cause.FLOOD, "Too Many Requests"), b"one")
    server.note(Uncertain("TimeoutError"), b"one")
    assert server.known(b"one")
    server.note(Uncertain("Internal Server Error", 500), b"one")
    assert not server.known(b"one")
    assert server.known(b"another")
    for page in (b"two", b"three", b"four"):
        server.note(Uncertain("Bad Gateway", 502), page)
    assert server.known(b"another")


@pytest.mark.parametrize("code", [405, 501])
def test_a_status_of_a_server_without_the_method(code: int) -> None:
    """This message may have arrived, so a delivery is not sent again; but no other page is tried."""
    outcome = Uncertain("Not Implemented", code)
    assert failed(outcome)
    assert not refused(outcome)
    server = RichCapability(FakeTime().now)
    server.note(outcome, b"one")
    assert not server.known(b"another")


def test_a_refused_page_is_remembered_by_its_bytes() -> None:
    """One page that is refused keeps no other from being rich."""
    server = RichCapability(FakeTime().now)
    server.note(BAD_PAGE, b"one")
    assert server.known()
    assert server.known(b"two")
    assert not server.known(b"one")


def test_a_server_that_knows_none_of_our_tags_is_let_be() -> None:
    """Three different pages refused for a tag and none taken between: it is the server; the same one thrice is not."""
    server = RichCapability(FakeTime().now)
    tag = Rejected(400, 'Bad Request: can\'t parse entities: Unsupported start tag "footer" at byte offset 3')
    for _ in range(3):
        server.note(tag, b"one")
    server.note(tag, b"two")
    server.note(Sent(1, b""), b"three")
    server.note(tag, b"four")
    server.note(tag, b"five")
    assert server.known()
    server.note(tag, b"six")
    assert not server.known()


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: RICH_MESSAGE_URL_INVALID",
        "Bad Request: inline keyboard button URL 'http://localhost:8080/x' is invalid: Wrong HTTP URL",
        "Bad Request: BUTTON_URL_INVALID",
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ],
)
def test_refusals_of_content_are_never_the_servers(description: str) -> None:
    """A link that Telegram refuses, on however many pages, keeps no other page from being rich."""
    server = RichCapability(FakeTime().now)
    for number in range(10):
        server.note(Rejected(400, description), b"page %d" % number)
        assert not server.known(b"page %d" % number)
    assert server.known(b"another")


def test_what_says_nothing_of_rich_messages_changes_nothing() -> None:
    """A blocked bot and a time-out are no word on the server's knowledge."""
    server = RichCapability(FakeTime().now)
    server.note(Uncertain("TimeoutError"), b"one")
    server.note(Unreachable("Forbidden: bot was blocked by the user"), b"one")
    server.note(Rejected(400, "Bad Request: chat not found"), b"one")
    assert server.known(b"one")
