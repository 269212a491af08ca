"""What strangers may send, as Hypothesis strategies: raw requests, updates of every kind, files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot import starter
from bot.handlers.desk import registry
from bot.views.callback_data import PARTS
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

STRANGERS = (5001, 5002, 5003)
SECRET_CASES = ("right", "wrong", "none")

_SHORT = st.text(max_size=12)
_HOSTILE = st.sampled_from(
    [
        *(
            "",
            "\x00",
            "\u202e",
            "\u200f",
            "\ud800",
            "x" * 5000,
            "ا" * 300,
            "<b>&",
            "{}",
            "%s",
            "0",
            "-1",
            "٣",
            "🇵🇸" * 20,
        ),
        *(
            "/summary",
            "/quotes Putin",
            "/search " + "a " * 200,
            "/start 1pc1e1",
            "/settings",
            "/zone",
            "/subscribe all",
        ),
        *("ملخص كورسك", "what did Putin say", "/language ar", "/today", "/forget", "/unheard", "/summary@other_bot"),
        *("/edit kursk", "/push", "/block 1 x", "/undo", "/history", "/publish", "/desk", "done", "cancel", "back"),
    ]
)
TEXTS = st.one_of(_HOSTILE, _SHORT, st.text(max_size=80))
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _SHORT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_SHORT, inner, max_size=3),
    max_leaves=6,
)
_IDS = st.sampled_from([*STRANGERS, EMMA, LAYLA, NEWSROOM, 0, -1, 2**52, 2**63])

_VERBS = sorted(registry.load().callbacks)
_READER_VERBS = ["subscribe", "all", "pause", "zone", "format", "months", "digits", "find", "latest", "x"]


@st.composite
def callback_data(draw: st.DrawFn) -> str:
    """Data of a button: as ours is made, with fields of any kind, or anything."""
    field = st.sampled_from(
        ["", "0", "1", "2", "7", "-1", "e1", "q3", "yes", "putin", "9" * 30, "v1", "٣", "a_b", "__"]
    )
    kind = draw(st.sampled_from("puhmrsldnx"))
    if kind == "d":
        part = st.sampled_from(["", *PARTS.values(), "z"])
        fields = (draw(st.sampled_from(_VERBS)), draw(field), draw(part), draw(field), draw(field))
        return "_".join((f"1d{fields[0]}", *fields[1:])).rstrip("_")
    if kind == "r":
        return f"1r{draw(st.sampled_from('aex'))}" + "_".join(
            [draw(st.sampled_from(_READER_VERBS)), draw(field), draw(field)]
        )
    if kind in "puhm":
        head = (
            draw(st.sampled_from("crx"))
            + draw(st.sampled_from("csqtpoikx"))
            + draw(st.sampled_from("aex"))
            + draw(field)
        )
        return f"1{kind}{head}_{draw(field)}_{draw(field)}".rstrip("_")
    return draw(st.one_of(st.just(f"1{kind}"), _SHORT.map(lambda text: f"1{kind}{text}"), TEXTS))


@st.composite
def _user(draw: st.DrawFn) -> dict[str, Any]:
    user = {"id": draw(_IDS), "is_bot": draw(st.booleans()) and draw(st.booleans()), "first_name": draw(_SHORT)}
    if draw(st.booleans()):
        user["language_code"] = draw(st.sampled_from(["ar", "en", "fr", "", "xx-YY", "ar-EG"]))
    return user


@st.composite
def _message(draw: st.DrawFn) -> dict[str, Any]:
    user, is_private = draw(_user()), draw(st.integers(0, 3)) > 0
    group = {"id": NEWSROOM, "type": draw(st.sampled_from(["supergroup", "group", "channel"])), "title": draw(_SHORT)}
    chat = {"id": user["id"], "type": "private", "first_name": "x"} if is_private else group
    message: dict[str, Any] = {
        "message_id": draw(st.integers(1, 9999)),
        "date": draw(st.integers(0, 2**31)),
        "chat": chat,
    }
    message["from"] = user
    text = draw(TEXTS)
    content = draw(st.sampled_from(["text", "text", "text", "caption", "document", "location", "photo", "service"]))
    length = len(text.partition(" ")[0])
    entities = [{"type": "bot_command", "offset": 0, "length": length}] if text.startswith("/") else []
    if content == "text":
        message |= {"text": text, "entities": entities}
    elif content == "document":
        message["document"] = {
            "file_id": "f",
            "file_unique_id": "u",
            "file_name": text,
            "file_size": draw(st.integers()),
        }
    elif content == "location":
        message["location"] = {"latitude": draw(st.floats(-100, 100)), "longitude": draw(st.floats(-200, 200))}
    elif content == "service":
        message[draw(st.sampled_from(["migrate_to_chat_id", "migrate_from_chat_id"]))] = draw(st.integers(-(2**40), -1))
    else:
        photo = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]
        message |= {"photo": photo, "caption": text, "caption_entities": entities}
    for name, value in (("media_group_id", "7"), ("message_thread_id", 3), ("sender_chat", group), ("via_bot", user)):
        if draw(st.integers(0, 9)) == 0:
            message[name] = value
    return message


@st.composite
def _membership(draw: st.DrawFn) -> dict[str, Any]:
    statuses = st.sampled_from(["member", "left", "kicked", "administrator", "restricted", "creator", "x"])
    bot = {"id": 1000, "is_bot": True, "first_name": "S"}
    old, new = ({"user": bot, "status": draw(statuses), "until_date": 0} for _ in range(2))
    message = draw(_message())
    return {"chat": message["chat"], "from": message["from"], "date": 1, "old_chat_member": old, "new_chat_member": new}


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """An update as Telegram sends it, in a third of the cases with one value replaced by another or left out."""
    kind = draw(st.sampled_from(["message", "callback_query", "inline_query", "edited_message", "my_chat_member", "x"]))
    if kind in {"message", "edited_message"}:
        content = draw(_message())
    elif kind == "callback_query":
        content = {"id": "1", "from": draw(_user()), "chat_instance": "1", "data": draw(callback_data())}
        content["message"] = draw(_message())
    elif kind == "inline_query":
        content = {
            "id": "1",
            "from": draw(_user()),
            "query": draw(TEXTS),
            "offset": draw(st.sampled_from(["", "1", "x"])),
        }
    else:
        content = draw(_membership()) if kind == "my_chat_member" else draw(st.dictionaries(_SHORT, _JUNK, max_size=3))
    if draw(st.integers(0, 2)) == 0:
        _damage(draw, content)
    return {kind: content}


def _damage(draw: st.DrawFn, content: dict[str, Any]) -> None:
    holder = content
    for _ in range(draw(st.integers(0, 2))):
        inner = [value for value in holder.values() if isinstance(value, dict) and value]
        holder = draw(st.sampled_from(inner)) if inner else holder
    if holder:
        name = draw(st.sampled_from(sorted(holder)))
        if draw(st.booleans()):
            holder[name] = draw(_JUNK)
        else:
            del holder[name]


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the webhook; `update` is None where its body is none that has an id."""

    body: bytes
    update: dict[str, Any] | None = None
    secret: str = "right"


_BODIES = st.one_of(
    st.binary(max_size=40),
    _JUNK.map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"", b"{}", b"[]", b'{"update_id": "1"}', b'{"update_id": 1.5}', b"[" * 2000, b'{"update_id":']),
)
REQUESTS = st.one_of(
    updates().map(lambda update: Request(b"", update)),
    updates().map(lambda update: Request(b"", update)),
    updates().map(lambda update: Request(b"", update)),
    _BODIES.map(Request),
    st.builds(Request, _BODIES, secret=st.sampled_from(["wrong", "none"])),
)


def _spliced(texts: list[str], extras: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    @st.composite
    def splice(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(texts))
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(0, len(text)))
            text = text[:start] + draw(extras) + text[start + draw(st.sampled_from([0, 0, 1, 5, 40, 400])) :]
        return text

    return splice()


_YAML_PIECES = [
    *(
        "\n",
        "  ",
        "\t",
        ": ",
        "- ",
        "&a ",
        "*a",
        "!!python/object:x ",
        "{",
        "]",
        "|\n",
        ">-\n",
        '"',
        "'",
        "# ",
        "---\n",
    ),
    *(
        "\ufeff",
        "id: k1\n",
        "date: 2025-13-01\n",
        "sources: [s1, s1]\n",
        "url: http://localhost/\n",
        "\u00a0",
        "<<: *a\n",
    ),
    *("? ", "~", "1:30", "no"),
]
_YAML_EXTRAS = st.one_of(_SHORT, st.sampled_from(_YAML_PIECES))
DOSSIERS = st.one_of(
    _spliced([content.decode() for _, content in starter.stories()], _YAML_EXTRAS).map(
        lambda text: text.encode(errors="replace")
    ),
    st.binary(max_size=60),
)
_ROSTER = "chat_id,language,stories\n101,ar,*\n102,en,dprk-troops-kursk\n-1001000000001,ar,*\n"
_CSV_EXTRAS = st.one_of(
    _SHORT,
    st.sampled_from(
        [",", ";", "\t", '"', "\n", "\r", "\x00", "1.2E+12", "٣", "*", "\u200e", "=", "-", "9" * 40, '"\n']
    ),
)
SUBSCRIBERS = st.one_of(
    st.tuples(
        _spliced([_ROSTER, _ROSTER.replace(",", ";"), _ROSTER.replace(",", "\t")], _CSV_EXTRAS),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1256"]),
    ).map(lambda pair: pair[0].encode(pair[1], errors="replace")),
    st.binary(max_size=60),
)
