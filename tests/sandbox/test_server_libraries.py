"""What Telegraf and GramIO send, as recorded from them: taken as Telegram takes it.

Each recording is of a bot that starts, greets with a reply keyboard, sends an inline keyboard, a photo and an album,
and answers a tap. The bodies are as a proxy between the bot and a sandbox saw them, one character a byte.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.conftest import running
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from tests.sandbox_client import SandboxClient

RECORDED = Path(__file__).with_name("recorded")
CLIENTS = ("telegraf", "gramio")
IGNORED = {
    "telegraf": [
        ("sendMessage", ["reply_markup.keyboard[1][0].hide"]),
        ("sendMessage", ["reply_markup.inline_keyboard[0][0].hide", "reply_markup.inline_keyboard[0][1].hide"]),
        ("sendPhoto", ["method", "reply_markup.inline_keyboard[0][0].hide"]),
        ("sendMediaGroup", ["method"]),
    ],
    "gramio": [("getMe", ["suppress"])],
}
"""What no method of the Bot API knows in what they send."""
REFUSED = {
    "telegraf": ['field "hide" is unknown to KeyboardButton', 'parameter "method" is unknown to sendMediaGroup'],
    "gramio": ['parameter "suppress" is unknown to getMe'],
}


async def replay(sandbox: SandboxClient, client: str) -> list[tuple[str, dict[str, Any]]]:
    """Send what a client sent, while Emma asks for it as she did; return the methods and their answers."""
    await sandbox.limits(on=False)
    await sandbox.start(as_=EMMA)
    said = {"sendMessage": iter([None, "/buttons"]), "sendPhoto": iter(["/photo"]), "sendMediaGroup": iter(["/album"])}
    answers: list[tuple[str, dict[str, Any]]] = []
    for request in json.loads((RECORDED / f"{client}.json").read_text(encoding="utf-8"))["requests"]:
        body = request["body"]
        if command := next(said.get(request["method"], iter([])), None):
            await sandbox.say(command, as_=EMMA)
        if request["method"] == "answerCallbackQuery":
            for choice in [message for message in await sandbox.messages(EMMA) if message.get("text") == "choose"]:
                place = {"message_id": choice["message_id"], "row": 0, "column": 0}
                tap = await sandbox.post("tap", as_=EMMA, chat_id=EMMA, wait=0, **place)
                body = re.sub(r"70000000000\d\d", tap["callback_query_id"], body)
        headers = {"Content-Type": request["content_type"]} if request["content_type"] else {}
        async with sandbox.session.request(
            request["verb"], f"{sandbox.url}{request['path']}", data=body.encode("latin-1"), headers=headers
        ) as response:
            answers.append((request["method"], await response.json()))
    return answers


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_lenient_server_takes_it_all(client: str) -> None:
    """Every request succeeds, what is unknown is noted in the log, and Emma sees keyboards, photo and album."""
    async with running(strict=False) as sandbox:
        answers = await replay(sandbox, client)
        assert [answer for _, answer in answers if not answer["ok"]] == []
        log = await sandbox.log()
        assert [(call["method"], call["ignored"]) for call in log if "ignored" in call] == IGNORED[client]
        messages = [message for message in await sandbox.messages(EMMA) if message["from"]["is_bot"]]
    welcome, choice, photo, *album = messages
    labels = [[button["text"] for button in row] for row in welcome["reply_markup"]["keyboard"]]
    assert labels[0] == ["/photo", "/album"]
    assert labels[1][0] == "plain"
    assert "hide" not in json.dumps(messages)
    assert choice["text"] == "chosen"
    sizes = [(size["width"], size["height"]) for size in photo["photo"]]
    assert sizes == [(90, 68), (320, 240), (400, 300)]
    assert len({size["file_id"] for size in photo["photo"]}) == 3
    assert len({message["media_group_id"] for message in album}) == 1
    assert [message.get("caption") for message in album] == ["first", None]


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_strict_server_refuses_what_is_unknown(sandbox: SandboxClient, client: str) -> None:
    """The calls with unknown parameters or fields are refused, by name; plain strings as buttons are not."""
    answers = await replay(sandbox, client)
    refused = [answer["description"] for _, answer in answers if not answer["ok"]]
    for part in REFUSED[client]:
        assert any(part in description for description in refused), part
    assert not [call for call in await sandbox.log() if "ignored" in call]


async def test_strictness_is_a_switch(sandbox: SandboxClient) -> None:
    """The control API makes a server lenient and strict again; a reset changes neither."""
    assert (await sandbox.state())["strict"] is True
    assert (await sandbox.call("getMe", suppress=True))["ok"] is False
    await sandbox.post("strict", on=False)
    await sandbox.post("reset")
    assert (await sandbox.call("getMe", suppress=True))["ok"] is True
    assert (await sandbox.log())[-1]["ignored"] == ["suppress"]
    await sandbox.post("strict", on=True)
    assert "unknown to getMe" in (await sandbox.call("getMe", suppress=True))["description"]


async def test_buttons_may_be_plain_strings(sandbox: SandboxClient) -> None:
    """A reply keyboard's button may be its text alone, in a strict server too; an inline keyboard's may not."""
    await sandbox.start(as_=EMMA)
    await sandbox.result("sendMessage", chat_id=EMMA, text="x", reply_markup={"keyboard": [["One", {"text": "Two"}]]})
    keyboard = (await sandbox.last(EMMA))["reply_markup"]["keyboard"]
    assert keyboard == [[{"text": "One"}, {"text": "Two"}]]
    refused = await sandbox.call("sendMessage", chat_id=EMMA, text="x", reply_markup={"inline_keyboard": [["One"]]})
    assert refused["error_code"] == 400


@pytest.mark.parametrize("body", ['{"offset": 1795879056.17}', '{"offset": "1795879056.17"}', "offset=1795879056.17"])
async def test_a_fraction_is_cut_off(sandbox: SandboxClient, body: str) -> None:
    """A whole number may be written with a fraction, as clocks give it; what is no number is refused."""
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    url, headers = f"{sandbox.url}/bot{sandbox.token}/getUpdates", {"Content-Type": kind}
    for sent, status in ((body, 200), (body.replace("1795879056.17", "a.17"), 400)):
        async with sandbox.session.post(url, data=sent, headers=headers) as response:
            assert response.status == status, await response.text()


async def test_each_size_of_a_photo_stands_for_it(sandbox: SandboxClient) -> None:
    """Every size can be fetched, and sent again as the whole photo; the largest is the last."""
    await sandbox.start(as_=EMMA)
    requests = json.loads((RECORDED / "gramio.json").read_text(encoding="utf-8"))["requests"]
    body = next(request["body"] for request in requests if request["method"] == "sendPhoto").encode("latin-1")
    picture = body[body.index(b"\x89PNG") : body.index(b"IEND") + 8]
    form = aiohttp.FormData({"chat_id": str(EMMA)})
    form.add_field("photo", picture, filename="map.png")
    async with sandbox.session.post(f"{sandbox.url}/bot{sandbox.token}/sendPhoto", data=form) as response:
        sent = (await response.json())["result"]["photo"]
    assert [size["width"] for size in sent] == [90, 320, 400]
    for size in sent:
        again = await sandbox.result("sendPhoto", chat_id=EMMA, photo=size["file_id"])
        assert again["photo"] == sent
        path = (await sandbox.result("getFile", file_id=size["file_id"]))["file_path"]
        async with sandbox.session.get(f"{sandbox.url}/file/bot{sandbox.token}/{path}") as response:
            assert await response.read() == picture
