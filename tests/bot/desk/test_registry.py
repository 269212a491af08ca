"""Whom the desk knows already, over HTTP: people of other stories, outlets, and the hour beside a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import in_zone
from tests.bot.desk.subscriber_factory import bare
from tests.bot.story_factory import person, tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness


class Tongue(NamedTuple):
    """Who speaks a language at the desk, what they type, and what they see in it."""

    person: int
    language: str
    typed: str
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA, "ar", "كريم حداد",
    {
        "people": "الأشخاص", "events": "التسلسل", "which": "في قصة أخرى", "elsewhere": "من قصة أخرى",
        "done": "تم", "event": "وصلت السفينة", "day": "أمس الساعة 18:05", "clock": "الساعة 18:05",
        "agency": "وكالة رويترز", "other": "Reuters",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA, "en", "كريم الحداد",
    {
        "people": "People", "events": "Timeline", "which": "Another story has somebody",
        "elsewhere": "another story", "done": "Done", "event": "The ship came in", "day": "yesterday at 6:05 p.m.",
        "clock": ", 18:05", "agency": "reuters", "other": "رويترز",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


def harbour() -> Dossier:
    """A story in which somebody speaks, whom the desk has in both languages."""
    haddad = person("haddad", "كريم الحداد", "Karim al-Haddad") | {"role": {"ar": "عمدة", "en": "mayor"}}
    return tale("harbour", "المرفأ", "The harbour", people=[haddad])


@BOTH
async def test_a_person_of_another_story_is_one_tap(bot: BotHarness, tongue: Tongue) -> None:
    """Typed in either script, proposed, and copied with both names and the role; the story's file is whole."""
    await bot.publish(harbour(), tale("port", "الميناء", "The port"))
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await desk_user.types("/edit port")
    await desk_user.taps(say["people"])
    assert say["which"] in bare(await desk_user.types(tongue.typed))
    await desk_user.taps(say["elsewhere"])
    await desk_user.taps(say["done"])
    (known,) = (await draft_of(bot, 1)).dossier.people
    assert (known.name.ar, known.name.en) == ("كريم الحداد", "Karim al-Haddad")
    assert known.role is not None
    assert (known.role.ar, known.role.en) == ("عمدة", "mayor")


@BOTH
async def test_an_event_with_its_hour_and_an_agency(bot: BotHarness, tongue: Tongue) -> None:
    """The hour is echoed by the editor's clock and kept; an agency is proposed with its other name, and has both."""
    await bot.publish(tale("port", "الميناء", "The port"))
    await in_zone(bot, tongue.person)
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await desk_user.types("/edit port")
    await desk_user.taps(say["events"])
    await desk_user.types(say["event"])
    await desk_user.types(say["day"])  # which is reckoned from the copy's day: that is asked first
    shown = bare(await desk_user.types({"ar": "اليوم", "en": "today"}[tongue.language]))
    assert say["clock"] in shown
    await desk_user.types(say["agency"])
    await desk_user.taps(say["other"])
    await desk_user.taps(say["done"])
    dossier = (await draft_of(bot, 1)).dossier
    event = dossier.events[-1]
    assert event.date is not None
    assert str(event.date).endswith("T18:05+03:00")
    (agency,) = [source for source in dossier.sources if source.id in event.sources]
    assert (agency.outlet.ar, agency.outlet.en) == ("رويترز", "Reuters")
