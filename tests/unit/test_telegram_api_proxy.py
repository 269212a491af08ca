from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.errors import ProxyUnsupported
from bot.settings import proxy_for
from bot.telegram_api.client import Client
from bot.telegram_api.outcomes import Cause, RetryAt, Sent
from bot.telegram_api.rate_limiter import RateLimiter
from tests.unit import scripted_server as scripted
from tests.unit.fake_clock import LeapClock
from tests.unit.scripted_server import MESSAGE, TOKEN, ScriptedServer

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

TELEGRAM = "https://api.telegram.org"


@pytest.mark.parametrize(
    ("url", "env", "proxy"),
    [
        (TELEGRAM, {}, None),
        (TELEGRAM, {"HTTPS_PROXY": "http://p:3128"}, "http://p:3128"),
        (TELEGRAM, {"https_proxy": "http://small:1", "HTTPS_PROXY": "http://large:1"}, "http://small:1"),
        (TELEGRAM, {"ALL_PROXY": "p:3128"}, "http://p:3128"),
        (TELEGRAM, {"HTTP_PROXY": "http://p:3128"}, None),
        ("http://api.lan:8081", {"HTTP_PROXY": "http://p:3128"}, "http://p:3128"),
        (TELEGRAM, {"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "example.org, telegram.org"}, None),
        (TELEGRAM, {"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "*"}, None),
        (TELEGRAM, {"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "example.org"}, "http://p:3128"),
        (TELEGRAM, {"HTTPS_PROXY": "  "}, None),
        ("http://127.0.0.1:8081", {"ALL_PROXY": "http://p:3128"}, None),
        ("http://[::1]:8081", {"ALL_PROXY": "http://p:3128"}, None),
        ("http://localhost:8081", {"HTTP_PROXY": "http://p:3128"}, None),
    ],
)
def test_proxy_of_the_environment(url: str, env: Mapping[str, str], proxy: str | None) -> None:
    """The environment's usual names are understood, and this machine is never looked for elsewhere."""
    assert proxy_for(url, env) == proxy


def test_proxy_of_another_kind() -> None:
    """A SOCKS proxy is named as what it is, instead of being ignored."""
    with pytest.raises(ProxyUnsupported) as raised:
        proxy_for(TELEGRAM, {"ALL_PROXY": "socks5://p:1080"})
    assert raised.value.data == {"scheme": "socks5"}


async def test_calls_go_through_the_proxy() -> None:
    """A plain address is asked for through the proxy, with its name and password, as PTB's own transport does."""
    async with ScriptedServer([scripted.result(MESSAGE)]) as proxy:
        through = proxy.url.replace("http://", "http://user:pass@")
        async with Client(TOKEN, RateLimiter(None), api_url="http://api.invalid:81", proxy=through) as client:
            assert isinstance(await client.call("sendMessage", b"{}", chat=5), Sent)
        async with HTTPXRequest(proxy=through) as request:
            await Bot(TOKEN, base_url="http://api.invalid:81/bot", request=request).send_message(5, "x")
        ours, theirs = proxy.received
    assert (ours.verb, ours.path) == ("POST", f"http://api.invalid:81/bot{TOKEN}/sendMessage")
    assert theirs.path.replace("%3A", ":") == ours.path
    assert ours.headers["proxy-authorization"] == theirs.headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"


async def test_proxy_that_refuses() -> None:
    """A proxy that opens no tunnel to Telegram has sent nothing, and its password and the token stay untold."""

    async def refuse(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with ScriptedServer([refuse]) as proxy:
        through = proxy.url.replace("http://", "http://user:pass@")
        async with Client(
            TOKEN, RateLimiter(None, clock=LeapClock()), api_url="https://api.invalid", proxy=through
        ) as client:
            outcome = await client.call("sendMessage", b"{}", chat=5)
        assert proxy.received[0].verb == "CONNECT"
    assert isinstance(outcome, RetryAt)
    assert outcome.cause is Cause.AWAY
    assert TOKEN not in repr(outcome)
    assert "pass" not in repr(outcome)
