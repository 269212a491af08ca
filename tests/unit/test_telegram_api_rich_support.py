"""What a server's answers to rich messages tell of it, and for how long that is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.transport.newer import REST, RichServer, refused
from bot.transport.outcomes import Cause, Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable

UNKNOWN = Rejected(404, "Not Found: method not found")
BAD_PAGE = Rejected(400, "Bad Request: RICH_MESSAGE_URL_INVALID")


class Hand:
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
        Rejected(405, "Method Not Allowed"),
        Rejected(501, "Not Implemented"),
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
    hand = Hand()
    server = RichServer(hand.now)
    assert server.known()
    server.note(UNKNOWN)
    assert not server.known()
    hand.at += REST - timedelta(seconds=1)
    assert not server.known()
    hand.at += timedelta(seconds=1)
    assert server.known()


def test_a_server_that_misses_the_text_knows_no_rich_messages() -> None:
    """An older one does not read the parameter of an edit, and misses what it knows: no other page is tried."""
    server = RichServer(Hand().now)
    server.note(Rejected(400, "Bad Request: message text is empty"), b"one")
    assert not server.known(b"another")


def test_a_server_that_fails_on_a_page_is_spared_it() -> None:
    """What it could not take at all is remembered as what it refused; a server that is away has said nothing of it."""
    server = RichServer(Hand().now)
    server.note(RetryAt(1, Cause.AWAY, "refused connection"), b"one")
    server.note(RetryAt(9, Cause.FLOOD, "Too Many Requests"), b"one")
    assert server.known(b"one")
    server.note(RetryAt(1, Cause.FAILING, "Internal Server Error"), b"one")
    assert not server.known(b"one")
    assert server.known(b"another")


def test_a_refused_page_is_remembered_by_its_bytes() -> None:
    """One page that is refused keeps no other from being rich."""
    server = RichServer(Hand().now)
    server.note(BAD_PAGE, b"one")
    assert server.known()
    assert server.known(b"two")
    assert not server.known(b"one")


def test_a_server_that_refuses_every_page_is_let_be() -> None:
    """Three different pages refused and none taken between: it is the server; the same one thrice is not."""
    server = RichServer(Hand().now)
    for _ in range(3):
        server.note(BAD_PAGE, b"one")
    server.note(BAD_PAGE, b"two")
    server.note(Sent(1, b""), b"three")
    server.note(BAD_PAGE, b"four")
    server.note(BAD_PAGE, b"five")
    assert server.known()
    server.note(BAD_PAGE, b"six")
    assert not server.known()


def test_what_says_nothing_of_rich_messages_changes_nothing() -> None:
    """A blocked bot and a time-out are no word on the server's knowledge."""
    server = RichServer(Hand().now)
    server.note(Uncertain("TimeoutError"), b"one")
    server.note(Unreachable("Forbidden: bot was blocked by the user"), b"one")
    server.note(Rejected(400, "Bad Request: chat not found"), b"one")
    assert server.known(b"one")
