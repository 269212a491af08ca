"""How much one person, and one group, are answered."""

from __future__ import annotations

from typing import Any

import pytest

from bot.telegram_api.flood_control import BACKLOG, PEOPLE, SHARE, FloodControl, FloodDecision

GROUP = -1001
TAKE, DROP, SLOW, SPENT = FloodDecision.TAKE, FloodDecision.DROP, FloodDecision.SLOW, FloodDecision.SPENT


class ManualClock:
    """A clock turned by hand, and what is left of the group's minute."""

    now = 1000.0
    left = 20.0


@pytest.fixture
def hand() -> ManualClock:
    """A clock, and a group that has its whole minute."""
    return ManualClock()


@pytest.fixture
def pace(hand: ManualClock) -> FloodControl:
    """The flood control of a bot called @thebot with two commands."""
    return FloodControl(lambda: hand.now, lambda _: hand.left, ("summary", "help"), "TheBot")


def command(person: int = 5, chat: int = 5, text: Any = "/summary", **more: Any) -> dict[str, Any]:
    """An update with a message."""
    message = {"text": text, "chat": {"id": chat}, "from": {"id": person}} | more
    return {"update_id": 1, "message": message}


def tap(person: int = 5, chat: int = 5) -> dict[str, Any]:
    """An update with a tap."""
    return {"update_id": 1, "callback_query": {"from": {"id": person}, "message": {"chat": {"id": chat}}}}


ASKING = [
    (command(), True),
    (command(text="hello"), True),
    (command(text="/"), True),
    (tap(), True),
    ({"update_id": 1, "callback_query": {}}, True),
    (command(chat=GROUP), True),
    (command(chat=GROUP, text="/summary@thebot x"), True),
    (command(chat=GROUP, text="/Summary@THEBOT"), True),
    (command(chat=GROUP, text="/summary, please"), True),
    (command(chat=GROUP, text="/summary@thebot!"), True),
    (command(chat=GROUP, text="/summary@another"), False),
    (command(chat=GROUP, text="/summary/help"), False),
    (command(chat=GROUP, text="/summaryملخص"), False),
    (command(chat=GROUP, text="/weather"), False),
    (command(chat=GROUP, text="hello"), False),
    (command(chat=GROUP, text="/"), False),
    (command(chat=GROUP, text=" "), False),
    (command(text=7), False),
    ({"update_id": 1, "message": {"chat": {"id": 5}, "sticker": {}}}, False),
    ({"update_id": 1, "message": []}, False),
    ({"update_id": 1, "edited_message": {"text": "/summary", "chat": {"id": 5}}}, False),
    ({"update_id": 1}, False),
]


@pytest.mark.parametrize(("update", "wants"), ASKING)
def test_who_wants_an_answer(pace: FloodControl, update: dict[str, Any], wants: bool) -> None:
    """Taps, any text in private, and in groups commands of ours; nothing else is ever slowed down."""
    assert pace.asks(update) is wants
    if not wants:
        assert pace.check(update, [command()] * 1000) is TAKE
        assert pace.check_budget(update) is TAKE


def test_thirty_commands_in_ten_seconds(pace: FloodControl, hand: ManualClock) -> None:
    """Answered at a message a second after four at once, a person is told once, and heard again after a rest."""
    verdicts: list[FloodDecision] = []
    for number in range(30):
        hand.now = 1000 + number / 3
        answered = 4 + number // 3
        verdicts.append(pace.check(command(), [command()] * (verdicts.count(TAKE) - answered)))
    assert verdicts.count(SLOW) == 1
    assert verdicts.count(DROP) > 3
    assert verdicts[:BACKLOG] == [TAKE] * BACKLOG
    hand.now += 60
    assert pace.check(command(), []) is TAKE
    assert pace.check(command(), [command()] * BACKLOG) is SLOW


def test_what_asks_for_nothing_and_what_others_ask_is_no_backlog(pace: FloodControl) -> None:
    """A command behind pictures, an edit and another's commands is answered; with one's own it counts as ever."""
    pictures = [command(text=None, photo=[])] * 3 * BACKLOG
    edit = {"update_id": 1, "edited_message": command()["message"]}
    waiting = [*pictures, edit, *[command(6)] * BACKLOG, *[command()] * (BACKLOG - 1)]
    assert pace.check(command(), waiting) is TAKE
    assert pace.check(command(), [*waiting, command()]) is SLOW


def test_others_are_judged_by_what_they_do_themselves(pace: FloodControl) -> None:
    """A flood of one neither slows another in private nor in the same group."""
    for _ in range(3 * SHARE):
        pace.check(command(5, GROUP), [])
        pace.check(command(5, 5), [command(5, 5)] * BACKLOG)
    assert pace.check(command(6, GROUP), []) is TAKE
    assert pace.check(command(6, 6), []) is TAKE


def test_one_persons_share_of_a_group(pace: FloodControl, hand: ManualClock) -> None:
    """As many as their share at once, then a notice, then nothing; a minute later the share is there again."""
    assert [pace.check(command(5, GROUP), []) for _ in range(SHARE)] == [TAKE] * SHARE
    assert [pace.check(command(5, GROUP), []) for _ in range(5)] == [SLOW, DROP, DROP, DROP, DROP]
    hand.now += 60
    assert [pace.check(command(5, GROUP), []) for _ in range(SHARE)] == [TAKE] * SHARE
    assert pace.check(command(5, GROUP), []) is SLOW


def test_a_steady_flood_in_a_group_is_told_once(pace: FloodControl, hand: ManualClock) -> None:
    """Who goes on asking is answered at the pace of the share, without a notice each time that one fits again."""
    verdicts = []
    for _ in range(300):
        hand.now += 1
        verdicts.append(pace.check(command(5, GROUP), []))
    assert verdicts.count(SLOW) == 1


def test_a_tap_is_always_answered(pace: FloodControl) -> None:
    """Too many taps get the notice each, as an alert, which costs no message; they are never dropped."""
    assert [pace.check(tap(), [tap()] * BACKLOG) for _ in range(3)] == [SLOW] * 3


def test_a_group_whose_minute_is_spent(pace: FloodControl, hand: ManualClock) -> None:
    """The last message of the minute is the notice; commands are dropped then, taps alerted, until there is room."""
    assert pace.check_budget(command(5, GROUP)) is TAKE
    hand.left = 1
    assert pace.check_budget(command(5, GROUP)) is SPENT
    assert pace.check_budget(command(6, GROUP)) is DROP
    assert pace.check_budget(tap(7, GROUP)) is SPENT
    assert pace.check_budget(tap(7, GROUP)) is SPENT
    assert pace.check_budget(command(5, 5)) is TAKE
    hand.left = 2
    assert pace.check_budget(command(5, GROUP)) is TAKE
    hand.left = 1
    assert pace.check_budget(command(5, GROUP)) is SPENT


def test_anonymous_admins_are_known_by_what_they_post_as(pace: FloodControl) -> None:
    """All who post as the group are one; the account that Telegram names for them is not a person's."""
    anonymous = command(1087968824, GROUP, sender_chat={"id": GROUP})
    for _ in range(SHARE + 1):
        pace.check(anonymous, [])
    assert pace.check(command(1087968824, GROUP), []) is TAKE


def test_only_so_many_persons_are_remembered(pace: FloodControl) -> None:
    """Memory is bounded: the oldest is forgotten, and begins anew."""
    for _ in range(SHARE + 2):
        pace.check(command(5, GROUP), [])
    for number in range(PEOPLE):
        pace.check(command(100 + number, GROUP), [])
    assert pace.check(command(5, GROUP), []) is TAKE


def test_what_is_typed_inline_is_dropped_where_much_of_it_waits(pace: FloodControl) -> None:
    """Each letter asks anew: six questions of a person may wait; none of them is told, nor counts as a command."""
    typed = {"update_id": 1, "inline_query": {"id": "7", "from": {"id": 5}, "query": "putin", "offset": ""}}
    assert not pace.asks(typed)
    assert pace.check(typed, [typed] * (BACKLOG - 1)) is TAKE
    assert pace.check(typed, [typed] * BACKLOG) is DROP
    assert pace.check(command(), [typed] * BACKLOG) is TAKE
    assert pace.check(typed, [command()] * BACKLOG) is TAKE
    assert pace.check_budget(typed) is TAKE
