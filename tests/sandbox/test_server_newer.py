"""Guest queries, ephemeral messages and button styles, and servers that ignore or refuse them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox_client import BOT, EMMA, ENGLISH_CHANNEL, LAYLA, NEWSROOM, Refused, SandboxClient

TO_LAYLA = {"receiver_user_id": LAYLA}
BUTTON = {"text": "x", "callback_data": "d"}
ARTICLE = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "the answer"}}


def keyboard(**more: Any) -> dict[str, Any]:
    """Return an inline keyboard with one button."""
    return {"inline_keyboard": [[{**BUTTON, **more}]]}


async def whisper(sandbox: SandboxClient, **more: Any) -> dict[str, Any]:
    """Send an ephemeral message to Layla; return the server's answer."""
    given = {"chat_id": NEWSROOM, "text": "psst", "ephemeral_message_parameters": TO_LAYLA, **more}
    return await sandbox.call("sendMessage", **given)


async def tapped(sandbox: SandboxClient, message: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Let Layla tap the button of a message; return the callback query as the bot gets it."""
    await sandbox.tap(message, "d", wait=0, **more)
    query: dict[str, Any] = (await sandbox.result("getUpdates"))[-1]["callback_query"]
    return query


async def test_one_member_sees_it(sandbox: SandboxClient) -> None:
    """An administrator bot's ephemeral message has no id but its own, and is seen by its receiver alone."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    sent = (await whisper(sandbox))["result"]
    assert (sent["message_id"], sent["ephemeral_message_id"], sent["receiver_user"]["id"]) == (0, 1, LAYLA)
    assert [message["text"] for message in await sandbox.messages(NEWSROOM, as_=LAYLA) if "text" in message] == ["psst"]
    assert not any("psst" in str(message) for message in await sandbox.messages(NEWSROOM, as_=EMMA))
    with pytest.raises(Refused, match="no ephemeral message 1"):
        await sandbox.post("tap", as_=EMMA, chat_id=NEWSROOM, ephemeral_message_id=1, data="d")


async def test_who_may_send_one(still: SandboxClient) -> None:
    """A bot that is no administrator needs a tap, or an ephemeral message, of its receiver's in the last 15 seconds."""
    assert (await whisper(still))["description"] == "Bad Request: BOT_NOT_ADMIN"
    message = await still.result("sendMessage", chat_id=NEWSROOM, text="all", reply_markup=keyboard())
    number = (await tapped(still, message))["id"]
    by_tap = {"receiver_user_id": LAYLA, "callback_query_id": number}
    assert (await whisper(still, ephemeral_message_parameters=by_tap))["ok"]
    theirs = {"receiver_user_id": EMMA, "callback_query_id": number}
    assert "QUERY_ID_INVALID" in (await whisper(still, ephemeral_message_parameters=theirs))["description"]
    commands = [{"command": "summary", "description": "s", "is_ephemeral": True}]
    await still.result("setMyCommands", commands=commands, scope={"type": "all_group_chats"})
    asked = await still.say("/summary kursk", chat_id=NEWSROOM)
    assert (asked["message_id"], asked["receiver_user"]["id"]) == (0, BOT)
    assert asked["text"] not in str(await still.messages(NEWSROOM, as_=EMMA))
    to_question = {"ephemeral_message_id": asked["ephemeral_message_id"]}
    assert (await whisper(still, reply_parameters=to_question))["ok"]
    public = await still.call("sendMessage", chat_id=NEWSROOM, text="aloud", reply_parameters=to_question)
    assert "must be an ephemeral message" in public["description"]
    await still.clock(advance=16)
    assert "QUERY_ID_INVALID" in (await whisper(still, ephemeral_message_parameters=by_tap))["description"]
    assert "to be replied not found" in (await whisper(still, reply_parameters=to_question))["description"]


@pytest.mark.parametrize("chat_id", [LAYLA, ENGLISH_CHANNEL])
async def test_in_groups_alone(sandbox: SandboxClient, chat_id: int) -> None:
    """Private chats and channels have no ephemeral messages, and strangers get none."""
    await sandbox.start()
    assert (await whisper(sandbox, chat_id=chat_id))["description"] == "Bad Request: BOT_NOT_ADMIN"
    stranger = {"receiver_user_id": await sandbox.person()}
    refused = await whisper(sandbox, ephemeral_message_parameters=stranger)
    assert refused["description"] == "Bad Request: USER_NOT_PARTICIPANT"


async def test_only_their_own_methods_change_them(sandbox: SandboxClient) -> None:
    """The ordinary methods find no ephemeral message; after deletion or expiry its id is used again."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    await sandbox.limits(on=False)
    sent = (await whisper(sandbox, reply_markup=keyboard()))["result"]
    query = await tapped(sandbox, sent)
    assert (query["message"]["message_id"], query["message"]["ephemeral_message_id"]) == (0, 1)
    place = {"chat_id": NEWSROOM, "receiver_user_id": LAYLA, "ephemeral_message_id": 1}
    ordinary = await sandbox.call("editMessageText", chat_id=NEWSROOM, message_id=0, text="b")
    assert ordinary["description"] == "Bad Request: message to edit not found"
    assert await sandbox.result("editEphemeralMessageText", **place, text="b") is True
    again = await sandbox.call("editEphemeralMessageText", **place, text="b")
    assert "message is not modified" in again["description"]
    other = await sandbox.call("editEphemeralMessageText", **{**place, "receiver_user_id": EMMA}, text="c")
    assert other["description"] == "Bad Request: message to edit not found"
    assert await sandbox.result("editEphemeralMessageReplyMarkup", **place, reply_markup=keyboard())
    assert await sandbox.result("deleteEphemeralMessage", **place)
    assert (await whisper(sandbox))["result"]["ephemeral_message_id"] == 1
    assert (await whisper(sandbox))["result"]["ephemeral_message_id"] == 2
    assert await sandbox.post("expire", chat_id=NEWSROOM) == {"expired": 2}
    assert (await whisper(sandbox))["result"]["ephemeral_message_id"] == 1


async def test_servers_without_ephemeral_messages(sandbox: SandboxClient) -> None:
    """One that ignores the parameter posts for all to see, even where it is strict; another one refuses it."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    await sandbox.post("ephemeral", mode="ignored")
    sent = (await whisper(sandbox))["result"]
    assert sent["message_id"]
    assert "ephemeral_message_id" not in sent
    assert sent in await sandbox.messages(NEWSROOM, as_=EMMA)
    (call,) = await sandbox.log(method="sendMessage")
    assert call["ignored"] == ["ephemeral_message_parameters"]
    await sandbox.post("ephemeral", mode="refused")
    assert "is unknown to sendMessage" in (await whisper(sandbox))["description"]
    assert (await sandbox.call("deleteEphemeralMessage", chat_id=NEWSROOM))["error_code"] == 404


async def group_without_the_bot(sandbox: SandboxClient, **more: Any) -> int:
    """Return a group of Layla's and Emma's in which the bot is not."""
    return await sandbox.group(LAYLA, EMMA, bot="none", **more)


async def test_a_guest_query_is_answered_once(sandbox: SandboxClient) -> None:
    """Where it is no member the bot hears what names it, and no more; one answer is posted, which it can edit."""
    group = await group_without_the_bot(sandbox, guest_id=NEWSROOM)
    assert (await sandbox.post("say", as_=LAYLA, chat_id=group, text="/summary"))["update_id"] is None
    await sandbox.say("@siyaq_sandbox_bot kursk", chat_id=group)
    (update,) = await sandbox.result("getUpdates")
    asked = update["guest_message"]
    assert (asked["chat"]["id"], asked["from"]["id"]) == (NEWSROOM, LAYLA)
    answer = {"guest_query_id": asked["guest_query_id"], "result": ARTICLE}
    nameless = await sandbox.call("answerGuestQuery", **{**answer, "result": {**ARTICLE, "title": ""}})
    assert nameless["description"] == "Bad Request: ARTICLE_TITLE_EMPTY"
    number = (await sandbox.result("answerGuestQuery", **answer))["inline_message_id"]
    posted = await sandbox.last(group)
    assert (posted["text"], posted["guest_bot_caller_user"]["id"]) == ("the answer", LAYLA)
    assert "query is too old" in (await sandbox.call("answerGuestQuery", **answer))["description"]
    assert await sandbox.result("editMessageText", inline_message_id=number, text="edited") is True
    assert (await sandbox.last(group))["text"] == "edited"
    assert not any("answer" in str(message) for message in await sandbox.messages(NEWSROOM))


async def test_a_guest_query_grows_old(still: SandboxClient) -> None:
    """A guest query has to be answered in time, and its update has to be asked for."""
    group = await group_without_the_bot(still)
    await still.say("hello @siyaq_sandbox_bot", chat_id=group)
    (update,) = await still.result("getUpdates")
    await still.clock(advance=16)
    late = await still.call(
        "answerGuestQuery", guest_query_id=update["guest_message"]["guest_query_id"], result=ARTICLE
    )
    assert "query is too old" in late["description"]
    await still.result("getUpdates", offset=-1, allowed_updates=["message"])
    said = await still.post("say", as_=LAYLA, chat_id=group, text="@siyaq_sandbox_bot kursk")
    assert said["update_id"] is None


async def test_servers_without_guest_queries(sandbox: SandboxClient) -> None:
    """One that is too old tells the bot nothing and ignores the kind of update; another one refuses the answers."""
    group = await group_without_the_bot(sandbox)
    await sandbox.post("guest", mode="ignored")
    await sandbox.result("getUpdates", allowed_updates=["message", "guest_message"])
    assert (await sandbox.post("say", as_=LAYLA, chat_id=group, text="@siyaq_sandbox_bot"))["update_id"] is None
    assert not (await sandbox.result("getMe"))["supports_guest_queries"]
    assert (await sandbox.call("answerGuestQuery", guest_query_id="1", result=ARTICLE))["error_code"] == 404
    await sandbox.post("guest", mode="refused")
    await sandbox.result("getUpdates", allowed_updates=["guest_message"])
    await sandbox.say("@siyaq_sandbox_bot", chat_id=group)
    number = (await sandbox.result("getUpdates"))[-1]["guest_message"]["guest_query_id"]
    refused = await sandbox.call("answerGuestQuery", guest_query_id=number, result=ARTICLE)
    assert refused["description"] == "Bad Request: guest queries are not allowed"
    with pytest.raises(Refused, match="known, ignored, refused"):
        await sandbox.post("guest", mode="off")


async def test_styles(sandbox: SandboxClient) -> None:
    """Danger, success and primary are styles; a server that is too old drops them, another one refuses them."""
    await sandbox.start()
    sent = await sandbox.result("sendMessage", chat_id=LAYLA, text="x", reply_markup=keyboard(style="danger"))
    assert sent["reply_markup"] == keyboard(style="danger")
    wrong = await sandbox.call("sendMessage", chat_id=LAYLA, text="x", reply_markup=keyboard(style="red"))
    assert wrong["description"].endswith("can't parse inline keyboard button: invalid button style specified")
    await sandbox.post("styles", mode="ignored")
    sent = await sandbox.result("sendMessage", chat_id=LAYLA, text="x", reply_markup=keyboard(style="danger"))
    assert sent["reply_markup"] == keyboard()
    await sandbox.post("styles", mode="refused")
    refused = await sandbox.call("sendMessage", chat_id=LAYLA, text="x", reply_markup=keyboard(style="danger"))
    assert 'field "style" is unknown to InlineKeyboardButton' in refused["description"]
    assert (await sandbox.state())["features"] == {
        "guest": "known",
        "ephemeral": "known",
        "styles": "refused",
        "moments": "known",
    }
