"""Logs: one line an event, no secret in any of them. Each script has a process of its own: logging is all of one's."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

TOKEN = "123456:AAF-secret_of_thirty_five_characters"
BARE = TOKEN.partition(":")[2]

SCRIPT = f"""
import asyncio, logging, sys
import structlog
from urllib.parse import quote
from bot import logs

token = {TOKEN!r}
logs.set_up([token])
ours, theirs = structlog.get_logger("bot.app"), logging.getLogger("httpx")
ours.info("said", text="سياق", url=f"https://api.telegram.org/bot{{token}}/getMe", quoted=quote(token, safe=""))
ours.debug("hidden")
theirs.info("hidden")
theirs.warning("HTTP Request: POST https://api.telegram.org/bot%s/getMe", token)
with structlog.contextvars.bound_contextvars(update=7):
    ours.warning("bound", data={{"token": token, "bare": token.partition(":")[2]}})
try:
    raise ValueError(f"no such token: {{token}}")
except ValueError:
    ours.exception("failed")
    theirs.exception("theirs")
logging.captureWarnings(True)
"""


def run(script: str) -> str:
    """What a process writes on standard error."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout == ""
    return done.stderr


@pytest.fixture(scope="module")
def written() -> str:
    """What the script above logs."""
    return run(SCRIPT)


def test_one_json_line_an_event(written: str) -> None:
    """With level, logger and moment; ours from information on, others' from warnings on, tracebacks within the line."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in written.splitlines()]
    assert [line["level"] for line in lines] == ["info", "warning", "warning", "error", "error"]
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines)
    assert lines[0]["text"] == "سياق"
    assert "سياق" in written
    assert lines[2]["update"] == 7
    assert "Traceback" in lines[3]["exception"]


def test_the_token_is_nowhere(written: str) -> None:
    """Neither whole, nor its secret part, nor escaped as in addresses: not in fields, texts, tracebacks of anybody."""
    assert BARE not in written
    assert TOKEN.replace(":", "%3A") not in written
    assert written.count("[hidden]") >= 6


def test_a_short_token_hides_itself_alone() -> None:
    """The sandbox's token has a word behind its colon, which may well stand in a log."""
    script = "import structlog; from bot import logs; logs.set_up(['1000:sandbox'])\n"
    said = run(script + "structlog.get_logger('bot').info('in the sandbox', token='1000:sandbox')")
    assert "in the sandbox" in said
    assert "1000:sandbox" not in said
