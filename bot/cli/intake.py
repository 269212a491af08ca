"""The command `siyaq story intake`: analyses a file's copy, and prints what was found, or makes a draft of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import story_files
from bot.cli.database import use
from bot.errors import CopyDayInvalid, FileUnreadable
from bot.i18n.catalogue import load
from bot.intake.analysis import analyze
from bot.intake.proposals import waiting
from bot.services.desk_transaction import ActionContext
from bot.services.document_process import read_file
from bot.services.intake import edit
from bot.store import audit

if TYPE_CHECKING:
    from pathlib import Path

    from bot.i18n.catalogue import Translator
    from bot.intake.reading.documents import Document
    from bot.intake.result import Event, Intake
    from bot.model import Story
    from bot.services.intake.edit import IntakeStep


def intake(words: Translator, path: Path, slug: str | None, day: str | None, *, as_json: bool) -> None:
    """Print what a file's copy holds for a dossier; raises SiyaqError if it cannot be read."""
    copy_day = _day(day)
    story = story_files.find(slug)[0] if slug else None
    document = _read(path)
    live = () if story else tuple(entry.dossier for entry in story_files.live())
    match = analyze(document.text, day=copy_day, dossier=story.dossier if story else None, live=live)
    if as_json:
        typer.echo(json.dumps(match.to_json(), ensure_ascii=False, indent=2))
        return
    _doubt(words, document)
    _show(words, match)


def into_draft(words: Translator, path: Path, slug: str | None, day: str | None) -> None:
    """Make a draft of what is sure in a file's copy, and print its number; raises as `intake` does."""
    copy_day = _day(day)
    story = story_files.find(slug)[0] if slug else None
    document = _read(path)
    _doubt(words, document)
    match = analyze(document.text, day=copy_day)
    if edit.asks_day(match):
        typer.echo(words.text("cli.intake.asks_date"), err=True)
    step = _create(match, document.text, story)
    if left := len(waiting(step.proposals)):
        typer.echo(words.count("cli.intake.left", left), err=True)
    typer.echo(step.draft.id)


def _create(match: Intake, text: str, story: Story | None) -> IntakeStep:
    context = ActionContext(audit.SHELL, datetime.now(UTC), frozenset({audit.SHELL}))
    outlet = {language: translator.text("desk.intake.outlet") for language, translator in load().items()}
    return use(lambda database: edit.create_from_sure(database, match, text, story, outlet, context=context))


def _read(path: Path) -> Document:
    try:
        return read_file(path)
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None


def _doubt(words: Translator, document: Document) -> None:
    if document.other is not None:
        typer.echo(
            words.text("cli.intake.doubt", encoding=document.encoding or "", other=document.other_encoding or ""),
            err=True,
        )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CopyDayInvalid(typed=text) from None


def _show(words: Translator, match: Intake) -> None:
    console = Console()
    if match.title:
        console.print(match.title, style="bold", markup=False)
    if match.asks_date:
        console.print(words.text("cli.intake.asks_date"), markup=False)
    rows = {
        "quotes": [
            (quote.speaker or "", quote.text, _known(quote.duplicate_of or quote.variant_of)) for quote in match.quotes
        ],
        "events": [(event.date or "", event.text, _marked(event, words)) for event in match.events],
        "people": [(person.name, person.role or "", person.matches or "") for person in match.people],
        "dropped": [(words.text(f"cli.intake.why.{dropped.why}"), dropped.text, "") for dropped in match.dropped],
        "stories": [(story.slug, f"{story.score:.2f}", "") for story in match.stories],
    }
    for name, listed in rows.items():
        if listed:
            table = Table(title=words.text(f"cli.intake.{name}"), title_justify="left", show_header=False)
            for row in listed:
                table.add_row(*(_plain(cell) for cell in row))
            console.print(table)


def _known(item: str | None) -> str:
    return f"= {item}" if item else ""


def _marked(event: Event, words: Translator) -> str:
    status = words.text(f"cli.intake.status.{event.status}") if event.status != "happened" else ""
    return " ".join(filter(None, (status, _known(event.duplicate_of))))


def _plain(cell: str) -> str:
    """Escape a cell for Rich's markup."""
    return cell.replace("[", r"\[")
