"""Persons played over the control API: they write, tap, ask inline, send files and the rest."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
import telegram

from tests.sandbox.calls import keyboard, png
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM, Refused, SandboxClient

BOT = 1000


async def test_say_and_read(sandbox: SandboxClient) -> None:
    """What a person says has the marks that clients find in it, and is read by the chat's members only."""
    message = await sandbox.say("/quotes@siyaq_sandbox_bot #كورسك https://example.org", chat_id=NEWSROOM)
    assert [entity["type"] for entity in message["entities"]] == ["bot_command", "hashtag", "url"]
    assert await sandbox.messages(NEWSROOM, as_=EMMA) == [message]
    await sandbox.post("leave", as_=EMMA, chat_id=NEWSROOM)
    with pytest.raises(Refused):
        await sandbox.messages(NEWSROOM, as_=EMMA)
    with pytest.raises(Refused):
        await sandbox.say("x" * 4097)


async def test_press_start(sandbox: SandboxClient) -> None:
    """Start is said with a deep link's payload, and lets the bot write."""
    assert (await sandbox.start(payload="s_1"))["text"] == "/start s_1"
    assert await sandbox.result("sendMessage", chat_id=LAYLA, text="welcome")


async def test_edit_and_delete(sandbox: SandboxClient) -> None:
    """A person edits what is theirs, which the bot hears of, and deletes it, which it does not."""
    message = await sandbox.start()
    place = {"chat_id": LAYLA, "message_id": message["message_id"]}
    answer = await sandbox.post("edit", as_=LAYLA, text="/stop", **place)
    assert (answer["message"]["text"], answer["message"]["edited"]) == ("/stop", 1)
    await sandbox.post("delete", as_=LAYLA, **place)
    updates = await sandbox.result("getUpdates")
    assert [list(update)[1] for update in updates] == ["message", "edited_message"]
    assert (await sandbox.messages(LAYLA))[0]["deleted"]
    mine = await sandbox.result("sendMessage", chat_id=LAYLA, text="mine")
    with pytest.raises(Refused):
        await sandbox.post("edit", as_=LAYLA, chat_id=LAYLA, message_id=mine["message_id"], text="theirs")


async def test_tap(sandbox: SandboxClient) -> None:
    """A tap by data or by place waits for the answer; a late answer, a second one and an unknown button are refused."""
    await sandbox.start()
    message = await sandbox.result("sendMessage", chat_id=LAYLA, text="x", reply_markup=keyboard("one", "two"))
    tapped = asyncio.ensure_future(sandbox.tap(message, row=0, column=1))
    (update,) = (await poll(sandbox, "callback_query"))[-1:]
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("do:two", message["message_id"])
    answer = {"callback_query_id": query["id"], "text": "تم", "show_alert": True}
    await sandbox.result("answerCallbackQuery", **answer)
    assert await tapped == {"text": "تم", "show_alert": True, "url": ""}
    assert (await sandbox.call("answerCallbackQuery", **answer))["error_code"] == 400
    assert await sandbox.tap(message, "do:one", wait=0) is None
    late = (await poll(sandbox, "callback_query"))[-1]["callback_query"]
    await sandbox.clock(advance=16)
    refused = await sandbox.call("answerCallbackQuery", callback_query_id=late["id"])
    assert refused["description"].startswith("Bad Request: query is too old")
    with pytest.raises(Refused):
        await sandbox.tap(message, "do:three")


async def test_tap_on_an_old_message(sandbox: SandboxClient) -> None:
    """An inaccessible message reaches the bot with neither text nor date."""
    await sandbox.start()
    message = await sandbox.result("sendMessage", chat_id=LAYLA, text="x", reply_markup=keyboard("one"))
    await sandbox.tap(message, "do:one", inaccessible=True, wait=0)
    query = (await poll(sandbox, "callback_query"))[-1]["callback_query"]
    assert query["message"] == {"chat": message["chat"], "message_id": message["message_id"], "date": 0}


async def poll(play: SandboxClient, kind: str) -> list[dict[str, Any]]:
    """Wait until an update of a kind is there; return all that wait."""
    offset = 0
    while True:
        updates: list[dict[str, Any]] = await play.result("getUpdates", offset=offset, timeout=10)
        if any(kind in update for update in updates):
            return updates
        offset = updates[-1]["update_id"] + 1


async def test_inline(still: SandboxClient) -> None:
    """An inline query is answered, a result sent and said to be chosen; its message is edited by its id."""
    asked = asyncio.ensure_future(still.post("inline", as_=EMMA, query="putin", chat_type="supergroup"))
    query = (await poll(still, "inline_query"))[-1]["inline_query"]
    assert (query["query"], query["from"]["id"], query["chat_type"]) == ("putin", EMMA, "supergroup")
    result = {
        "type": "article",
        "id": "q1",
        "title": "A quote",
        "input_message_content": {"message_text": "<b>said</b>", "parse_mode": "HTML"},
        "reply_markup": keyboard("more"),
    }
    await still.result("answerInlineQuery", inline_query_id=query["id"], results=[result], next_offset="2")
    answer = await asked
    assert (answer["answer"]["results"], answer["answer"]["next_offset"]) == ([result], "2")
    chosen = {"as_": EMMA, "chat_id": NEWSROOM, "inline_query_id": answer["inline_query_id"]}
    message = (await still.post("choose", result_id="q1", **chosen))["message"]
    assert (message["via_bot"]["id"], message["text"], message["from"]["id"]) == (BOT, "said", EMMA)
    feedback = (await poll(still, "chosen_inline_result"))[-1]["chosen_inline_result"]
    inline_id = feedback["inline_message_id"]
    assert (feedback["result_id"], feedback["query"]) == ("q1", "putin")
    assert await still.result("editMessageText", inline_message_id=inline_id, text="changed") is True
    assert (await still.last(NEWSROOM))["text"] == "changed"
    with pytest.raises(Refused):
        await still.post("choose", result_id="q2", **chosen)
    late = await still.call("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert late["error_code"] == 400


ARTICLE = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "x"}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"results": [ARTICLE] * 51}, "too many inline query results specified"),
        ({"results": [ARTICLE] * 2}, "RESULT_ID_DUPLICATE"),
        ({"results": [{**ARTICLE, "id": ""}]}, "RESULT_ID_EMPTY"),
        ({"results": [{**ARTICLE, "id": "ش" * 33}]}, "RESULT_ID_INVALID"),
        ({"results": [{**ARTICLE, "title": ""}]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [{**ARTICLE, "input_message_content": {"message_text": "ا" * 4097}}]}, "MESSAGE_TOO_LONG"),
        ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "b", "start_parameter": ""}}, "can't use empty start_parameter"),
        ({"button": {"text": "b", "start_parameter": "ا"}}, "unallowed characters in start_parameter are used"),
    ],
)
async def test_bad_inline_answers(sandbox: SandboxClient, change: dict[str, Any], words: str) -> None:
    """A bad answer to an inline query is refused with its words, and a good one is still taken."""
    asked = await sandbox.post("inline", as_=EMMA, query="x", wait=0)
    good = {"inline_query_id": asked["inline_query_id"], "results": [ARTICLE]}
    answer = await sandbox.call("answerInlineQuery", **{**good, **change})
    assert answer["description"] == f"Bad Request: {words}"
    assert await sandbox.result("answerInlineQuery", **good)


async def upload(play: SandboxClient, kind: str, name: str, body: bytes, **more: str) -> dict[str, Any]:
    """Send a file as Layla."""
    form = aiohttp.FormData({"as": str(LAYLA), "chat_id": str(LAYLA), "kind": kind, **more}, quote_fields=False)
    form.add_field("file", body, filename=name)
    async with play.session.post(f"{play.url}/control/upload", data=form) as response:
        answer = await response.json()
        assert response.status == 200, answer
        message: dict[str, Any] = answer["message"]
        return message


async def test_upload_and_download(sandbox: SandboxClient) -> None:
    """A person's photo and document reach the bot, which fetches their bytes; the page fetches them too."""
    photo = await upload(sandbox, "photo", "a.png", png(30, 20), caption="/news")
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"]) == (30, 20)
    assert photo["caption_entities"][0]["type"] == "bot_command"
    document = await upload(sandbox, "document", "نص.txt", b"words")
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == ("نص.txt", "text/plain")
    for message, body in ((photo["photo"][0], png(30, 20)), (document["document"], b"words")):
        path = (await sandbox.result("getFile", file_id=message["file_id"]))["file_path"]
        for url in (f"file/bot{sandbox.token}/{path}", f"control/file/{message['file_id']}"):
            async with sandbox.session.get(f"{sandbox.url}/{url}") as response:
                assert await response.read() == body
    async with sandbox.session.get(f"{sandbox.url}/file/bot{sandbox.token}/photos/none.png") as response:
        assert response.status == 404


@pytest.mark.parametrize("kind", ["location", "contact", "sticker", "poll", "dice", "venue", "voice", "video", "audio"])
async def test_share(sandbox: SandboxClient, kind: str) -> None:
    """What else a person can send reaches the bot whole: python-telegram-bot can read it."""
    await sandbox.post("share", as_=LAYLA, chat_id=LAYLA, **{kind: {}})
    update = telegram.Update.de_json((await sandbox.result("getUpdates"))[0], None)
    assert update.message is not None
    assert getattr(update.message, kind)
