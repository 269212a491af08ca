"""sendPhoto, sendDocument, sendMediaGroup and getFile: files by upload, by id and by URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access, texts
from siyaq_sandbox.files import DOWNLOAD_LIMIT
from siyaq_sandbox.methods.fetching import fetch
from siyaq_sandbox.methods.sending import deliver, placed
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Message
    from siyaq_sandbox.files import StoredFile
    from siyaq_sandbox.world import Call


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
    for content in contents:
        texts.check_lengths(content)
    place = placed(call, chat)
    call.world.limits.spend(chat.id, paid=bool(call.get("allow_paid_broadcast")), count=len(contents))
    if call.get("protect_content"):
        place["has_protected_content"] = True
    album = {"media_group_id": str(next(call.world.query_ids))}
    sender = access.sender_of_bot(call.world, chat)
    sent = [call.world.post(chat, {**album, **place, **content}, sender, by_bot=True) for content in contents]
    return [message.json for message in sent]


def get_file(call: Call) -> dict[str, Any]:
    """Return a File with its path; files over 20 MB are refused."""
    stored = call.world.files.find(call.args["file_id"])
    if stored is None:
        raise refuse("invalid file_id")
    if len(stored.upload.body) > DOWNLOAD_LIMIT:
        raise refuse("file is too big")
    return {**stored.json(), "file_path": stored.path}


async def read_media(call: Call, item: dict[str, Any]) -> tuple[dict[str, Any], StoredFile]:
    """Return the content of an InputMedia, and its file."""
    stored = await _find(call, item["type"], item["media"])
    return _content(call, stored, item), stored


async def _send(call: Call, kind: str) -> Message:
    stored = await _find(call, kind, call.args[kind])
    return deliver(call, _content(call, stored, call.args), kind=kind)


def _content(call: Call, stored: StoredFile, params: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"photo": stored.photo()} if stored.kind == "photo" else {"document": stored.document()}
    thumbnail = str(params.get("thumbnail", ""))
    upload = call.files.get(thumbnail.removeprefix("attach://"))
    if upload is not None and thumbnail.startswith("attach://") and stored.kind == "document":
        content["document"]["thumbnail"] = call.world.files.keep("photo", upload).photo()[-1]
    if params.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content | texts.caption(params)


async def _find(call: Call, kind: str, reference: str) -> StoredFile:
    files = call.world.files
    if reference.startswith("attach://"):
        upload = call.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise refuse(f"there is no {kind} in the request")
        return files.keep(kind, upload)
    if reference.startswith(("http://", "https://")):
        return files.keep(kind, await fetch(kind, reference))
    stored = files.find(reference)
    if stored is None:
        raise refuse("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
    if stored.kind != kind:
        raise refuse(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored
