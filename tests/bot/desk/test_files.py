"""Whole files: a story goes out as YAML, and comes back as a draft or with everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import dossier as dossiers
from tests.bot.desk.desk_user import draft_of
from tests.bot.story_factory import KURSK, first, tale
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from tests.bot.desk.desk_user import DeskUser

NEW = dossiers.write(tale("a-truce", "هدنة", "A truce")).encode()


async def file_of(desk_user: DeskUser) -> bytes:
    """The content of the document on the screen."""
    document = desk_user.screen["document"]
    path = (await desk_user.play.result("getFile", file_id=document["file_id"]))["file_path"]
    async with desk_user.play.session.get(f"{desk_user.play.url}/file/bot{desk_user.play.token}/{path}") as response:
        assert response.status == 200
        return await response.read()


async def test_a_story_goes_out_and_comes_back_changed(emma: DeskUser) -> None:
    """The file is the published dossier; with one word changed it comes back as a draft of that change."""
    assert "send it back" in await emma.types(f"/export {KURSK}")
    content = await file_of(emma)
    assert dossiers.read(content, "x.yaml") == first()
    assert "changes nothing" in await emma.sends(content, "kursk.yaml")
    changed = content.replace(b"North Korean troops in Kursk", b"North Korean soldiers in Kursk")
    text = await emma.sends(changed, "kursk.yaml")
    assert "open as draft 1" in text
    assert "North Korean soldiers in Kursk" in text
    draft = await draft_of(emma.harness, 1)
    assert (draft.dossier.title.en, draft.base, draft.author) == ("North Korean soldiers in Kursk", 1, EMMA)
    assert draft.dossier.quotes == first().quotes
    assert "Draft 1" in await emma.taps("Draft")


async def test_a_file_builds_on_the_revision_that_it_was_made_of(emma: DeskUser) -> None:
    """What was published after the file went out is not taken back by it: the draft's base is the older revision."""
    await emma.types(f"/export {KURSK}")
    content = await file_of(emma)
    newer = first().model_copy(update={"key_points": first().key_points[:-1]})
    await emma.harness.publish(newer)
    await emma.sends(content.replace(b"troops in Kursk", b"soldiers in Kursk"), "kursk.YML")
    assert (await draft_of(emma.harness, 1)).base == 1
    assert "revision 2 came out meanwhile" in await emma.taps("Draft")


async def test_a_draft_goes_out_unfinished(emma: DeskUser) -> None:
    """A draft's file has what the draft has, complete or not: coming back, it is told what is missing."""
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Key points")
    await emma.taps("Add a key point")
    await emma.types("A point without a source")
    await emma.taps("✓")
    await emma.taps("Later")
    await emma.taps("Later")
    await emma.taps("Draft")
    await emma.taps("YAML")
    content = await file_of(emma)
    assert b"A point without a source" in content
    text = await emma.sends(content, "kursk.yaml")
    assert "The file has a problem" in text
    assert "Line " in text


async def test_a_new_story(layla: DeskUser) -> None:
    """A file of a story that is not there yet opens as the draft of a new one."""
    assert "قصة جديدة" in await layla.sends(NEW, "truce.yaml")
    draft = await draft_of(layla.harness, 1)
    assert (draft.slug, draft.base, draft.dossier.title.ar) == ("a-truce", None, "هدنة")


async def test_every_problem_is_told_with_its_line(layla: DeskUser, emma: DeskUser) -> None:
    """In the editor's language: each of them in the message, and no draft."""
    broken = NEW.replace(b"language: en", b"language: English").replace(b"slug: a-truce", b"slug: A Truce")
    assert (await layla.sends(broken, "truce.yaml")).count("السطر") == 2
    assert (await emma.sends(broken, "truce.yaml")).count("Line") == 2
    assert (await emma.harness.holds(["drafts"]))["drafts"] == []


async def test_the_same_problem_of_a_line_is_told_once(emma: DeskUser) -> None:
    """A line of fifty aliases to one anchor is one thing to mend."""
    text = await emma.sends(NEW + b"key_points: [" + b"*a, " * 50 + b"*b]\n", "truce.yaml")
    assert text.count("Aliases such as *a") == text.count("Aliases such as *b") == 1


async def test_many_problems_come_as_a_file(emma: DeskUser) -> None:
    """The first stand in the message, all of them in a text file."""
    events = "".join(f"  - {{id: e{number}, text: x}}\n" for number in range(100))
    text = await emma.sends(NEW + b"events:\n" + events.encode(), "truce.yaml")
    assert "problems, and no draft was opened" in text
    content = (await file_of(emma)).decode()
    assert content.count("Line ") >= 100


@pytest.mark.parametrize(
    "content",
    [
        b"\n",
        b"\x00\xff\xfe",
        b"[" * 100_000,
        b"a: &a [x]\n" + b"".join(b"b%d: [*a, *a]\n" % number for number in range(50)),
        b"!!python/object/apply:os.system ['true']",
        b"slug: x\nslug: y\n",
        b"# x\n" * 600_000,
    ],
    ids=["empty", "binary", "deep", "aliases", "tags", "twice", "large"],
)
async def test_hostile_files(emma: DeskUser, content: bytes) -> None:
    """They are refused in words; nothing is kept, and the bot goes on answering."""
    assert "no draft was opened" in await emma.sends(content, "x.yaml")
    assert (await emma.harness.holds(["drafts"]))["drafts"] == []
    assert "The desk" in await emma.types("/desk")


async def test_other_documents(emma: DeskUser) -> None:
    """A member who sends another kind of file is told what is wanted; a stranger, that files are not read."""
    assert ".yaml" in await emma.sends(b"%PDF", "paper.odt")
    person = await emma.play.person("en")
    stranger = type(emma)(emma.harness, person)
    since = await emma.play.seq()
    await stranger.posts(NEW, "truce.yaml")
    assert "Commands" in await stranger.types("/help")
    lines = [entry["params"]["text"] for entry in await emma.play.log(since=since, chat_id=person)]
    assert ["only read te" in text for text in lines] == [True, False]


async def test_a_redelivered_file_opens_one_draft(emma: DeskUser) -> None:
    """After a restart the same update comes again, and there is still one draft."""
    sent = await emma.posts(NEW, "truce.yaml")
    await emma.play.idle()
    await emma.harness.restart()
    since = await emma.play.seq()
    await emma.play.post("update", update_id=sent["update_id"], message=sent["message"])
    assert "draft 1" in await emma.sees(since)
    assert len((await emma.harness.holds(["drafts"]))["drafts"]) == 1
