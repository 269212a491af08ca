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
        if zone and (typed := _typed_before(subject)):
            await self._read_hour(desk, subject, typed, zone)
        else:
            await (self.ask_hour(desk, subject) if zone else self.ask_zone(desk, subject))

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
        if not reading.moments:
            await self._refuse(desk, typed, zone)
        elif reading.moment is None:
            await self._ask_which(desk, subject, reading, zone)
        elif reading.moment <= desk.app.now():
            hour = zones.format_moment(reading.moment, zone, desk.chat.preferences)
            await desk.tell("desk.schedule.past", hour=hour)
        else:
            await self._confirm(desk, subject, reading, zone)

    async def _refuse(self, desk: DeskContext, typed: str, zone: str) -> None:
        """Say why no hour was read, and how to type it."""
        why = _why_unread(desk, typed, zone)
        await desk.say(
            date_answers.refusal(desk.words, f"desk.schedule.{why.reason}", why.values, desk.chat.preferences)
        )

    async def take_zone(self, desk: DeskContext, subject: Subject, typed: Typed) -> None:
        """Take a typed zone: a city, or an IANA name. An hour that is typed instead waits until the zone is known.

        A day or an hour that cannot be is named, as at the question for the hour.
        """
        if free_text_question.is_end(typed):
            await self.end(desk, subject)
        elif zone := typed_zones.read(typed.text) or zones.read_zone(typed.text):
            await self._choose_zone(desk, subject.id, zone)
        elif _read_time(desk, typed.text, "UTC").moments:
            kept = await self.begin_zone(desk, subject.id, typed.text)
            await self.ask_zone(desk, kept, desk.words.text("desk.schedule.hour_kept", typed=typed.text))
        elif _why_unread(desk, typed.text, "UTC").reason != "not_understood":
            await self._refuse(desk, typed.text, "UTC")
        else:
            await desk.tell("desk.schedule.zone_unknown")

    async def ask_hour(self, desk: DeskContext, subject: Subject) -> None:
        """Ask for the hour, in the member's zone."""
        words, zone = desk.words, await zone_of(desk)
        text = words.text(self.ask_key, zone=zones.name(zone, words.language))
        another = [button(words.text("desk.schedule.zone"), self.verbs.zone, subject.id)]
        hours = [
            [self._hour_button(zones.format_moment(at, zone, desk.chat.preferences), subject, at)]
            for at in _proposed(desk.app.now().astimezone(ZoneInfo(zone)))
        ]
        rows = (*hours, another, self._back(desk, subject))
        await desk.show(screen(words, await self.title(desk, subject), text, rows=rows))

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


def _typed_before(subject: HasVersion) -> str | None:
    """Return the hour that was typed where the zone was asked for; None without one."""
    return (subject.question or {}).get("typed")


def _proposed(now: datetime) -> Iterator[datetime]:
    """Yield the proposed hours that are still to come."""
    for days, hour in _PROPOSED:
        at = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        if at > now:
            yield at


def _why_unread(desk: DeskContext, typed: str, zone: str) -> TimeRefusal:
    from bot.text.time_refusals import why_unread  # not at import, as the hours' patterns

    arabic = typed_dates.is_arabic(typed, desk.words.language)
    return why_unread(typed, desk.app.now(), ZoneInfo(zone), arabic=arabic)


def _read_time(desk: DeskContext, typed: str, zone: str) -> TimeReading:
    from bot.text.time_parser import read_time  # not at import: its patterns are long, and few ask for an hour

    return read_time(typed, desk.app.now(), ZoneInfo(zone), zones.find_zones)
