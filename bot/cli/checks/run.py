"""Run every check of `siyaq check`, and print what they found."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bot import logs
from bot.cli.checks import database_checks, file_checks, settings_checks, telegram_checks
from bot.cli.checks.findings import Findings, Level
from bot.errors import SettingsInvalid
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator


def run(words: Translator, *, as_json: bool) -> bool:
    """Run the checks and print a line each, errors on standard error; return whether there is no error."""
    findings = Findings(words)
    try:
        settings = Settings.from_env(os.environ)
    except SettingsInvalid as error:
        settings_checks.refused(findings, error.problems)
    else:
        logs.set_up(settings.secrets, is_command=True)
        asyncio.run(_collect(findings, settings))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        _print(findings)
    return not any(finding.level is Level.ERROR for finding in findings)


async def _collect(findings: Findings, settings: Settings) -> None:
    settings_checks.webhook(findings, settings)
    settings_checks.site(findings, settings)
    file_checks.process(findings, settings)
    file_checks.permissions(findings, settings)
    file_checks.disk(findings, settings)
    file_checks.pictures(findings)
    async with database_checks.opened(findings, settings) as database:
        is_usable = database is not None and await database_checks.inspect(findings, settings, database)
        await telegram_checks.telegram(findings, settings, database if is_usable else None)


def _print(findings: Findings) -> None:
    words = findings.words
    for finding in findings:
        is_error = finding.level is Level.ERROR
        level = words.text(f"cli.check.level.{finding.level}")
        typer.echo(words.text("cli.check.line", level=level, text=finding.text), err=is_error)
        if finding.advice:
            advice = words.text("cli.check.advice", advice=finding.advice)
            typer.echo(f"    {advice}", err=is_error)
    errors, warnings = (sum(finding.level is level for finding in findings) for level in (Level.ERROR, Level.WARNING))
    if warnings:
        typer.echo(words.count("cli.check.warnings", warnings))
    if errors:
        typer.echo(words.count("cli.check.errors", errors), err=True)
    elif not warnings:
        typer.echo(words.text("cli.check.well"))
