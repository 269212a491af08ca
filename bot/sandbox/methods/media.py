"""sendPhoto, sendDocument, sendMediaGroup and getFile: files by upload, by id and by URL."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox import access, texts
from bot.sandbox.files import DOWNLOAD_LIMIT, StoredFile, Upload
from bot.sandbox.methods.sending import deliver, placed
from bot.sandbox.refusals import refuse

if TYPE_CHECKING:
    from bot.sandbox.chats import Message
    from bot.sandbox.world import Call

URL_LIMITS = {"photo": 5 * 1024 * 1024, "document": 20 * 1024 * 1024}
URL_SECONDS = 5


async def send_photo(call: Call) -> dict[str, Any]:
    """Send a photo; the result is the Message."""
    return (await _send(call, "photo")).json


async def send_document(call: Call) -> dict[str, Any]:
    """Send a file as a document; the result is the Message."""
    return (await _send(call, "document")).json


async def send_media_group(call: Call) -> list[dict[str, Any]]:
    """Send two to ten photos, or as many documents, as one album; the result is its Messages."""
    media = call.args["media"]
    kinds = {item["type"] for item in media}
    if len(kinds) > 1:
        raise refuse("document can't be mixed with other media types")
    contents = [(await read_media(call, item))[0] for item in media]
    chat = access.write_chat(call.world, call.args["chat_id"], kinds.pop())
    place = placed(call, chat)
    call.world.limits.spend(chat.id, paid=bool(call.get("allow_paid_broadcast")), count=len(contents))
    if call.get("protect_content"):
        place["has_protected_content"] = True
    album = {"media_group_id": str(next(call.world.query_ids))}
    sender = access.sender_of_bot(call.world, chat)
    sent = [call.world.post(chat, {**album, **place, **content}, sender, by_bot=True) for content in contents]
    return [message.json for message in sent]


def get_file(call: Call) -> dict[str, Any]:
    """Tell where a file can be fetched; files over 20 MB can't."""
    stored = call.world.files.find(call.args["file_id"])
    if stored is None:
        raise refuse("invalid file_id")
    if len(stored.upload.body) > DOWNLOAD_LIMIT:
        raise refuse("file is too big")
    return {**stored.json(), "file_path": stored.path}


async def read_media(call: Call, item: dict[str, Any]) -> tuple[dict[str, Any], StoredFile]:
    """Return the content of an InputMedia, and its file."""
    stored = await _find(call, item["type"], item["media"])
    content = _content(stored) | texts.caption(item)
    if item.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content, stored


async def _send(call: Call, kind: str) -> Message:
    stored = await _find(call, kind, call.args[kind])
    content = _content(stored) | texts.caption(call.args)
    if call.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return deliver(call, content, kind=kind)


def _content(stored: StoredFile) -> dict[str, Any]:
    return {"photo": stored.photo()} if stored.kind == "photo" else {"document": stored.document()}


async def _find(call: Call, kind: str, given: str) -> StoredFile:
    files = call.world.files
    if given.startswith("attach://"):
        upload = call.files.get(given.removeprefix("attach://"))
        if upload is None:
            raise refuse(f"there is no {kind} in the request")
        return files.keep(kind, upload)
    if given.startswith(("http://", "https://")):
        return files.keep(kind, await _fetch(kind, given))
    stored = files.find(given)
    if stored is None:
        raise refuse("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
    if stored.kind != kind:
        raise refuse(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


async def _fetch(kind: str, url: str) -> Upload:
    limit = URL_LIMITS[kind]
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=URL_SECONDS)) as session,
            session.get(url) as response,
        ):
            mime = response.content_type
            if response.status != 200:  # noqa: PLR2004  the one status that carries the file
                raise refuse("failed to get HTTP URL content")
            body = b""
            async for part in response.content.iter_any():
                body += part
                if len(body) > limit:
                    break
    except (aiohttp.InvalidURL, ValueError):
        raise refuse("wrong HTTP URL specified") from None
    except (TimeoutError, aiohttp.ClientError, OSError):
        raise refuse("failed to get HTTP URL content") from None
    if len(body) > limit or (kind == "photo" and not mime.startswith("image/")):
        raise refuse("wrong type of the web page content" if len(body) <= limit else "failed to get HTTP URL content")
    return Upload(PurePosixPath(urlsplit(url).path).name or "file", body, mime)
