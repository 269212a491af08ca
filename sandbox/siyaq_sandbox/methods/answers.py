"""answerCallbackQuery, answerInlineQuery and answerGuestQuery."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import guests, keyboards, rich, texts
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.methods.fetching import fetch
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.world import Call, Query, World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CALLBACK_SECONDS = 15
INLINE_SECONDS = 10
TO_FETCH = "to fetch"
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]+")


def answer_callback_query(call: Call) -> bool:
    """Answer a tap within 15 seconds, and once; stricter than Telegram, which takes a second answer."""
    query = _open(call, call.world.callbacks, call.args["callback_query_id"], CALLBACK_SECONDS)
    if call.get("url"):
        bot = call.world.profile.username
        if not call.args["url"].startswith((f"https://t.me/{bot}?", f"t.me/{bot}?", f"tg://resolve?domain={bot}")):
            raise refuse("URL_INVALID")
    query.answer = {
        "text": call.get("text", ""),
        "show_alert": call.get("show_alert", False),
        "url": call.get("url", ""),
    }
    call.world.events.emit(
        "callback_answer", callback_query_id=query.id, user_id=query.data["from"]["id"], **query.answer
    )
    return True


def answer_inline_query(call: Call) -> bool:
    """Answer an inline query within 10 seconds, and once."""
    results = call.args["results"]
    ids = [result["id"] for result in results]
    if "" in ids:
        raise refuse("RESULT_ID_EMPTY")
    if len(set(ids)) != len(ids):
        raise refuse("RESULT_ID_DUPLICATE")
    messages = {result["id"]: _message(call, result) for result in results}
    button = call.get("button")
    if button:
        _check_button(button)
    query = _open(call, call.world.inline, call.args["inline_query_id"], INLINE_SECONDS)
    query.messages = messages
    query.answer = {
        "results": results,
        "next_offset": call.get("next_offset", ""),
        "cache_time": call.get("cache_time", 300),
        "is_personal": call.get("is_personal", False),
    }
    if button:
        query.answer["button"] = button
    call.world.events.emit("inline_answer", inline_query_id=query.id, user_id=query.data["from"]["id"], **query.answer)
    return True


async def answer_guest_query(call: Call) -> dict[str, str]:
    """Answer a guest query, once; the result is the SentGuestMessage."""
    content = _message(call, call.args["result"])
    if not call.args["result"]["id"]:
        raise refuse("RESULT_ID_EMPTY")
    query = _open(call, call.world.guest_queries, call.args["guest_query_id"], guests.SECONDS)
    await fetch_media(call.world, content)
    return {"inline_message_id": guests.answer(call.world, query, content)}


def _open(call: Call, queries: dict[str, Query], number: str, seconds: float) -> Query:
    query = queries.get(number)
    now = call.world.clock.now()
    if query is None or query.answer is not None or now - query.asked_at > seconds:
        raise refuse(TOO_OLD)
    return query


def _check_button(button: dict[str, Any]) -> None:
    if ("web_app" in button) == ("start_parameter" in button):
        raise refuse(
            "can't parse inline query results button: InlineQueryResultsButton must have exactly one optional field"
        )
    parameter = button.get("start_parameter")
    if parameter == "":
        raise refuse("can't use empty start_parameter")
    if parameter is not None and not START_PARAMETER.fullmatch(parameter):
        raise refuse("unallowed characters in start_parameter are used")


def _message(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    """Return what the message will hold once this result is chosen; the words are those of the inline refusals."""
    if not result.get("title") and result["type"] != "photo":
        raise refuse("ARTICLE_TITLE_EMPTY" if result["type"] == "article" else "FILE_TITLE_EMPTY")
    message = _content(call, result)
    keyboard = keyboards.shown(result.get("reply_markup"))
    if keyboard:
        message["reply_markup"] = keyboard
    return message


def _content(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    text_content = result.get("input_message_content")
    if text_content is None:
        if result["type"] == "article":
            raise refuse("can't parse inline query result: Input message content is not specified")
        content = _media(call, result) | texts.caption(result)
        if texts.length(content.get("caption", "")) > texts.CAPTION_LIMIT:
            raise refuse("MEDIA_CAPTION_TOO_LONG")
        return content
    if "rich_message" in text_content and not call.world.rich:
        raise refuse("can't parse inline query result: Input message content is not specified")
    if "rich_message" in text_content:
        # Nothing is fetched for a result: what it shows must have been sent before.
        try:
            return {"rich_message": rich.parse(text_content["rich_message"])}
        except MarkupError as error:
            raise refuse(str(error)) from None
    if not text_content["message_text"]:
        raise refuse("can't parse inline query result: Message text is empty")
    content = texts.message_text({**text_content, "text": text_content["message_text"]})
    if texts.length(content["text"]) > texts.MESSAGE_LIMIT:
        raise refuse("MESSAGE_TOO_LONG")
    if text_content.get("link_preview_options"):
        content["link_preview_options"] = text_content["link_preview_options"]
    return content


async def fetch_media(world: World, message: dict[str, Any]) -> None:
    """Bring the file that a result names by URL, as Telegram does once the result is sent."""
    if TO_FETCH in message:
        kind, url = message[TO_FETCH]
        stored = world.files.keep(kind, await fetch(kind, url))
        message[kind] = stored.photo() if kind == "photo" else stored.document()
        del message[TO_FETCH]


def _media(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    kind = result["type"]
    file_id = result.get(f"{kind}_file_id")
    if file_id is None:
        return {TO_FETCH: (kind, result[f"{kind}_url"])}
    stored = call.world.files.find(file_id)
    if stored is None or stored.kind != kind:
        raise refuse(f"{kind.upper()}_INVALID")
    return {"photo": stored.photo()} if kind == "photo" else {"document": stored.document()}
