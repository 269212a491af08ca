"""Every verb of the control API does what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from siyaq_sandbox.control import GETS, POSTS
from tests.sandbox_client import ARABIC_CHANNEL, DESK_FORUM, EMMA, LAYLA, NEWSROOM, Refused, SandboxClient

BOT = 1000


async def test_state(sandbox: SandboxClient) -> None:
    """The state tells of the bot, persons, chats with their members, clock, limits and switches."""
    state = await sandbox.state()
    assert (state["bot"]["id"], state["token"]) == (BOT, "1000:sandbox")
    assert [(person["id"], person["language_code"], person["blocked"]) for person in state["persons"]] == [
        (LAYLA, "ar", False),
        (EMMA, "en", False),
    ]
    group = next(chat for chat in state["chats"] if chat["id"] == NEWSROOM)
    assert [(member["user_id"], member["status"]) for member in group["members"]] == [
        (LAYLA, "creator"),
        (EMMA, "member"),
        (BOT, "member"),
    ]
    assert (state["limits"]["on"], state["privacy_mode"], state["rich"], state["faults"]) == (True, True, True, [])


async def test_the_newsroom(newsroom: SandboxClient) -> None:
    """The newsroom has a desk of three with their roles, and a forum whose topics carry the threads 2 and 3."""
    state = await newsroom.state()
    roles = [(person["first_name"], person["role"], person["language_code"]) for person in state["persons"][2:]]
    assert roles == [("عمر", "owner", "ar"), ("نادية", "editor", "ar"), ("Sam", "contributor", "en")]
    forum = next(chat for chat in state["chats"] if chat["id"] == DESK_FORUM)
    topics = [(topic["thread_id"], topic["name"]) for topic in forum["topics"]]
    assert topics == [(1, "عام"), (2, "أوكرانيا"), (3, "English desk")]
    assert state["waiting_updates"] == 0


async def test_join_leave_kick(sandbox: SandboxClient) -> None:
    """Members come, go and are put out; their group tells of it."""
    await sandbox.post("leave", as_=EMMA, chat_id=NEWSROOM)
    await sandbox.post("join", as_=EMMA, chat_id=NEWSROOM)
    answer = await sandbox.post("kick", chat_id=NEWSROOM, user_id=EMMA)
    assert answer["member"]["status"] == "kicked"
    keys = [key for message in await sandbox.messages(NEWSROOM) for key in message if "chat_member" in key]
    assert keys == ["left_chat_member", "new_chat_members", "left_chat_member"]


async def test_promote_demote(sandbox: SandboxClient) -> None:
    """An admin has the rights given; without rights they are a member again; unknown rights are refused."""
    answer = await sandbox.post("promote", chat_id=NEWSROOM, user_id=EMMA, rights=["can_pin_messages"])
    assert (answer["member"]["can_pin_messages"], answer["member"]["can_delete_messages"]) == (True, False)
    assert (await sandbox.post("demote", chat_id=NEWSROOM, user_id=EMMA))["member"]["status"] == "member"
    with pytest.raises(Refused):
        await sandbox.post("promote", chat_id=NEWSROOM, user_id=EMMA, rights=["can_fly"])


async def test_making_persons_chats_and_topics(newsroom: SandboxClient) -> None:
    """Persons, many at once, chats of each kind and topics can be made."""
    person = (await newsroom.post("person", first_name="Yara", language_code="ar-EG"))["person"]
    group = (await newsroom.post("chat", type="group", title="Four", members=[person["id"], EMMA]))["chat"]
    assert await newsroom.say("hello", as_=person["id"], chat_id=group["id"])
    assert await newsroom.post("persons", count=500, start_id=5000) == {"start_id": 5000, "count": 500}
    assert await newsroom.result("sendMessage", chat_id=5499, text="hi")
    forum = (await newsroom.post("chat", type="supergroup", title="Forum", is_forum=True))["chat"]
    thread = (await newsroom.post("topic", chat_id=forum["id"], name="Sudan"))["thread_id"]
    assert await newsroom.result("sendMessage", chat_id=forum["id"], message_thread_id=thread, text="in it")
    channel = (await newsroom.post("chat", type="channel", title="No bot", bot="none"))["chat"]
    assert (await newsroom.call("sendMessage", chat_id=channel["id"], text="x"))["error_code"] == 403
    await newsroom.post("invite_bot", as_=LAYLA, chat_id=channel["id"], admin=True)
    assert await newsroom.result("sendMessage", chat_id=channel["id"], text="x")


async def test_commands_and_profile(sandbox: SandboxClient) -> None:
    """Each person sees the commands and names of their language and place, the narrowest first."""
    for name, more in (
        ("all", {}),
        ("arabic", {"language_code": "ar"}),
        ("group", {"scope": {"type": "all_group_chats"}}),
        ("admin", {"scope": {"type": "all_chat_administrators"}}),
        ("emma", {"scope": {"type": "chat_member", "chat_id": NEWSROOM, "user_id": EMMA}}),
    ):
        await sandbox.result("setMyCommands", commands=[{"command": name, "description": "x"}], **more)

    async def seen(as_: int, chat_id: int) -> str:
        value = await sandbox.get("commands", as_=as_, chat_id=chat_id)
        return str(value["commands"][0]["command"])

    assert [await seen(LAYLA, LAYLA), await seen(EMMA, EMMA)] == ["arabic", "all"]
    assert [await seen(LAYLA, NEWSROOM), await seen(EMMA, NEWSROOM)] == ["admin", "emma"]
    await sandbox.result("setMyName", name="سياق", language_code="ar")
    await sandbox.result("setMyDescription", description="The story so far")
    assert (await sandbox.get("profile", language="ar"))["name"] == "سياق"
    assert (await sandbox.get("profile", language="en"))["name"] == "Siyaq"
    assert (await sandbox.get("profile", language="ar"))["description"] == "The story so far"


async def test_switches(sandbox: SandboxClient) -> None:
    """A server that does not know rich messages refuses them; the clock is set, moved and put right again."""
    await sandbox.start()
    await sandbox.post("rich", on=False)
    answer = await sandbox.call("sendRichMessage", chat_id=LAYLA, rich_message={"html": "<p>x</p>"})
    assert answer["error_code"] == 404
    await sandbox.post("rich", on=True)
    assert await sandbox.result("sendRichMessage", chat_id=LAYLA, rich_message={"html": "<p>x</p>"})
    assert 0 <= await sandbox.clock(set=5) - 5 < 5
    assert 60 <= await sandbox.clock(advance=60) - 5 < 65
    assert await sandbox.clock(real=True) > 1_700_000_000


async def test_reset(sandbox: SandboxClient) -> None:
    """A reset begins anew with the scene asked for; event numbers and a poller go on."""
    await sandbox.start()
    before = await sandbox.seq()
    await sandbox.reset(scene="newsroom")
    state = await sandbox.state()
    assert (len(state["persons"]), state["waiting_updates"]) == (5, 0)
    assert state["seq"] > before
    assert await sandbox.messages(LAYLA) == []
    assert any(chat["id"] == DESK_FORUM for chat in state["chats"])
    with pytest.raises(Refused):
        await sandbox.reset(scene="opera")


async def test_log_and_wait(sandbox: SandboxClient) -> None:
    """The log is read by method and chat; a wait sees what was before it, counts, and gives up with 408."""
    await sandbox.start()
    since = await sandbox.seq()
    for text in ("first", "second"):
        await sandbox.result("sendMessage", chat_id=LAYLA, text=text)
    calls = await sandbox.log(since=since, method="sendMessage", chat_id=LAYLA)
    assert [call["params"]["text"] for call in calls] == ["first", "second"]
    assert all(call["ms"] > 0 and call["status"] == 200 and call["answer"]["ok"] for call in calls)
    (seen,) = await sandbox.wait("message", since=since, text="second")
    assert seen["message"]["text"] == "second"
    assert len(await sandbox.wait("call", since=since, method="sendMessage", count=2)) == 2
    with pytest.raises(Refused) as refused:
        await sandbox.wait("message", since=since, text="third", timeout=0.05)
    assert refused.value.status == 408
    with pytest.raises(Refused) as refused:
        await sandbox.wait("idle", timeout=0.05)
    assert "1 updates wait" in str(refused.value)


async def test_events(sandbox: SandboxClient) -> None:
    """The stream tells events from a number on, and goes on with new ones."""
    await sandbox.start()
    async with sandbox.session.get(f"{sandbox.url}/control/events?since=0") as response:
        assert response.content_type == "text/event-stream"
        await sandbox.result("sendMessage", chat_id=LAYLA, text="live")
        types: list[str] = []
        while "call" not in types:
            line = (await response.content.readline()).decode()
            if line.startswith("data: "):
                event = json.loads(line[6:])
                types.append(event["type"])
                assert event["seq"] == len(types)
    assert types == ["message", "message", "call"]


async def test_bad_calls_are_told(sandbox: SandboxClient) -> None:
    """What is missing, of a wrong type or impossible is told with 400 and words."""
    for verb, given in (
        ("say", {"as_": LAYLA, "chat_id": LAYLA}),
        ("say", {"as_": "someone", "chat_id": LAYLA, "text": "x"}),
        ("say", {"as_": 5, "chat_id": LAYLA, "text": "x"}),
        ("say", {"as_": EMMA, "chat_id": LAYLA, "text": "x"}),
        ("say", {"as_": EMMA, "chat_id": ARABIC_CHANNEL, "text": "x"}),
        ("promote", {"chat_id": LAYLA, "user_id": EMMA}),
        ("migrate", {"chat_id": NEWSROOM}),
        ("clock", {}),
        ("privacy", {"on": "yes"}),
        ("wait", {"for": "rain"}),
    ):
        with pytest.raises(Refused) as refused:
            await sandbox.post(verb, **given)
        assert refused.value.status == 400, verb
        assert str(refused.value), verb


def test_every_verb_is_told_of_here() -> None:
    """No verb is without a test: each is named in this module or in those of chats, faults, limits and updates."""
    here = Path(__file__).parent
    text = "".join(
        path.read_text(encoding="utf-8") for path in [*here.glob("test_server_*.py"), here.parent / "sandbox_client.py"]
    )
    for verb in (*POSTS, *(name.partition("/")[0] for name in GETS)):
        assert f'"{verb}"' in text or f"{verb}/" in text, verb
