"""What the server refuses, in Telegram's own words."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.sandbox_client import EMMA, ENGLISH_CHANNEL, LAYLA, NEWSROOM, SandboxClient

BUTTON = {"text": "x", "callback_data": "d"}
UNCLOSED = "can't parse entities: Unclosed start tag at byte offset 0"
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def text(**more: Any) -> dict[str, Any]:
    """Return the parameters of a message to Layla."""
    return {"chat_id": LAYLA, "text": "hi", **more}


def buttons(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an inline keyboard."""
    return {"inline_keyboard": list(rows)}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": LAYLA}, "message text is empty"),
    ("sendMessage", text(text=""), "message text is empty"),
    ("sendMessage", text(text=" \n "), "text must be non-empty"),
    ("sendMessage", text(text="<b></b>", parse_mode="HTML"), "text must be non-empty"),
    ("sendMessage", {"text": "hi"}, "chat_id is empty"),
    ("sendMessage", text(chat_id=999), "chat not found"),
    ("sendMessage", text(chat_id="@nobody"), "chat not found"),
    ("sendMessage", text(chat_id="layla"), "chat not found"),
    ("sendMessage", text(chat_id=EMMA), "403 Forbidden: bot can't initiate conversation with a user"),
    ("sendMessage", text(text="ا" * 4097), "message is too long"),
    ("sendMessage", text(text="😀" * 2049), "message is too long"),
    ("sendMessage", text(text="x" * 4097, chat_id=999), "chat not found"),
    ("sendMessage", text(text="<b", parse_mode="HTML", chat_id=999), UNCLOSED),
    ("sendMessage", text(text="x" * 33_000), "text is too long"),
    ("sendMessage", text(parse_mode="BBCode"), "unsupported parse_mode"),
    ("sendMessage", text(reply_parameters={"message_id": 77}), "message to be replied not found"),
    (
        "sendMessage",
        text(reply_markup=buttons([{**BUTTON, "callback_data": "ش" * 33}])),
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        text(reply_markup=buttons([{"text": "x"}])),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        text(reply_markup=buttons([{"text": "x", "url": "http://localhost:80/"}])),
        "inline keyboard button URL 'http://localhost:80/' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        text(reply_markup=buttons([{"text": "x", "url": "siyaq://story"}])),
        "inline keyboard button URL 'siyaq://story' is invalid: Unsupported URL protocol",
    ),
    ("sendMessage", text(reply_markup=buttons(*[[BUTTON]] * 101)), "reply markup is too long"),
    (
        "sendMessage",
        {"chat_id": ENGLISH_CHANNEL, "text": "hi", "reply_markup": {"remove_keyboard": True}},
        "inline keyboard expected",
    ),
    (
        "sendMessage",
        {
            "chat_id": NEWSROOM,
            "text": "x",
            "reply_markup": buttons([{"text": "x", "web_app": {"url": "https://a.org/"}}]),
        },
        "BUTTON_TYPE_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": ENGLISH_CHANNEL, "text": "x", "reply_markup": buttons([{"text": "x", "switch_inline_query": ""}])},
        (
            "can't use switch_inline_query button in a channel chat, because users will not be able to use the button "
            "without knowing bot's username"
        ),
    ),
    ("sendMessage", text(prase_mode="HTML"), 'parameter "prase_mode" is unknown to sendMessage'),
    (
        "sendMessage",
        text(disable_notification="perhaps"),
        'parameter "disable_notification" must be a Boolean',
    ),
    (
        "sendMessage",
        text(message_thread_id="two"),
        'parameter "message_thread_id" must be an Integer',
    ),
    ("sendMessage", text(text=7), 'parameter "text" must be a String'),
    ("sendMessage", text(text="\ud800"), "strings must be encoded in UTF-8"),
    ("sendMessage", text(entities="[{"), 'can\'t parse parameter "entities" JSON object'),
    ("sendMessage", text(reply_markup=[]), 'parameter "reply_markup": expected an Object'),
    ("getUpdates", {"limit": 101}, 'parameter "limit" must be in the range 1-100'),
    ("getUpdates", {"allowed_updates": ["messages"]}, 'update type "messages" is unknown'),
    ("sendStory", {}, "404 Not Found: method not found"),
    ("sendChatAction", {"chat_id": LAYLA, "action": "thinking"}, "wrong parameter action in request"),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ("editMessageText", text(message_id=77), "message to edit not found"),
    ("editMessageText", text(message_id=1), "message can't be edited"),
    ("editMessageText", text(message_id=2, text="sent"), SAME),
    (
        "editMessageCaption",
        {"chat_id": LAYLA, "message_id": 2, "caption": "x"},
        "there is no caption in the message to edit",
    ),
    ("editMessageReplyMarkup", {"chat_id": LAYLA, "message_id": 2}, SAME),
    ("deleteMessage", {"chat_id": LAYLA, "message_id": 77}, "message to delete not found"),
    ("deleteMessage", {"chat_id": NEWSROOM, "message_id": 2}, "message can't be deleted"),
    (
        "forwardMessages",
        {"chat_id": LAYLA, "from_chat_id": LAYLA, "message_ids": [3, 2]},
        "message identifiers must be in a strictly increasing order",
    ),
    (
        "copyMessages",
        {"chat_id": LAYLA, "from_chat_id": LAYLA, "message_ids": [77]},
        "there are no messages to forward",
    ),
    (
        "forwardMessage",
        {"chat_id": LAYLA, "from_chat_id": LAYLA, "message_id": 77},
        "message to forward not found",
    ),
    (
        "pinChatMessage",
        {"chat_id": NEWSROOM, "message_id": 2},
        "not enough rights to manage pinned messages in the chat",
    ),
    (
        "answerCallbackQuery",
        {"callback_query_id": "5"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("getChatAdministrators", {"chat_id": LAYLA}, "there are no administrators in the private chat"),
    ("getChatMember", {"chat_id": NEWSROOM, "user_id": 5}, "PARTICIPANT_ID_INVALID"),
    (
        "banChatMember",
        {"chat_id": NEWSROOM, "user_id": EMMA},
        "not enough rights to restrict/unrestrict chat member",
    ),
    ("createForumTopic", {"chat_id": NEWSROOM, "name": "x"}, "the chat is not a forum"),
    ("leaveChat", {"chat_id": LAYLA}, "can't leave private chats"),
    ("getFile", {"file_id": "nothing"}, "invalid file_id"),
    ("sendPhoto", {"chat_id": LAYLA}, "there is no photo in the request"),
    ("setMyCommands", {"commands": [{"command": "ملخص", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "x", "description": ""}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat", "chat_id": ENGLISH_CHANNEL}},
        "can't change commands in channel chats",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "everyone"}},
        'parameter "scope": type "everyone" is unsupported',
    ),
    (
        "setWebhook",
        {"url": "http://example.org/"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://example.org:1/"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "setWebhook",
        {"url": "https://example.org/", "secret_token": "ö"},
        "secret token contains unallowed characters",
    ),
]


@pytest.mark.parametrize(("method", "given", "words"), REFUSED)
async def test_refusals(sandbox: SandboxClient, method: str, given: dict[str, Any], words: str) -> None:
    """Each bad call is refused with its code and words, and changes nothing."""
    await sandbox.start()
    await sandbox.result("sendMessage", chat_id=LAYLA, text="sent")
    await sandbox.say("a member's words", as_=EMMA, chat_id=NEWSROOM)
    before = [await sandbox.messages(chat_id) for chat_id in (LAYLA, NEWSROOM)]
    answer = await sandbox.call(method, **given)
    code, description = (words[:3], words[4:]) if words[:3].isdecimal() else ("400", f"Bad Request: {words}")
    assert answer == {"ok": False, "error_code": int(code), "description": description}
    assert [await sandbox.messages(chat_id) for chat_id in (LAYLA, NEWSROOM)] == before


async def test_html_is_refused_with_the_place(sandbox: SandboxClient) -> None:
    """Broken HTML is refused with Telegram's words and a byte offset."""
    await sandbox.start()
    answer = await sandbox.call("sendMessage", chat_id=LAYLA, text="ا<b>x</i>", parse_mode="HTML")
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: can't parse entities: ")
    assert "byte offset" in answer["description"]


async def test_tokens(sandbox: SandboxClient) -> None:
    """A token of another bot is unauthorized, one that is none at all is not found."""
    for token, status in (("1000:other", 401), ("nonsense", 404)):
        async with sandbox.session.get(f"{sandbox.url}/bot{token}/getMe") as response:
            answer = await response.json()
            assert (response.status, answer["error_code"]) == (status, status)


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json", "case"])
async def test_every_way_of_calling(sandbox: SandboxClient, way: str) -> None:
    """The same call goes through as a query, a form, multipart and JSON, and method names are read in any case."""
    await sandbox.start()
    given = {
        "chat_id": str(LAYLA),
        "text": "مرحبا",
        "reply_markup": '{"inline_keyboard":[[{"text":"x","callback_data":"d"}]]}',
    }
    url = f"{sandbox.url}/bot{sandbox.token}/sendMessage"
    parts = aiohttp.FormData(default_to_multipart=True)
    for name, value in given.items():
        parts.add_field(name, value)
    sent = {
        "query": lambda: sandbox.session.get(url, params=given),
        "form": lambda: sandbox.session.post(url, data=given),
        "multipart": lambda: sandbox.session.post(url, data=parts),
        "json": lambda: sandbox.session.post(url, json=given),
        "case": lambda: sandbox.session.post(url.replace("sendMessage", "SENDmessage"), data=given),
    }[way]()
    async with sent as response:
        result = (await response.json())["result"]
    assert result["text"] == "مرحبا"
    assert result["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "d"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000])
async def test_hostile_json(sandbox: SandboxClient, body: bytes) -> None:
    """A body that is no JSON object is refused with 400, and the server goes on."""
    url = f"{sandbox.url}/bot{sandbox.token}/getMe"
    async with sandbox.session.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert (await sandbox.result("getMe"))["id"] == 1000
