"""The bare server of the bench: the few answers that a bot's work needs, as fast as Python gives them.

`python -m tests.bench.bare --port 0` in a process of its own prints its port as its first line. It knows no chats and
refuses nothing: it hands out generated updates, answers every call with a minimal true result, and counts.
`GET /begin?updates=N&in_flight=M&text=/summary` starts a round of N updates, at most M of them unanswered; with
`chats=C` they come from C chats in turn, the same ones in every round, else each from a chat of its own. With `guest=1`
they are guest messages of as many people, in a group without the bot, each with a query id of its own.
`GET /figures` returns `answered`, `left`, `seconds`, `per_second`, `p50_ms` and `p99_ms` (from an update handed out to
the request that answers it), and `counts` by method.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from typing import Any, cast
from urllib.parse import parse_qs

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
CHAT = re.compile(rb'chat_id"?(?:[:=] *|\r\n(?:[^\r\n]+\r\n)*\r\n)"?(-?\d+)')
GUEST = re.compile(rb'"guest_query_id": *"(\d+)x')
NUMBER = {name: re.compile(rb'"?' + name + rb'"?[:=] *"?(-?\d+)') for name in (b"offset", b"limit", b"timeout")}
FIRST_CHAT = 1_000_000
BOT = {"id": 1000, "is_bot": True, "first_name": "Siyaq", "username": "siyaq_sandbox_bot"}
MENTION = "@siyaq_sandbox_bot"
ME = {
    **BOT,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "supports_guest_queries": True,
}
FIXED: dict[str, Any] = {
    "getMe": ME,
    "getMyCommands": [],
    "getMyName": {"name": "Siyaq"},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    "getChatMenuButton": {"type": "default"},
}
MESSAGES = frozenset(
    {"sendMessage", "sendRichMessage", "editMessageText", "sendPhoto", "sendDocument", "editMessageReplyMarkup"}
)


def http(body: bytes) -> bytes:
    """Return an HTTP answer with a JSON body."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


class Round:
    """The updates of one measurement: how many there are, how many may be under way, when each was answered."""

    def __init__(
        self, updates: int = 0, in_flight: int = 0, text: str = "/summary", chats: int = 0, *, guest: bool = False
    ) -> None:
        self.left = updates
        self.chats = chats
        self.in_flight = in_flight or updates
        self.text = text
        self.guest = guest
        self.under_way: dict[int, float] = {}
        self.times: list[float] = []
        self.began = self.ended = 0.0

    def take(self, first: int, limit: int) -> list[dict[str, Any]]:
        """Hand out updates with numbers from `first` on, as far as they may go now."""
        count = max(0, min(limit, self.left, self.in_flight - len(self.under_way)))
        now = time.perf_counter()
        self.began = self.began or (now if count else 0.0)
        self.left -= count
        taken = []
        for number in range(first, first + count):
            chat = FIRST_CHAT + (number % self.chats if self.chats else number)
            self.under_way[chat] = now
            update = (
                {"guest_message": self._guest(number, chat)} if self.guest else {"message": self._message(number, chat)}
            )
            taken.append({"update_id": number, **update})
        return taken

    def answer(self, chat: int) -> bool:
        """Note that a chat was answered; True if it waited for that."""
        handed = self.under_way.pop(chat, None)
        if handed is None:
            return False
        self.ended = time.perf_counter()
        self.times.append(self.ended - handed)
        return True

    def figures(self) -> dict[str, Any]:
        """Return answers a second, and the 50th and 99th percentile of the times from update to request, in ms."""
        times, seconds = sorted(self.times), self.ended - self.began
        done = len(times)
        return {
            "answered": done,
            "left": self.left + len(self.under_way),
            "seconds": seconds,
            "per_second": done / seconds if done and seconds else 0.0,
            "p50_ms": times[done // 2] * 1000 if done else 0.0,
            "p99_ms": times[min(done - 1, done * 99 // 100)] * 1000 if done else 0.0,
        }

    def _message(self, number: int, chat: int) -> dict[str, Any]:
        person = {"id": chat, "is_bot": False, "first_name": f"Reader {chat}", "language_code": "en"}
        length = len(self.text.split(" ", maxsplit=1)[0])
        return {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "type": "private", "first_name": person["first_name"]},
            "date": int(time.time()),
            "text": self.text,
            "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        }

    def _guest(self, number: int, chat: int) -> dict[str, Any]:
        message = self._message(number, chat)
        return message | {
            "chat": {"id": -FIRST_CHAT, "type": "supergroup", "title": "Elsewhere"},
            "text": f"{MENTION} {self.text.removeprefix('/')}",
            "entities": [{"type": "mention", "offset": 0, "length": len(MENTION)}],
            "guest_query_id": f"{chat}x{number}",
        }


class Bare:
    """What all connections share."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.methods: dict[bytes, tuple[str, bytes]] = {}
        self.round = Round()
        self.next_update = 1
        self.next_message = 1
        self.fixed = {name: http(_ok(result)) for name, result in FIXED.items()}
        self.true = http(_ok(True))
        self.guest = http(_ok({"inline_message_id": "AAAA"}))
        self.poll: tuple[asyncio.Transport, int, asyncio.TimerHandle] | None = None

    def answer(self, path: bytes, body: bytes, transport: asyncio.Transport) -> bytes | None:
        """Return the answer to a request; None for a poll that waits."""
        known = self.methods.get(path)
        if known is None:
            asked, _, query = path.partition(b"?")
            known = asked.rpartition(b"/")[2].decode("latin-1"), query
            if not query:
                self.methods[path] = known
        method, query = known
        self.counts[method] += 1
        if method in MESSAGES:
            return self._message(body or query)
        if method == "answerGuestQuery":
            return self._answered_guest(body)
        if method == "getUpdates":
            return self._updates(body or query, transport)
        if method == "figures":
            return http(json.dumps({"counts": self.counts, **self.round.figures()}).encode())
        if method == "begin":
            return self._begin(query.decode("latin-1"))
        return self.fixed.get(method, self.true)

    def _begin(self, query: str) -> bytes:
        by_key = {key: values[-1] for key, values in parse_qs(query).items()}
        updates, in_flight, chats = (int(by_key.get(name, 0)) for name in ("updates", "in_flight", "chats"))
        guest = by_key.get("guest") == "1"
        self.round = Round(updates, in_flight, by_key.get("text", "/summary"), chats, guest=guest)
        self.counts.clear()
        self._wake()
        return self.true

    def _message(self, body: bytes) -> bytes:
        match = CHAT.search(body)
        chat = int(match[1]) if match else 0
        self.next_message += 1
        if self.round.answer(chat):
            self._wake()
        return http(
            b'{"ok":true,"result":{"message_id":%d,"date":1750000000,"chat":{"id":%d,"type":"private","first_name":"R"},'
            b'"text":"-"}}' % (self.next_message, chat)
        )

    def _answered_guest(self, body: bytes) -> bytes:
        match = GUEST.search(body)
        if match and self.round.answer(int(match[1])):
            self._wake()
        return self.guest

    def _updates(self, body: bytes, transport: asyncio.Transport) -> bytes | None:
        by_key = {name: int(match[1]) if (match := rule.search(body)) else 0 for name, rule in NUMBER.items()}
        limit = by_key[b"limit"] or 100
        self.next_update = max(self.next_update, by_key[b"offset"])
        taken = self.round.take(self.next_update, limit)
        if taken or not by_key[b"timeout"]:
            return self._handed(taken)
        loop = asyncio.get_running_loop()
        end = loop.call_later(by_key[b"timeout"], lambda: self._finish([]))
        self.poll = (transport, limit, end)
        return None

    def _wake(self) -> None:
        if self.poll is not None and (taken := self.round.take(self.next_update, self.poll[1])):
            self._finish(taken)

    def _finish(self, taken: list[dict[str, Any]]) -> None:
        if self.poll is not None:
            transport, _, end = self.poll
            self.poll = None
            end.cancel()
            transport.write(self._handed(taken))

    def _handed(self, taken: list[dict[str, Any]]) -> bytes:
        self.next_update += len(taken)
        return http(_ok(taken))


class Connection(asyncio.Protocol):
    """One connection: requests come one after the other, or pipelined, and in any pieces."""

    def __init__(self, bare: Bare) -> None:
        self._bare = bare
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._buffer = self._buffer + data if self._buffer else data
        while self._buffer and self._transport is not None:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            end = self._end(head + 4)
            if end is None or len(self._buffer) < end:
                return
            path = self._buffer[: self._buffer.find(b"\r\n")].split(b" ", 2)[1]
            body = self._buffer[head + 4 : end]
            self._buffer = self._buffer[end:]
            answer = self._bare.answer(path, body, self._transport)
            if answer is not None:
                self._transport.write(answer)

    def _end(self, start: int) -> int | None:
        match = LENGTH.search(self._buffer, 0, start)
        if match:
            return start + int(match[1])
        if not CHUNKED.search(self._buffer, 0, start):
            return start
        last = self._buffer.find(b"0\r\n\r\n", start)
        return None if last < 0 else last + 5


def _ok(result: Any) -> bytes:
    return json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode()


async def serve(host: str, port: int) -> None:
    """Serve until cancelled; the first line printed is the port."""
    bare = Bare()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(bare), host, port)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bare", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    namespace = parser.parse_args()
    try:
        import uvloop
    except ImportError:
        run: Any = asyncio.run
    else:
        run = uvloop.run
    try:
        run(serve(namespace.host, namespace.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
