"""Chats behave: who is told what, who may do what, and how groups, channels, topics and messages change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox_client import (
    ARABIC_CHANNEL,
    DESK_FORUM,
    EMMA,
    FIRST_TOPIC,
    LAYLA,
    NADIA,
    NEWSROOM,
    OMAR,
    SAM,
    Refused,
    SandboxClient,
)

BOT = 1000


async def updates(play: SandboxClient, *kinds: str) -> list[dict[str, Any]]:
    """Take all waiting updates, and acknowledge them."""
    given = {"allowed_updates": list(kinds)} if kinds else {}
    answers: list[dict[str, Any]] = await play.result("getUpdates", **given)
    if answers:
        await play.result("getUpdates", offset=answers[-1]["update_id"] + 1)
    return answers


async def test_privacy_mode(sandbox: SandboxClient) -> None:
    """In privacy mode the bot gets commands of its own and answers to it; without, or as an admin, everything."""
    mine = await sandbox.result("sendMessage", chat_id=NEWSROOM, text="hello all")
    seen = []
    for text, reply_to in (
        ("good morning", None),
        ("/summary", None),
        ("/summary@siyaq_sandbox_bot now", None),
        ("/summary@another_bot", None),
        ("tell /summary", None),
        ("@siyaq_sandbox_bot hi", None),
        ("an answer", mine["message_id"]),
    ):
        answer = await sandbox.post("say", as_=EMMA, chat_id=NEWSROOM, text=text, reply_to=reply_to)
        seen.append(answer["update_id"] is not None)
    assert seen == [False, True, True, False, False, False, True]
    await sandbox.post("privacy", on=False)
    assert (await sandbox.post("say", as_=EMMA, chat_id=NEWSROOM, text="good morning"))["update_id"]
    await sandbox.post("privacy", on=True)
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    assert (await sandbox.post("say", as_=EMMA, chat_id=NEWSROOM, text="good evening"))["update_id"]


async def test_anonymous_admins_and_channels(newsroom: SandboxClient) -> None:
    """An anonymous admin speaks as the group, a person's channel as a channel; a member can't be anonymous."""
    hidden = await newsroom.say("/language", as_=OMAR, chat_id=NEWSROOM, anonymous=True)
    assert (hidden["from"]["username"], hidden["sender_chat"]["id"]) == ("GroupAnonymousBot", NEWSROOM)
    await newsroom.post("promote", chat_id=NEWSROOM, user_id=NADIA, is_anonymous=True)
    assert (await newsroom.say("/language", as_=NADIA, chat_id=NEWSROOM))["sender_chat"]["id"] == NEWSROOM
    channel = await newsroom.say("/language", as_=LAYLA, chat_id=NEWSROOM, via_channel=ARABIC_CHANNEL)
    assert (channel["from"]["username"], channel["sender_chat"]["id"]) == ("Channel_Bot", ARABIC_CHANNEL)
    with pytest.raises(Refused):
        await newsroom.say("hi", as_=SAM, chat_id=NEWSROOM, anonymous=True)
    post = await newsroom.say("بيان", as_=LAYLA, chat_id=ARABIC_CHANNEL)
    assert "from" not in post
    kinds = [list(update)[1] for update in await updates(newsroom)]
    assert kinds == ["message", "message", "message", "channel_post"]


async def test_block_and_unblock(sandbox: SandboxClient) -> None:
    """A block is told by my_chat_member and answered with 403; the unblocked bot may write again."""
    await sandbox.start()
    await sandbox.post("block", as_=LAYLA)
    answer = await sandbox.call("sendMessage", chat_id=LAYLA, text="hi")
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    with pytest.raises(Refused):
        await sandbox.say("hi")
    await sandbox.post("unblock", as_=LAYLA)
    await sandbox.result("sendMessage", chat_id=LAYLA, text="hi")
    states = [update["my_chat_member"]["new_chat_member"]["status"] for update in (await updates(sandbox))[1:]]
    assert states == ["kicked", "member"]


async def test_a_deleted_account(sandbox: SandboxClient) -> None:
    """To an account that is gone nothing is sent, and nothing comes from it."""
    await sandbox.start()
    await sandbox.post("deactivate", as_=LAYLA)
    answer = await sandbox.call("sendMessage", chat_id=LAYLA, text="hi")
    assert answer["description"] == "Forbidden: user is deactivated"
    with pytest.raises(Refused):
        await sandbox.say("hi")


async def test_kick_and_return(sandbox: SandboxClient) -> None:
    """Put out of a group, the bot hears of it, may not write, and is told when it comes back."""
    await sandbox.post("remove_bot", as_=LAYLA, chat_id=NEWSROOM)
    answer = await sandbox.call("sendMessage", chat_id=NEWSROOM, text="hi")
    assert answer["description"] == "Forbidden: bot was kicked from the supergroup chat"
    assert (await sandbox.call("getChat", chat_id=NEWSROOM))["error_code"] == 403
    assert not (await sandbox.post("say", as_=EMMA, chat_id=NEWSROOM, text="/start"))["update_id"]
    await sandbox.post("invite_bot", as_=LAYLA, chat_id=NEWSROOM)
    await sandbox.result("sendMessage", chat_id=NEWSROOM, text="hi")
    got = await updates(sandbox)
    assert [list(update)[1] for update in got] == ["my_chat_member", "message", "my_chat_member", "message"]
    assert got[0]["my_chat_member"]["from"]["id"] == LAYLA
    assert got[1]["message"]["left_chat_member"]["id"] == BOT
    assert got[3]["message"]["new_chat_members"][0]["id"] == BOT


async def test_channel_rights(sandbox: SandboxClient) -> None:
    """In a channel the bot posts as an admin with the right to, and not at all without."""
    post = await sandbox.result("sendMessage", chat_id=ARABIC_CHANNEL, text="خبر")
    assert post["sender_chat"]["id"] == ARABIC_CHANNEL
    await sandbox.post("promote", chat_id=ARABIC_CHANNEL, user_id=BOT, rights=["can_edit_messages"])
    answer = await sandbox.call("sendMessage", chat_id=ARABIC_CHANNEL, text="خبر")
    assert answer["description"] == "Bad Request: need administrator rights in the channel chat"
    theirs = await sandbox.say("لهم", chat_id=ARABIC_CHANNEL)
    await sandbox.result("editMessageText", chat_id=ARABIC_CHANNEL, message_id=theirs["message_id"], text="mended")
    await sandbox.post("demote", chat_id=ARABIC_CHANNEL, user_id=BOT)
    answer = await sandbox.call("sendMessage", chat_id=ARABIC_CHANNEL, text="خبر")
    assert answer["description"] == "Forbidden: bot is not a member of the channel chat"


async def test_admins_act_and_others_do_not(sandbox: SandboxClient) -> None:
    """As an admin the bot bans, promotes, restricts and deletes; chat_member tells of it to a bot that asked."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    await updates(sandbox, "message", "chat_member")
    await sandbox.result("restrictChatMember", chat_id=NEWSROOM, user_id=EMMA, permissions={"can_send_messages": False})
    with pytest.raises(Refused):
        await sandbox.say("may I?", as_=EMMA, chat_id=NEWSROOM)
    await sandbox.result("banChatMember", chat_id=NEWSROOM, user_id=EMMA)
    refused = await sandbox.call("banChatMember", chat_id=NEWSROOM, user_id=LAYLA)
    assert refused["description"] == "Bad Request: can't remove chat owner"
    got = await updates(sandbox)
    states = [update["chat_member"]["new_chat_member"]["status"] for update in got if "chat_member" in update]
    assert states == ["restricted", "kicked"]
    theirs = await sandbox.say("off topic", chat_id=NEWSROOM)
    await sandbox.result("deleteMessage", chat_id=NEWSROOM, message_id=theirs["message_id"])
    assert (await sandbox.messages(NEWSROOM))[-1]["deleted"]


async def test_a_group_becomes_a_supergroup(sandbox: SandboxClient) -> None:
    """After the change the old id refuses with migrate_to_chat_id, the new one works, and both say so by messages."""
    group = (await sandbox.post("chat", type="group", title="Desk", members=[LAYLA, EMMA]))["chat"]["id"]
    await sandbox.result("sendMessage", chat_id=group, text="here")
    await updates(sandbox)
    new = (await sandbox.post("migrate", chat_id=group))["chat_id"]
    answer = await sandbox.call("sendMessage", chat_id=group, text="here?")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    await sandbox.result("sendMessage", chat_id=new, text="there")
    got = [update["message"] for update in await updates(sandbox)]
    assert [message.get("migrate_to_chat_id", message.get("migrate_from_chat_id")) for message in got] == [new, group]
    with pytest.raises(Refused):
        await sandbox.say("still here", chat_id=group)
    assert await sandbox.say("/start", chat_id=new)


async def test_the_48_hours(still: SandboxClient) -> None:
    """After two days a message can't be deleted any more, in each kind of chat by its own words; edits still go."""
    await still.start()
    sent = {chat: await still.result("sendMessage", chat_id=chat, text="old") for chat in (LAYLA, ARABIC_CHANNEL)}
    await still.clock(advance=48 * 3600)
    for chat, words in ((LAYLA, "message can't be deleted for everyone"), (ARABIC_CHANNEL, "message can't be deleted")):
        answer = await still.call("deleteMessage", chat_id=chat, message_id=sent[chat]["message_id"])
        assert answer["description"] == f"Bad Request: {words}"
        edited = await still.result("editMessageText", chat_id=chat, message_id=sent[chat]["message_id"], text="new")
        assert edited["edit_date"] - edited["date"] == 48 * 3600


async def test_topics(newsroom: SandboxClient) -> None:
    """A topic's messages carry its thread and answer its first message; unknown and closed ones refuse."""
    theirs = await newsroom.say("/summary", as_=SAM, chat_id=DESK_FORUM, thread_id=FIRST_TOPIC)
    assert (theirs["message_thread_id"], theirs["is_topic_message"]) == (FIRST_TOPIC, True)
    assert "forum_topic_created" in theirs["reply_to_message"]
    answer = await newsroom.result(
        "sendMessage", chat_id=DESK_FORUM, text="x", reply_parameters={"message_id": theirs["message_id"]}
    )
    assert answer["message_thread_id"] == FIRST_TOPIC
    general = await newsroom.say("/summary", as_=SAM, chat_id=DESK_FORUM)
    assert "message_thread_id" not in general
    elsewhere = await newsroom.result(
        "sendMessage",
        chat_id=DESK_FORUM,
        text="x",
        message_thread_id=FIRST_TOPIC,
        reply_parameters={"message_id": general["message_id"]},
    )
    assert elsewhere["external_reply"]["message_id"] == general["message_id"]
    refused = await newsroom.call("sendMessage", chat_id=DESK_FORUM, text="x", message_thread_id=77)
    assert refused["description"] == "Bad Request: message thread not found"
    await newsroom.post("promote", chat_id=DESK_FORUM, user_id=BOT)
    await newsroom.result("closeForumTopic", chat_id=DESK_FORUM, message_thread_id=FIRST_TOPIC)
    with pytest.raises(Refused):
        await newsroom.say("late", as_=SAM, chat_id=DESK_FORUM, thread_id=FIRST_TOPIC)
    await newsroom.post("demote", chat_id=DESK_FORUM, user_id=BOT)
    refused = await newsroom.call("sendMessage", chat_id=DESK_FORUM, text="x", message_thread_id=FIRST_TOPIC)
    assert refused["description"] == "Bad Request: TOPIC_CLOSED"


async def test_a_thread_of_answers_is_no_topic(sandbox: SandboxClient) -> None:
    """In a supergroup without topics an answer carries the thread that it makes, and is no topic's message."""
    mine = await sandbox.result("sendMessage", chat_id=NEWSROOM, text="ask me")
    theirs = await sandbox.say("why?", as_=EMMA, chat_id=NEWSROOM, reply_to=mine["message_id"])
    assert theirs["message_thread_id"] == mine["message_id"]
    assert "is_topic_message" not in theirs


async def test_a_quoted_answer(sandbox: SandboxClient) -> None:
    """A quote is part of what is answered, or refused."""
    await sandbox.start()
    theirs = await sandbox.say("قال إن كييف لن تتراجع")
    reply = {"message_id": theirs["message_id"], "quote": "كييف"}
    sent = await sandbox.result("sendMessage", chat_id=LAYLA, text="نعم", reply_parameters=reply)
    assert sent["quote"] == {"text": "كييف", "position": 7, "is_manual": True}
    answer = await sandbox.call("sendMessage", chat_id=LAYLA, text="x", reply_parameters={**reply, "quote": "موسكو"})
    assert answer["description"] == "Bad Request: QUOTE_TEXT_INVALID"


async def test_a_reply_keyboard_seals_its_message(sandbox: SandboxClient) -> None:
    """A message with a reply keyboard is seen with it by its reader, tells nothing of it, and can't be edited."""
    await sandbox.start()
    markup = {"keyboard": [[{"text": "ملخص"}]]}
    sent = await sandbox.result("sendMessage", chat_id=LAYLA, text="choose", reply_markup=markup)
    assert "reply_markup" not in sent
    assert (await sandbox.last(LAYLA))["reply_markup"] == markup
    answer = await sandbox.call("editMessageText", chat_id=LAYLA, message_id=sent["message_id"], text="x")
    assert answer["description"] == "Bad Request: message can't be edited"


async def test_forwards_and_copies(sandbox: SandboxClient) -> None:
    """A forward names its origin, a copy does not, and a protected message goes nowhere."""
    await sandbox.start()
    theirs = await sandbox.say("كلام")
    source = {"from_chat_id": LAYLA, "message_id": theirs["message_id"]}
    forwarded = await sandbox.result("forwardMessage", chat_id=NEWSROOM, **source)
    assert forwarded["forward_origin"]["sender_user"]["id"] == LAYLA
    copy = await sandbox.result("copyMessage", chat_id=NEWSROOM, **source)
    messages = (await sandbox.messages(NEWSROOM))[-1]
    assert (messages["message_id"], messages["text"], messages.get("forward_origin")) == (
        copy["message_id"],
        "كلام",
        None,
    )
    kept = await sandbox.result("sendMessage", chat_id=LAYLA, text="secret", protect_content=True)
    answer = await sandbox.call("forwardMessage", chat_id=NEWSROOM, from_chat_id=LAYLA, message_id=kept["message_id"])
    assert answer["description"] == "Bad Request: message has protected content and can't be forwarded"
