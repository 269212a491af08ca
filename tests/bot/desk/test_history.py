"""The history, the archive, pins, the audit and undo, as an editor sees and uses them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bot.handlers.desk.admin.audit_log import table
from bot.model.roles import Role
from bot.store.audit import Entry
from tests.bot.bot_harness import AT
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import draft, entries, hire, newest, titled
from tests.bot.story_factory import KURSK, tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness


async def revised(harness: BotHarness, desk_user: DeskUser, *titles: str, newest: int = 1) -> None:
    """The first story with further revisions, each with another title."""
    for base, title in enumerate(titles, newest):
        number = await draft(harness, desk_user.person, titled(title), base)
        await desk_user.forges(f"1dpublish_{number}")
        await desk_user.forges(f"1dpubnote_{number}")
        await desk_user.types(f"Why {title}")
        await desk_user.taps("Publish")


async def test_revisions_with_who_when_why_and_the_difference_of_any_two(bot: BotHarness, emma: DeskUser) -> None:
    """The list tells each; a revision tells what it changed; any two are compared, whichever is chosen first."""
    await emma.types("/desk")
    await revised(bot, emma, "Second", "Third")
    shown = await emma.types("/history kursk")
    assert "Revision 3 · Emma" in shown
    assert "Why: Why Second" in shown
    assert "from a file" in shown
    shown = await emma.taps("Revision 2")
    assert "Second" in shown
    await emma.taps("Compare")
    shown = await emma.taps("Revision 3")
    assert "From revision 2 to revision 3" in shown
    assert "Second" in shown
    assert "Third" in shown
    await emma.taps("All revisions")
    await emma.taps("Revision 3")
    await emma.taps("Compare")
    assert "From revision 1 to revision 3" in await emma.taps("Revision 1")


async def test_an_older_revision_is_published_again(bot: BotHarness, emma: DeskUser) -> None:
    """What it changes is shown, then it is the next revision, with its note; readers have it at once."""
    await emma.types("/desk")
    await revised(bot, emma, "Second")
    await emma.types(f"/history {KURSK}")
    await emma.taps("Revision 1")
    assert "Second" in await emma.taps("Publish this one again")
    await emma.taps("Publish it again")
    story = await newest(bot)
    assert story is not None
    assert story.revision == 3
    assert "North Korean troops" in await emma.types("/story")
    assert "Why: Revision 1 restored" in await emma.types(f"/history {KURSK}")


async def test_archive_pin_and_back(bot: BotHarness, emma: DeskUser) -> None:
    """Readers lose an archived story at once and get it back; a pinned one stands first."""
    await bot.publish(tale("talks", "محادثات", "Peace talks"))
    await emma.types("/archive talks")
    await emma.taps("Archive it")
    assert "Peace talks" not in await emma.types("/stories")
    await emma.types("/revive")
    await emma.taps("Peace talks")
    listed = await emma.types("/stories")
    await emma.types("/pin kursk" if listed.index("Peace") < listed.index("North") else "/pin talks")
    pinned = await emma.types("/stories")
    assert (pinned.index("Peace") < pinned.index("North")) is not (listed.index("Peace") < listed.index("North"))
    await emma.types("/unpin")
    await emma.taps("North" if listed.index("Peace") < listed.index("North") else "Peace")
    assert await emma.types("/stories") == listed
    assert "No such story" in await emma.types("/archive nothing")


async def test_the_audit_is_narrowed_and_exported(bot: BotHarness, emma: DeskUser) -> None:
    """By action, person and story, typed or tapped; as a file with one line an entry."""
    contributor = await hire(bot, Role.CONTRIBUTOR, name="=HYPERLINK(1)")
    await emma.types("/desk")
    await revised(bot, emma, "Second")
    await contributor.types("/archive kursk")
    shown = await emma.types("/audit")
    assert "Emma: publish" in shown
    assert "archive (refused)" in shown
    assert "publish" not in (await emma.types(f"/audit archive {contributor.person}")).lower()
    assert "Nothing is in the audit" in await emma.types("/audit pin")
    assert "I do not know" in await emma.types("/audit xyzzy")
    assert "Emma: publish" in await emma.types(f"/audit {KURSK}")
    assert "Emma: publish" in await emma.types("/audit emma"), "whom the settings name has a name too"
    await emma.taps("A person")
    await emma.taps("Everybody")
    await emma.taps("An action")
    assert "Emma: publish" in await emma.taps("publish")
    await emma.taps("CSV")
    document = (await bot.play.last(EMMA))["document"]
    assert document["file_name"] == "audit.csv"
    content = await _file(bot, document["file_id"])
    rows = [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert [row["action"] for row in rows] == ["publish"]
    assert rows[0]["story"] == KURSK


async def _file(harness: BotHarness, file_id: str) -> bytes:
    async with harness.play.session.get(f"{harness.play.url}/control/file/{file_id}") as response:
        return await response.read()


def test_a_cell_is_never_a_formula() -> None:
    """Whatever a name begins with, a spreadsheet takes it for text; commas and quotes stay in their cell."""
    names = {1: "=1+1", 2: "+1", 3: "-1", 4: "@SUM(A1)", 5: "\tx", 6: "a,b", 7: '"q"'}
    data = table([Entry(actor, "publish", AT, None, {"note": "=x"}) for actor in names], names)
    rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig")))][1:]
    assert [row[3] for row in rows] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "a,b", '"q"']
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


async def test_undo_says_where_not(bot: BotHarness, emma: DeskUser) -> None:
    """Nothing to take back; too late; overtaken by another; what cannot be: each is told, and nothing changes."""
    assert "nothing" in (await emma.types("/undo")).lower()
    await revised(bot, emma, "Second")
    bot.pass_(minutes=11)
    assert "nothing" in (await emma.types("/undo")).lower()
    await revised(bot, emma, "Third", newest=2)
    number = await draft(bot, LAYLA, titled("Fourth"), 3)
    await DeskUser(bot, LAYLA).forges(f"1drelease_{number}___1")
    before = await newest(bot)
    assert "changed" in await emma.types("/undo")
    assert await newest(bot) == before
    await emma.types("/invite editor")
    assert "taken back" in await emma.types("/undo")
    assert await newest(bot) == before


async def test_rules_are_the_owners(bot: BotHarness, emma: DeskUser) -> None:
    """An owner turns four eyes on and off from the desk; an editor does not see the button."""
    await emma.types("/desk")
    await emma.taps("Rules")
    assert "nobody publishes a draft of their own" in await emma.taps("Ask for four eyes")
    assert "Editors publish their own" in await emma.taps("No longer")
    editor = await hire(bot, Role.EDITOR)
    await editor.types("/desk")
    assert "Rules" not in editor.labels
    assert [entry.detail for entry in await entries(bot, action="rules")] == [{"four_eyes": False}, {"four_eyes": True}]
