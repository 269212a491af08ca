"""What is given to `siyaq push` by hand: headlines, announcements in files, and moments."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer
import yaml
from pydantic import ValidationError

from bot.errors import AnnouncementInvalid, FileUnreadable
from bot.i18n.hours import read_moment
from bot.language import Language
from bot.story import LINE_LIMIT, Localized, LocalizedLine

if TYPE_CHECKING:
    from pathlib import Path

    from bot.i18n.catalogue import Words

_LIMIT = 100_000  # bytes of a file: what one message holds is far less
_MAPPING = re.compile(r"\A(?:\s|#[^\n]*\n|---\n)*(?:ar|en|\{\s*(?:ar|en))\s*:")


def headline(ar: str | None, en: str | None, words: Words) -> LocalizedLine | None:
    """The headline in the languages that were given; a BadParameter where one is none."""
    given = {tag: text for tag, text in (("ar", ar), ("en", en)) if text is not None}
    if not given:
        return None
    try:
        return LocalizedLine.model_validate(given)
    except ValidationError:
        raise typer.BadParameter(words.text("cli.push.headline_wrong", limit=LINE_LIMIT)) from None


def announcement(path: Path) -> Localized:
    """The words of a file: text in the language that most of its letters are of, or a mapping of languages.

    Raises FileUnreadable, and AnnouncementInvalid.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_LIMIT).decode("utf-8-sig")
        told: Any = yaml.safe_load(text) if _MAPPING.match(text) else {written(text).value: text}
        return Localized.model_validate(told)
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None
    except (UnicodeDecodeError, yaml.YAMLError, ValidationError):
        raise AnnouncementInvalid(file=str(path)) from None


def moment(typed: str, now: datetime, words: Words) -> datetime:
    """The moment of ISO 8601, or as people type it, in UTC where it has no zone; a BadParameter where it is none."""
    try:
        at = datetime.fromisoformat(typed.strip())
    except ValueError:
        found = read_moment(typed, now, ZoneInfo("UTC"))
        if found is None:
            raise typer.BadParameter(words.text("cli.push.at_unknown", time=typed)) from None
        at = found
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def written(text: str) -> Language:
    """The language that most letters of a text are of."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    return Language.AR if kinds.count("AL") > kinds.count("L") else Language.EN
