"""Telegram: the token, the clock, what @BotFather set, and what the bot may do in each known channel and group."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from bot.cli.checks.database_checks import compare
from bot.cli.checks.findings import Finding, Level
from bot.errors import NotBotApi, SiyaqError, TelegramUnavailable, TokenRefused
from bot.i18n import names
from bot.services import channels
from bot.settings import proxy_for
from bot.store.subscribers import ChatKind
from bot.telegram_api.client import Client
from bot.telegram_api.outcomes import Sent, describe
from bot.telegram_api.rate_limiter import RateLimiter

if TYPE_CHECKING:
    from bot.cli.checks.findings import Findings
    from bot.settings import Settings
    from bot.store.database import Database
    from bot.store.subscribers import Subscriber

MOST_CHATS = 200  # whose rights are asked for
# What a push and what follows it take in a channel: https://core.telegram.org/bots/api#chatmemberadministrator
_NEEDED, _WANTED = "can_post_messages", ("can_edit_messages", "can_delete_messages")


async def telegram(findings: Findings, settings: Settings, database: Database | None) -> None:
    """Ask Telegram; without a token, or where it cannot be reached, the rest is left out, and said so."""
    if not settings.token:
        findings.warn("telegram", "no_token")
        return
    try:
        proxy = proxy_for(settings.api_url, os.environ)
        async with Client(settings.token, RateLimiter(settings.rate), api_url=settings.api_url, proxy=proxy) as client:
            await client.check_server()
            me = await _ask(client, "getMe")
            findings.ok("telegram", "reached", username=str(me.get("username")))
            if client.clock_ahead is not None:
                compare(findings, "telegram", client.clock_ahead)
            _botfather(findings, me)
            await _webhook(findings, settings, client)
            if database is not None:
                await _rights(findings, client, int(me["id"]), database)
    except TelegramUnavailable as error:
        findings.warn("telegram", "away", why=str(error.data["why"]))
    except (TokenRefused, NotBotApi) as error:
        findings.fail("telegram", "refused", problem=findings.words.text(error.key, **error.data))
    except SiyaqError as error:  # the proxy
        advice = findings.words.text("cli.check.settings.advice")
        findings.append(Finding("telegram", Level.ERROR, findings.words.text(error.key, **error.data), advice))


async def _ask(client: Client, method: str, **parameters: int) -> dict[str, Any]:
    outcome = await client.call(method, json.dumps(parameters).encode())
    if isinstance(outcome, Sent) and isinstance(outcome.result, dict):
        return outcome.result
    raise TelegramUnavailable(why=describe(outcome), seconds=1)


def _botfather(findings: Findings, me: dict[str, Any]) -> None:
    """Mark what getMe shows of @BotFather's settings; list what it does not."""
    if me.get("supports_inline_queries"):
        findings.ok("inline", "on")
    else:
        findings.warn("inline", "off")
    findings.note("inline_feedback", "unseen")
    if me.get("supports_guest_queries"):
        findings.ok("guest_mode", "on")
    else:
        findings.warn("guest_mode", "off")
    if me.get("can_read_all_group_messages"):
        findings.warn("privacy_mode", "off")
    else:
        findings.ok("privacy_mode", "on")
    if me.get("can_join_groups"):
        findings.ok("groups", "on")
    else:
        findings.warn("groups", "off")


async def _webhook(findings: Findings, settings: Settings, client: Client) -> None:
    """Compare the webhook that Telegram has with the settings, and tell why it could not deliver."""
    info = await _ask(client, "getWebhookInfo")
    url = str(info.get("url") or "")
    if url and settings.webhook is None:
        findings.warn("webhook", "left", url=url)
    if url and info.get("last_error_message"):
        findings.warn("webhook", "failing", url=url, why=str(info["last_error_message"]))


async def _rights(findings: Findings, client: Client, bot_id: int, database: Database) -> None:
    listed = await channels.read_all(database, MOST_CHATS)
    for subscriber, _ in listed:
        name = names.chat(findings.words, subscriber.chat_id, subscriber.title)
        try:
            member = await _ask(client, "getChatMember", chat_id=subscriber.chat_id, user_id=bot_id)
        except TelegramUnavailable as error:
            findings.fail("rights", "unknown", chat=name, why=str(error.data["why"]))
            continue
        _judge(findings, subscriber, name, member)
    if not listed:
        findings.ok("rights", "no_chats")


def _judge(findings: Findings, subscriber: Subscriber, name: str, member: dict[str, Any]) -> None:
    if not _may_write(subscriber.kind, member):
        findings.fail("rights", "missing", chat=name)
        return
    wanted = list(_WANTED) if subscriber.kind is ChatKind.CHANNEL else []
    if subscriber.card and subscriber.kind is ChatKind.GROUP:  # in a channel, editing includes pinning
        wanted.append("can_pin_messages")
    lacking = [right for right in wanted if not member.get(right)]
    if lacking and member.get("status") != "creator":
        findings.warn("rights", "lacking", chat=name, rights=", ".join(lacking))
    else:
        findings.ok("rights", "fine", chat=name)


def _may_write(kind: ChatKind, member: dict[str, Any]) -> bool:
    status = member.get("status")
    if kind is ChatKind.CHANNEL:
        return status == "creator" or (status == "administrator" and bool(member.get(_NEEDED)))
    if status == "restricted":
        return bool(member.get("is_member") and member.get("can_send_messages"))
    return status in {"creator", "administrator", "member"}
