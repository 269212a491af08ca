"""The settings: whether they can be read, and what Telegram would refuse of the webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.cli.checks.findings import Finding, Level
from bot.cli.output import line
from bot.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.cli.checks.findings import Findings
    from bot.errors import Problem
    from bot.settings import Settings

_SECRET = "SIYAQ_WEBHOOK_SECRET"  # noqa: S105 - the name of a setting


def refused(findings: Findings, problems: Iterable[Problem]) -> None:
    """Add what is wrong in settings that cannot be read."""
    for problem in problems:
        _add(findings, "secret" if problem.path == _SECRET else "settings", problem)


def webhook(findings: Findings, settings: Settings) -> None:
    """Check that Telegram would take the webhook's address and secret; without a webhook, the bot polls."""
    findings.ok("settings", "read")
    if settings.webhook is None:
        findings.ok("webhook", "none")
        return
    problems = settings.webhook_problems()
    for problem in problems:
        _add(findings, "webhook", problem)
    if not problems:
        findings.ok("webhook", "fine", url=settings.webhook.url)
    findings.ok("secret", "set" if settings.webhook.secret else "made")


def site(findings: Findings, settings: Settings) -> None:
    """Check where the public pages are to be found, where there are any."""
    if settings.site is None:
        return
    parts = urlsplit(settings.site.url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        findings.warn("site", "http", url=settings.site.url)
        return
    if settings.site.listen:
        findings.ok("site", "fine", url=settings.site.url, listen=str(settings.site.listen))
    else:
        findings.ok("site", "beside", url=settings.site.url)


def _add(findings: Findings, check: str, problem: Problem) -> None:
    advice = findings.words.text("cli.check.settings.advice")
    findings.append(Finding(check, Level.ERROR, line(findings.words, problem), advice))
