"""Failing on purpose, as a client without mercy sees it."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.sandbox_client import EMMA, LAYLA, Refused, SandboxClient


async def raw(play: SandboxClient, **given: object) -> tuple[int, bytes]:
    """Send a message to Layla on a connection of its own; return status and body."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{play.url}/bot{play.token}/sendMessage", json={"chat_id": LAYLA, "text": "hi", **given}
        ) as response,
    ):
        return response.status, await response.read()


async def texts(play: SandboxClient) -> list[str]:
    """Return the texts that the bot has got through to Layla."""
    return [message["text"] for message in await play.messages(LAYLA) if message["from"]["is_bot"]]


@pytest.fixture(autouse=True)
async def _started(sandbox: SandboxClient) -> None:
    await sandbox.start()


async def test_a_status(sandbox: SandboxClient) -> None:
    """A status fault answers with its code and words, the given number of times, and nothing is done."""
    await sandbox.fault("status", status=502, description="Bad Gateway", times=1)
    status, body = await raw(sandbox)
    assert (status, json.loads(body)["description"]) == (502, "Bad Gateway")
    assert await texts(sandbox) == []
    assert (await raw(sandbox))[0] == 200
    await sandbox.fault("status", status=403, description="Forbidden: user is deactivated", chat_id=EMMA)
    assert (await raw(sandbox))[0] == 200
    answer = await sandbox.call("sendMessage", chat_id=EMMA, text="hi")
    assert answer["description"] == "Forbidden: user is deactivated"


async def test_retry_after(sandbox: SandboxClient) -> None:
    """A 429 tells its seconds in the answer and in the header."""
    await sandbox.fault("retry_after", retry_after=7200)
    url = f"{sandbox.url}/bot{sandbox.token}/getMe"
    async with sandbox.session.get(url) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7200")
        answer = await response.json()
    assert answer["description"] == "Too Many Requests: retry after 7200"
    assert answer["parameters"] == {"retry_after": 7200}


@pytest.mark.parametrize(("kind", "arrived"), [("reset_before", []), ("reset_after", ["hi"])])
async def test_resets(sandbox: SandboxClient, kind: str, arrived: list[str]) -> None:
    """A reset ends the connection, before the call was acted on or after it."""
    await sandbox.fault(kind, method="sendMessage", times=1)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await raw(sandbox)
    assert await texts(sandbox) == arrived
    assert (await raw(sandbox))[0] == 200


async def test_half_an_answer(sandbox: SandboxClient) -> None:
    """A truncated answer breaks off in the middle; the call was acted on."""
    await sandbox.fault("truncate", times=1)
    with pytest.raises(aiohttp.ClientPayloadError):
        await raw(sandbox)
    assert await texts(sandbox) == ["hi"]


async def test_not_json(sandbox: SandboxClient) -> None:
    """An answer that is not JSON is a gateway's page; the call was not acted on."""
    await sandbox.fault("not_json", times=1)
    status, body = await raw(sandbox)
    assert status == 502
    assert body.startswith(b"<html>")
    assert await texts(sandbox) == []


async def test_a_delay(sandbox: SandboxClient) -> None:
    """A delayed call is answered later than one that came after it."""
    await sandbox.fault("delay", seconds=0.2, text="slow")
    slow = asyncio.ensure_future(raw(sandbox, text="a slow one"))
    await sandbox.wait("fault")
    await raw(sandbox, text="quick")
    assert await texts(sandbox) == ["quick"]
    await slow
    assert await texts(sandbox) == ["quick", "a slow one"]


async def test_an_outage(sandbox: SandboxClient) -> None:
    """In an outage a held poll is cut and every call fails until its seconds are over; the control API stays."""
    poll = asyncio.ensure_future(raw_poll(sandbox))
    await sandbox.wait_for_poll()
    await sandbox.fault("outage", seconds=60)
    with pytest.raises(aiohttp.ClientError):
        await poll
    with pytest.raises(aiohttp.ClientError):
        await raw(sandbox)
    await sandbox.clock(advance=60)
    assert (await raw(sandbox))[0] == 200
    await sandbox.fault("outage", seconds=60, status=503)
    assert (await raw(sandbox))[0] == 503


async def raw_poll(play: SandboxClient) -> int:
    """Poll on a connection of its own."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{play.url}/bot{play.token}/getUpdates?timeout=30&offset=999999999") as response,
    ):
        return response.status


async def test_a_refused_connection(sandbox: SandboxClient) -> None:
    """While the door is shut, connections are refused; then the server listens again on the same port."""
    await sandbox.fault("refuse", seconds=0.3)
    with pytest.raises(aiohttp.ClientConnectorError):
        await raw(sandbox)
    async with asyncio.timeout(10):
        while True:
            try:
                assert (await raw(sandbox))[0] == 200
            except aiohttp.ClientConnectorError:
                continue
            break


async def test_a_share(sandbox: SandboxClient) -> None:
    """A share of the calls fails, the same ones in every run."""
    await sandbox.limits(on=False)
    await sandbox.fault("status", status=500, share=0.5)
    statuses = [(await raw(sandbox))[0] for _ in range(40)]
    assert 8 < statuses.count(500) < 32
    await sandbox.reset()
    await sandbox.start()
    await sandbox.limits(on=False)
    await sandbox.fault("status", status=500, share=0.5)
    assert sorted({(await raw(sandbox))[0] for _ in range(40)}) == [200, 500]


async def test_lifting(sandbox: SandboxClient) -> None:
    """A fault is seen in the list with its hits, is lifted alone or with all others, and bad ones are refused."""
    first = await sandbox.fault("status", status=500, method="sendMessage")
    await sandbox.fault("retry_after", method="getMe")
    await raw(sandbox)
    faults = (await sandbox.get("faults"))["faults"]
    assert [(fault["kind"], fault["hits"]) for fault in faults] == [("status", 1), ("retry_after", 0)]
    await sandbox.lift(first)
    assert (await raw(sandbox))[0] == 200
    await sandbox.lift()
    assert await sandbox.result("getMe")
    for bad in (
        {"kind": "flood"},
        {"kind": "status", "code": 5},
        {"kind": "delay", "seconds": "long"},
        {"kind": "refuse", "times": 1},
    ):
        with pytest.raises(Refused):
            await sandbox.post("faults", **bad)


async def test_the_log_tells_of_faults(sandbox: SandboxClient) -> None:
    """A call that met a fault is in the log with the fault's kind, and the token is nowhere in it."""
    await sandbox.fault("reset_before", times=1)
    with pytest.raises(aiohttp.ClientError):
        await raw(sandbox)
    (call,) = await sandbox.log(method="sendMessage")
    assert (call["fault"], call["status"], call["answer"]) == ("reset_before", 0, None)
    assert call["params"] == {"chat_id": LAYLA, "text": "hi"}
    assert sandbox.token not in json.dumps(await sandbox.log())
