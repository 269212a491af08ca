"""answerCallbackQuery and answerInlineQuery."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox import keyboards, rich, texts
from bot.sandbox.entities import MarkupError
from bot.sandbox.methods.fetching import fetch
from bot.sandbox.refusals import refuse

if TYPE_CHECKING:
    from bot.sandbox.world import Call, Query, World

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
    made = {result["id"]: _message(call, result) for result in results}
    button = call.get("button")
    if button:
        _check_button(button)
    query = _open(call, call.world.inline, call.args["inline_query_id"], INLINE_SECONDS)
    query.made = made
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
    told = _content(call, result)
    keyboard = keyboards.shown(result.get("reply_markup"))
    if keyboard:
        told["reply_markup"] = keyboard
    return told


def _content(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    given = result.get("input_message_content")
    if given is None:
        if result["type"] == "article":
            raise refuse("can't parse inline query result: Input message content is not specified")
        told = _media(call, result) | texts.caption(result)
        if texts.length(told.get("caption", "")) > texts.CAPTION_LIMIT:
            raise refuse("MEDIA_CAPTION_TOO_LONG")
        return told
    if "rich_message" in given:
        # Nothing is fetched for a result: what it shows must have been sent before.
        try:
            return {"rich_message": rich.parse(given["rich_message"])}
        except MarkupError as error:
            raise refuse(str(error)) from None
    if not given["message_text"]:
        raise refuse("can't parse inline query result: Message text is empty")
    told = texts.message_text({**given, "text": given["message_text"]})
    if texts.length(told["text"]) > texts.MESSAGE_LIMIT:
        raise refuse("MESSAGE_TOO_LONG")
    if given.get("link_preview_options"):
        told["link_preview_options"] = given["link_preview_options"]
    return told


async def fetch_media(world: World, made: dict[str, Any]) -> None:
    """Bring the file that a result names by URL, as Telegram does once the result is sent."""
    if TO_FETCH in made:
        kind, url = made[TO_FETCH]
        stored = world.files.keep(kind, await fetch(kind, url))
        made[kind] = stored.photo() if kind == "photo" else stored.document()
        del made[TO_FETCH]


def _media(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    kind = result["type"]
    file_id = result.get(f"{kind}_file_id")
    if file_id is None:
        return {TO_FETCH: (kind, result[f"{kind}_url"])}
    stored = call.world.files.find(file_id)
    if stored is None or stored.kind != kind:
        raise refuse(f"{kind.upper()}_INVALID")
    return {"photo": stored.photo()} if kind == "photo" else {"document": stored.document()}
