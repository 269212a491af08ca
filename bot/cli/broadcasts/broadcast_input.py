"""Parse the arguments of `siyaq push`: headlines, announcement files, and moments."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer
import yaml
from pydantic import ValidationError

from bot.errors import AnnouncementInvalid, FileUnreadable
from bot.i18n.zones import find_zones
from bot.model import LINE_LIMIT, Localized, LocalizedLine
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.services.broadcasts.idempotency import IdempotencyKey, key_of
from bot.text.time_parser import read_time
from bot.text.time_refusals import why_unread
from bot.views.desk import date_answers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.i18n.catalogue import Translator
    from bot.model.broadcast import BroadcastSpec

_KEY_LIMIT = 200  # characters: a build's address fits
_LIMIT = 100_000  # bytes read of a file: one message holds far less
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}")
_CODE = "|".join(Language)
_MAPPING = re.compile(rf"\A(?:\s|#[^\n]*\n|---\n)*(?:{_CODE}|\{{\s*(?:{_CODE}))\s*:")


def headline(typed: Mapping[Language, str | None], words: Translator) -> LocalizedLine | None:
    """Return the headline in the given languages, or None; raises BadParameter for an invalid one."""
    texts = {language.value: text for language, text in typed.items() if text is not None}
    if not texts:
        return None
    try:
        return LocalizedLine.model_validate(texts)
    except ValidationError:
        raise typer.BadParameter(words.text("cli.push.headline_wrong", limit=LINE_LIMIT)) from None


def announcement(path: Path) -> Localized:
    """Read an announcement: a YAML mapping of languages, or text in the language of most of its letters.

    Raises FileUnreadable and AnnouncementInvalid.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_LIMIT).decode("utf-8-sig")
        texts: Any = yaml.safe_load(text) if _MAPPING.match(text) else {written(text).value: text}
        return Localized.model_validate(texts)
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None
    except (UnicodeDecodeError, yaml.YAMLError, ValidationError):
        raise AnnouncementInvalid(file=str(path)) from None


def moment(typed: str, now: datetime, words: Translator) -> datetime:
    """Read a moment in ISO 8601, or as people type it, in UTC unless it names a zone.

    Raises BadParameter if it is no moment, or can mean several, which the message names.
    """
    if _ISO_MOMENT.match(typed.strip()):  # a date without an hour, which fromisoformat takes for midnight, is not one
        with suppress(ValueError):
            at = datetime.fromisoformat(typed.strip())
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    reading = read_time(typed, now, ZoneInfo("UTC"), find_zones)
    if reading.moment:
        return reading.moment.astimezone(UTC)
    if reading.moments:
        times = [at.astimezone(UTC).isoformat(timespec="minutes") for at in reading.moments]
        raise typer.BadParameter(words.text("cli.push.at_ambiguous", time=typed, times="\n".join(times)))
    why = why_unread(typed, now, ZoneInfo("UTC"), arabic=written(typed) is Language.AR)
    if why.reason == "not_understood":
        raise typer.BadParameter(words.text("cli.push.at_unknown", time=typed))
    key = f"desk.schedule.{why.reason}"
    raise typer.BadParameter(date_answers.refusal(words, key, why.values, Preferences(words.language)))


def key(text: str | None, spec: BroadcastSpec, at: str | None, words: Translator) -> IdempotencyKey | None:
    """Make the idempotency key of a command, or None; raises BadParameter for one that is empty or too long."""
    if text is None:
        return None
    if not 0 < len(text.strip()) <= _KEY_LIMIT:
        raise typer.BadParameter(words.text("cli.push.key_wrong", limit=_KEY_LIMIT))
    return key_of(text.strip(), spec, at)


def written(text: str) -> Language:
    """Detect the language of most letters of a text."""
    classes = [unicodedata.bidirectional(letter) for letter in text]
    return Language.AR if classes.count("AL") > classes.count("L") else Language.EN
