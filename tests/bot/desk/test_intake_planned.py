"""What wire copy tells as planned, demanded or denied: proposed, never accepted with the rest, and told why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.analysis import analyze
from bot.services.desk_transaction import ActionContext
from bot.services.intake import edit
from bot.store import audit
from tests.bot.desk.desk_user import DeskUser, draft_of

if TYPE_CHECKING:
    from bot.model import Event
    from tests.bot.bot_harness import BotHarness

ENGLISH = """DRAVINSK, April 30, 2025 (Reuters) - President Oleg Marenko said Wednesday that men would march on May 9.

Opposition lawmaker Irina Volkova called on the president to cancel the parade by May 5.

Estmark denied that two of its helicopters had crossed the border on Sunday.
"""
ARABIC = """درافينسك، 30 نيسان/أبريل 2025 (أ ف ب) - قال الرئيس أوليغ مارينكو الأربعاء إن جنوداً سيشاركون في عرض 9 أيار.

ودعت النائبة إيرينا فولكوفا الرئيس إلى إلغاء العرض قبل الخامس من أيار/مايو.

ونفى وزير الدفاع أن تكون مروحيتان عبرتا الحدود الأحد.
"""


def days(events: tuple[Event, ...]) -> list[str]:
    """The dates of events."""
    return [str(event.date) for event in events]


async def read(member: DeskUser, copy: str, where: str) -> str:
    """Send copy, and read it into a new story."""
    await member.sends(copy.encode(), "copy.txt")
    return await member.taps(where)


async def test_accept_all_leaves_what_has_not_happened(emma: DeskUser) -> None:
    """Only the day of the saying is taken: the rest waits, each with the reason; accepted by itself it goes in."""
    tally = await read(emma, ENGLISH, "A new story")
    assert "4 events" in tally
    assert "3 are only planned, demanded or denied" in tally
    text = await emma.taps("Accept all")
    assert "3 need a decision of yours first. What is only planned, demanded or denied is not" in text
    assert days((await draft_of(emma.harness, 1)).dossier.events) == ["2025-04-30"]
    assert "still to come" in await emma.taps("Go through")
    assert "9 May 2025" in emma.text
    card = await emma.taps("Accept")
    assert "somebody demands this" in card
    assert "5 May 2025" in card
    denied = await emma.taps("Accept")
    assert "somebody denies this" in denied
    assert "27 April 2025" in denied
    await emma.taps("Drop")
    draft = await draft_of(emma.harness, 1)
    assert days(draft.dossier.events) == ["2025-04-30", "2025-05-09", "2025-05-05"]
    assert {event.sources for event in draft.dossier.events} == {(draft.dossier.sources[0].id,)}


async def test_the_same_in_arabic(layla: DeskUser) -> None:
    """Each reason is told in Arabic; what is dropped stays out."""
    assert "منها مقررة أو مطلوبة أو منفية" in await read(layla, ARABIC, "قصة جديدة")
    assert "لا يُقبل مع غيره" in await layla.taps("قبول الكل")
    assert days((await draft_of(layla.harness, 1)).dossier.events) == ["2025-04-30"]
    seen = [await layla.taps("المرور عليها"), await layla.taps("إسقاط"), await layla.taps("إسقاط")]
    assert "على أنه آتٍ" in seen[0]
    assert "من يطالب بهذا" in seen[1]
    assert "من ينفي هذا" in seen[2]
    await layla.taps("قبول")
    assert days((await draft_of(layla.harness, 1)).dossier.events) == ["2025-04-30", "2025-04-27"]


async def imported(harness: BotHarness, copy: str) -> int:
    """Make a draft of what is sure in a copy, as `siyaq story intake --into-draft` does; return its number."""
    context = ActionContext(audit.SHELL, harness.now(), frozenset({audit.SHELL}))
    async with harness.database() as database:
        step = await edit.create_from_sure(database, analyze(copy), copy, None, {}, context=context)
    return step.draft.id


async def test_what_the_shell_left_waits_at_the_desk(emma: DeskUser, layla: DeskUser) -> None:
    """`--into-draft` takes only what has happened; any editor decides the rest, each thing once."""
    number = await imported(emma.harness, ENGLISH)
    for member in (emma, layla):
        await member.types("/desk")
    assert days((await draft_of(emma.harness, number)).dossier.events) == ["2025-04-30"]
    assert "3 proposals wait for you" in await emma.forges_and_sees(f"1dintake_{number}")
    assert "still to come" in await emma.taps("Go through")
    await emma.taps("Accept")
    assert "2 proposals wait for you" in await layla.forges_and_sees(f"1dintake_{number}")
    await layla.taps("Drop the rest")
    assert days((await draft_of(emma.harness, number)).dossier.events) == ["2025-04-30", "2025-05-09"]
    assert "story’s title" in await emma.taps("Accept")  # Layla dropped it: nothing waits
    assert days((await draft_of(emma.harness, number)).dossier.events) == ["2025-04-30", "2025-05-09"]
