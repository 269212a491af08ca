"""Dialogue that finds a future hour in the editor's zone, for drafts and for broadcast drafts.

The zone is asked for once, and stored with the member; every hour is echoed as it was understood, to be confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.errors import LinkInvalid
from bot.forms import typed_dates
from bot.handlers.desk import free_text_question
from bot.i18n import typed_zones, zones
from bot.services import membership
from bot.views.desk import date_answers, time_choice
from bot.views.desk.screen import button, screen, zoning
from bot.views.moments import with_moment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.text.time_parser import TimeReading
    from bot.text.time_refusals import TimeRefusal
    from bot.views.document import Button

_LAST_ZONE = timedelta(hours=12)  # behind UTC: where an hour comes last
_PROPOSED = ((0, 18), (1, 8), (1, 18))  # days from today, and the hour


class HasVersion(Protocol):
    """A draft or a broadcast draft."""

    @property
    def id(self) -> int:
        """Its id, which the buttons carry."""

    @property
    def version(self) -> int:
        """Its version: an hour is confirmed for what was shown."""

    @property
    def question(self) -> dict[str, Any] | None:
        """What the member is asked about it."""


Subject = TypeVar("Subject", bound=HasVersion)


@dataclass(frozen=True, slots=True)
class Verbs:
    """Callback verbs of the dialogue's buttons: choose an hour, choose a zone, cancel."""

    hour: str
    zone: str
    back: str


@dataclass(frozen=True)  # no slots: with them, making a frozen generic fails before Python 3.12
class HourDialog(Generic[Subject]):
    """The dialogue about one kind of subject.

    `ask_key` and `echo_key` are the catalogue's keys of the question and of the confirmation. `begin` stores the
    question for the hour and returns the subject with the member's zone; where that is None, it stored the question for
    the zone, as `begin_zone` does, which keeps an hour that was typed instead of a zone. `end` drops the question and
    shows the subject.
    """

    verbs: Verbs
    ask_key: str
    echo_key: str
    title: Callable[[DeskContext, Subject], Awaitable[str]]
    begin: Callable[[DeskContext, int], Awaitable[tuple[Subject, str | None]]]
    begin_zone: Callable[[DeskContext, int, str | None], Awaitable[Subject]]
    end: Callable[[DeskContext, Subject], Awaitable[None]]

    async def start(self, desk: DeskContext, subject_id: int) -> None:
        """Ask for the hour, or first for the zone."""
        subject, zone = await self.begin(desk, subject_id)
        if not zone:
            await self.ask_zone(desk, subject)
        elif typed := (subject.question or {}).get("typed"):
            await self._read_kept(desk, subject, typed, zone)
        else:
            await self.ask_hour(desk, subject)

    async def change_zone(self, desk: DeskContext) -> None:
        """Handle a tap that asks for another zone, or, with one, chooses it; raises LinkInvalid."""
        if desk.link.value is None:
            await self.ask_zone(desk, await self.begin_zone(desk, desk.draft_id, None))
        elif zone := zones.OFFERED.get(desk.link.value):
            await self._choose_zone(desk, desk.draft_id, zone)
        else:
            raise LinkInvalid

    async def take_hour(self, desk: DeskContext, subject: Subject, typed: Typed) -> None:
        """Take a typed hour: echo it as it was understood, to be confirmed."""
        if free_text_question.is_end(typed):
            await self.end(desk, subject)
        else:
            await self._read_hour(desk, subject, typed.text, await zone_of(desk))

    async def _read_hour(self, desk: DeskContext, subject: Subject, typed: str, zone: str) -> None:
        reading = _read_time(desk, typed, zone)
        if refusal := _unfit(desk, typed, reading, zone):
            await desk.say(refusal)
        else:
            await self._propose(desk, subject, reading, zone)

    async def _read_kept(self, desk: DeskContext, subject: Subject, typed: str, zone: str) -> None:
        """Read an hour that was typed before the zone was known, as of then; ask for another if it has passed."""
        at = (subject.question or {}).get("typed_at")
        reading = _read_time(desk, typed, zone, datetime.fromisoformat(at) if at else None)
        if refusal := _unfit(desk, typed, reading, zone):
            await self.ask_hour(desk, subject, refusal)
        else:
            await self._propose(desk, subject, reading, zone)

    async def _propose(self, desk: DeskContext, subject: Subject, reading: TimeReading, zone: str) -> None:
        if reading.moment is None:
            await self._ask_which(desk, subject, reading, zone)
        else:
            await self._confirm(desk, subject, reading, zone)

    async def take_zone(self, desk: DeskContext, subject: Subject, typed: Typed) -> None:
        """Take a typed zone: a city, or an IANA name. An hour that is typed instead waits until the zone is known.

        A day or an hour that cannot be is named, as at the question for the hour.
        """
        if free_text_question.is_end(typed):
            await self.end(desk, subject)
        elif zone := typed_zones.read(typed.text) or zones.read_zone(typed.text):
            await self._choose_zone(desk, subject.id, zone)
        elif _is_past(reading := _read_time(desk, typed.text, "UTC"), desk.app.now(), anywhere=True):
            await desk.tell("desk.schedule.past", hour=typed.text)
        elif reading.moments:
            kept = await self.begin_zone(desk, subject.id, typed.text)
            await self.ask_zone(desk, kept, desk.words.text("desk.schedule.hour_kept", typed=typed.text))
        elif _why_unread(desk, typed.text, "UTC").reason != "not_understood":
            await desk.say(_refusal(desk, typed.text, "UTC"))
        else:
            await desk.tell("desk.schedule.zone_unknown")

    async def ask_hour(self, desk: DeskContext, subject: Subject, refusal: str | None = None) -> None:
        """Ask for the hour, in the member's zone, below why one that was typed before is none."""
        words, zone = desk.words, await zone_of(desk)
        text = words.text(self.ask_key, zone=zones.name(zone, words.language))
        another = [button(words.text("desk.schedule.zone"), self.verbs.zone, subject.id)]
        hours = [
            [self._hour_button(zones.format_moment(at, zone, desk.chat.preferences), subject, at)]
            for at in _proposed(desk.app.now().astimezone(ZoneInfo(zone)))
        ]
        rows = (*hours, another, self._back(desk, subject))
        await desk.show(screen(words, await self.title(desk, subject), refusal, text, rows=rows))

    async def ask_zone(self, desk: DeskContext, subject: Subject, text: str | None = None) -> None:
        """Ask for the member's zone, in other words where `text` has them."""
        words = desk.words
        rows = (*zoning(words, self.verbs.zone, subject.id), self._back(desk, subject))
        asked = text or words.text("desk.schedule.which_zone")
        await desk.show(screen(words, await self.title(desk, subject), asked, rows=rows))

    async def _ask_which(self, desk: DeskContext, subject: Subject, reading: TimeReading, zone: str) -> None:
        """Ask which of several moments is meant, with a button for each."""
        words = desk.words
        lines, rows = time_choice.choice(
            words, reading, zone, desk.chat.preferences, lambda label, at: self._hour_button(label, subject, at)
        )
        rows.append(self._back(desk, subject))
        await desk.show(screen(words, await self.title(desk, subject), *lines, rows=rows))

    async def _confirm(self, desk: DeskContext, subject: Subject, reading: TimeReading, zone: str) -> None:
        """Echo the moment, as typed too where that is another zone, to be confirmed."""
        words, at = desk.words, reading.moments[0]
        hour = zones.format_moment(at, zone, desk.chat.preferences)
        echo = with_moment(words.text(self.echo_key, hour=hour), hour, at)
        notes = time_choice.notes(words, reading, zone, desk.chat.preferences)
        yes = [self._hour_button(words.text("desk.schedule.yes"), subject, at)]
        rows = (yes, self._back(desk, subject))
        await desk.show(screen(words, await self.title(desk, subject), echo, *notes, rows=rows))

    async def _choose_zone(self, desk: DeskContext, subject_id: int, zone: str) -> None:
        await membership.set_zone(desk.app.database, desk.user.id, zone)
        await self.start(desk, subject_id)

    def _hour_button(self, label: str, subject: Subject, at: datetime) -> Button:
        return button(label, self.verbs.hour, subject.id, item=f"v{subject.version}", value=str(int(at.timestamp())))

    def _back(self, desk: DeskContext, subject: Subject) -> list[Button]:
        return [button(desk.words.text("desk.button.back"), self.verbs.back, subject.id)]


def parse_hour(value: str | None) -> datetime:
    """Parse the hour in a button's value (Unix seconds of at most ten digits); raises LinkInvalid."""
    if value is None or not value.isdecimal() or len(value) > len("9999999999"):
        raise LinkInvalid
    return datetime.fromtimestamp(int(value), UTC)


async def zone_of(desk: DeskContext) -> str:
    """Read the zone (an IANA name) in which the member names hours; UTC until they chose one."""
    return (await membership.read_locale(desk.app.database, desk.user.id)).zone or "UTC"


def _proposed(now: datetime) -> Iterator[datetime]:
    """Yield the proposed hours that are still to come."""
    for days, hour in _PROPOSED:
        at = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        if at > now:
            yield at


def _unfit(desk: DeskContext, typed: str, reading: TimeReading, zone: str) -> str | None:
    """Return why nothing can be done at what was typed: it is no hour, or has passed; None where it can."""
    if not reading.moments:
        return _refusal(desk, typed, zone)
    if not _is_past(reading, desk.app.now()):
        return None
    hour = zones.format_moment(reading.moments[-1], zone, desk.chat.preferences)
    return desk.words.text("desk.schedule.past", hour=hour)


def _refusal(desk: DeskContext, typed: str, zone: str) -> str:
    """Say why no hour was read, and how to type it."""
    why = _why_unread(desk, typed, zone)
    return date_answers.refusal(desk.words, f"desk.schedule.{why.reason}", why.values, desk.chat.preferences)


def _is_past(reading: TimeReading, now: datetime, *, anywhere: bool = False) -> bool:
    """Return whether all moments have passed; `anywhere`, read in UTC, in whatever zone they are meant."""
    latest = timedelta() if reading.zones or not anywhere else _LAST_ZONE
    return bool(reading.moments) and all(moment + latest <= now for moment in reading.moments)


def _why_unread(desk: DeskContext, typed: str, zone: str) -> TimeRefusal:
    from bot.text.time_refusals import why_unread  # not at import, as the hours' patterns

    arabic = typed_dates.is_arabic(typed, desk.words.language)
    return why_unread(typed, desk.app.now(), ZoneInfo(zone), arabic=arabic)


def _read_time(desk: DeskContext, typed: str, zone: str, at: datetime | None = None) -> TimeReading:
    """Read an hour as of now, or of the moment `at` which it was typed."""
    from bot.text.time_parser import read_time  # not at import: its patterns are long, and few ask for an hour

    return read_time(typed, at or desk.app.now(), ZoneInfo(zone), zones.find_zones)
