"""Files by upload, id and URL, and what the server refuses of them."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from siyaq_sandbox.files import size_of
from tests.sandbox.calls import png
from tests.sandbox_client import LAYLA, Refused, SandboxClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x14\x00\x1e\x03"
GIF = b"GIF89a\x1e\x00\x14\x00"


async def send(
    play: SandboxClient, method: str, field: str, body: bytes, name: str = "file.png", **more: str
) -> dict[str, Any]:
    """Send a file as multipart; return the whole answer."""
    form = aiohttp.FormData({"chat_id": str(LAYLA), **more}, quote_fields=False)
    form.add_field(field, io.BytesIO(body), filename=name)
    async with play.session.post(f"{play.url}/bot{play.token}/{method}", data=form) as response:
        answer: dict[str, Any] = await response.json()
        return answer


@asynccontextmanager
async def serving(body: bytes, content_type: str, status: int = 200) -> AsyncIterator[str]:
    """Serve one file on a free port."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type=content_type, status=status)

    server = web.Server(answer)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/picture.png"
    finally:
        listener.close()
        await server.shutdown(timeout=0.1)


@pytest.fixture(autouse=True)
async def _started(sandbox: SandboxClient) -> None:
    await sandbox.start()


@pytest.mark.parametrize("body", [png(30, 20), JPEG, GIF])
def test_sizes(body: bytes) -> None:
    """The size of a picture is read from its head; anything else has none, however short it is cut."""
    assert size_of(body) == (30, 20)
    assert all(size_of(body[:end]) in {(0, 0), (30, 20)} for end in range(len(body)))


async def test_one_file_sent_again(sandbox: SandboxClient) -> None:
    """A file sent again by its id keeps its bytes; a photo's id is no document's."""
    sent = (await send(sandbox, "sendPhoto", "photo", png()))["result"]
    file_id = sent["photo"][-1]["file_id"]
    again = await sandbox.result("sendPhoto", chat_id=LAYLA, photo=file_id)
    assert again["photo"][-1]["file_unique_id"] == sent["photo"][-1]["file_unique_id"]
    answer = await sandbox.call("sendDocument", chat_id=LAYLA, document=file_id)
    assert answer["description"] == "Bad Request: can't use file of type Photo as Document"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(2000, 10), "PHOTO_INVALID_DIMENSIONS"),
        (png() + b"\0" * 10_500_000, "too big for a photo; the maximum size is 10485760 bytes"),
    ],
)
async def test_bad_photos(sandbox: SandboxClient, body: bytes, words: str) -> None:
    """An empty, a broken, a misshapen and a too big photo are refused."""
    answer = await send(sandbox, "sendPhoto", "photo", body)
    assert answer["description"] == f"Bad Request: {words}"


async def test_attached_files(sandbox: SandboxClient) -> None:
    """A document takes its thumbnail from an attached file; an upload that nothing names is refused."""
    form = aiohttp.FormData({"chat_id": str(LAYLA), "thumbnail": "attach://small"})
    form.add_field("document", b"words", filename="words.txt")
    form.add_field("small", png(), filename="small.png")
    async with sandbox.session.post(f"{sandbox.url}/bot{sandbox.token}/sendDocument", data=form) as response:
        document = (await response.json())["result"]["document"]
    assert document["thumbnail"]["width"] == 8
    answer = await send(sandbox, "sendMessage", "extra", b"x", text="hi")
    assert answer["description"] == 'Bad Request: parameter "extra" is unknown to sendMessage'
    answer = await sandbox.call("sendDocument", chat_id=LAYLA, document="attach://nothing")
    assert answer["description"] == "Bad Request: there is no document in the request"


async def test_by_url(sandbox: SandboxClient) -> None:
    """A photo by URL is fetched; what is no picture, is not there, or is no URL is refused."""
    async with serving(png(30, 20), "image/png") as url:
        sent = await sandbox.result("sendPhoto", chat_id=LAYLA, photo=url)
        assert sent["photo"][-1]["width"] == 30
        document = await sandbox.result("sendDocument", chat_id=LAYLA, document=url)
        assert document["document"]["file_name"] == "picture.png"
        html = f'<p>text</p><img src="{url}">'
        rich = await sandbox.result("sendRichMessage", chat_id=LAYLA, rich_message={"html": html})
        assert [block["type"] for block in rich["rich_message"]["blocks"]] == ["paragraph", "photo"]
    async with serving(b"<html>", "text/html") as url:
        answer = await sandbox.call("sendPhoto", chat_id=LAYLA, photo=url)
        assert answer["description"] == "Bad Request: wrong type of the web page content"
    async with serving(b"", "text/html", 404) as url:
        answer = await sandbox.call("sendPhoto", chat_id=LAYLA, photo=url)
        assert answer["description"] == "Bad Request: failed to get HTTP URL content"
    answer = await sandbox.call("sendPhoto", chat_id=LAYLA, photo=url)
    assert answer["description"] == "Bad Request: failed to get HTTP URL content"


async def test_an_inline_photo(sandbox: SandboxClient) -> None:
    """A photo that a result names by URL is fetched when the result is sent."""
    asked = await sandbox.post("inline", as_=LAYLA, query="x", wait=0)
    chosen = {"as_": LAYLA, "chat_id": LAYLA, "inline_query_id": asked["inline_query_id"]}
    async with serving(png(30, 20), "image/png") as url:
        results = [
            {"type": "photo", "id": "there", "photo_url": url, "thumbnail_url": url, "caption": "map"},
            {"type": "photo", "id": "gone", "photo_url": f"{url}0", "thumbnail_url": url},
        ]
        await sandbox.result("answerInlineQuery", inline_query_id=asked["inline_query_id"], results=results)
        message = (await sandbox.post("choose", result_id="there", **chosen))["message"]
    assert (message["photo"][0]["width"], message["caption"]) == (30, "map")
    with pytest.raises(Refused):
        await sandbox.post("choose", result_id="gone", **chosen)


async def test_a_cached_inline_photo_is_edited_by_file_id(sandbox: SandboxClient) -> None:
    """A result shows a photo that was sent before; edited, its message takes a known file and no upload.

    A rich message gives way to a photo as a text does.
    """
    first, second = [
        (await send(sandbox, "sendPhoto", "photo", png(side, 20)))["result"]["photo"][-1]["file_id"]
        for side in (30, 40)
    ]
    asked = await sandbox.post("inline", as_=LAYLA, query="x", wait=0)
    query, markup = asked["inline_query_id"], {"inline_keyboard": [[{"text": "more", "callback_data": "m"}]]}
    result = {"type": "photo", "id": "1", "photo_file_id": first, "caption": "map", "reply_markup": markup}
    refused = await sandbox.call("answerInlineQuery", inline_query_id=query, results=[result | {"photo_file_id": "x"}])
    assert refused["description"] == "Bad Request: PHOTO_INVALID"
    await sandbox.result("answerInlineQuery", inline_query_id=query, results=[result])
    await sandbox.post("choose", as_=LAYLA, chat_id=LAYLA, inline_query_id=query, result_id="1")
    updates = await sandbox.result("getUpdates", allowed_updates=["chosen_inline_result"])
    inline_id = updates[-1]["chosen_inline_result"]["inline_message_id"]
    form = {"inline_message_id": inline_id, "chat_id": "", "media": '{"type":"photo","media":"attach://file"}'}
    uploaded = await send(sandbox, "editMessageMedia", "file", png(50, 20), **form)
    assert uploaded["description"] == "Bad Request: invalid message content specified"
    media = {"type": "photo", "media": second, "caption": "corrected"}
    assert await sandbox.result("editMessageMedia", inline_message_id=inline_id, media=media) is True
    shown = await sandbox.last(LAYLA)
    assert (shown["photo"][-1]["width"], shown["caption"]) == (40, "corrected")
    rich = await sandbox.result("sendRichMessage", chat_id=LAYLA, rich_message={"html": "<p>text</p>"})
    edited = await sandbox.result("editMessageMedia", chat_id=LAYLA, message_id=rich["message_id"], media=media)
    assert edited["photo"][-1]["width"] == 40
    assert "rich_message" not in edited


async def test_albums(sandbox: SandboxClient) -> None:
    """An album's messages share a number, and its media a kind; one alone is none."""
    form = aiohttp.FormData({"chat_id": str(LAYLA)})
    media = '[{"type":"photo","media":"attach://a","caption":"*"},{"type":"photo","media":"attach://b"}]'
    form.add_field("media", media)
    for name in ("a", "b"):
        form.add_field(name, png(), filename=f"{name}.png")
    async with sandbox.session.post(f"{sandbox.url}/bot{sandbox.token}/sendMediaGroup", data=form) as response:
        sent = (await response.json())["result"]
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message.get("caption") for message in sent] == ["*", None]
    photo = {"type": "photo", "media": sent[0]["photo"][0]["file_id"]}
    for bad, words in (
        ([photo], 'parameter "media" must be in the range 2-10'),
        ([photo, {"type": "document", "media": "x"}], "document can't be mixed with other media types"),
        ([photo, {"type": "animation", "media": "x"}], 'parameter "media"[1]: type "animation" is unsupported'),
    ):
        answer = await sandbox.call("sendMediaGroup", chat_id=LAYLA, media=bad)
        assert answer["description"] == f"Bad Request: {words}"


async def test_captions(sandbox: SandboxClient) -> None:
    """A caption has at most 1024 characters after parsing; a photo's can be taken away."""
    answer = await send(sandbox, "sendPhoto", "photo", png(), caption="ا" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"
    answer = await send(sandbox, "sendPhoto", "photo", png(), caption="<b>" + "ا" * 1024 + "</b>", parse_mode="HTML")
    sent = answer["result"]
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1024}]
    edited = await sandbox.result("editMessageCaption", chat_id=LAYLA, message_id=sent["message_id"])
    assert "caption" not in edited
