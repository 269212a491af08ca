"""Building into a directory: beside and renamed, only what is its own, and never out of it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from bot.errors import FileUnreadable, SiteBuildNewer, SiteFileForeign
from bot.site.directory import JOURNAL, MANIFEST, SiteDirectory
from bot.site.layout import File

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = {"a": "en/a/", "b": "en/b/"}


def build(root: Path, **texts: str) -> SiteDirectory:
    """Build a page for each group, of this text and by the same mark."""
    with SiteDirectory(root) as directory:
        for group, words in texts.items():
            if not directory.keep(group, words):
                directory.put(group, words, [File(PAGES[group], words.encode())])
    return directory


def files(root: Path) -> dict[str, str]:
    """What stands in the directory, but for the list of what is its own."""
    paths = (path for path in root.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(root).as_posix(): path.read_text() for path in paths}


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    """A page that stays keeps its file, one that is gone is removed with its folder, and nothing is left beside."""
    first = build(tmp_path / "site", a="one", b="two")
    assert (first.counts.written, first.counts.unchanged) == (2, 0)
    kept = (tmp_path / "site/en/a/index.html").stat().st_ino
    second = build(tmp_path / "site", a="one", b="three")
    assert (second.counts.written, second.counts.unchanged, second.counts.removed) == (1, 1, 0)
    assert (tmp_path / "site/en/a/index.html").stat().st_ino == kept
    third = build(tmp_path / "site", a="one")
    assert (third.counts.unchanged, third.counts.removed) == (1, 1)
    assert files(tmp_path / "site") == {"en/a/index.html": "one"}
    assert not (tmp_path / "site/en/b").exists()


def test_what_is_of_others_stays(tmp_path: Path) -> None:
    """A file that no build wrote is neither replaced nor removed, nor is one of ours that somebody changed."""
    (tmp_path / "en/a").mkdir(parents=True)
    (tmp_path / "en/a/index.html").write_text("mine")
    (tmp_path / "robots.txt").write_text("mine")
    with pytest.raises(SiteFileForeign) as refused:
        build(tmp_path, a="one")
    assert refused.value.data["file"] == str(tmp_path / "en/a/index.html")
    build(tmp_path, b="two")
    (tmp_path / "en/b/index.html").write_text("changed")
    assert build(tmp_path).counts.kept == 1
    assert files(tmp_path) == {"en/a/index.html": "mine", "robots.txt": "mine", "en/b/index.html": "changed"}


def test_a_build_that_was_killed_is_taken_up(tmp_path: Path) -> None:
    """What it had written before it listed that is its own: replaced, or removed where it is no longer wanted."""

    def killed() -> Iterator[File]:
        yield File(PAGES["a"], b"one")
        yield File(PAGES["b"], b"two")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), SiteDirectory(tmp_path) as directory:
        directory.put("a", "one", killed())
    assert (tmp_path / JOURNAL).exists()
    assert not (tmp_path / MANIFEST).exists()
    build(tmp_path, a="three")
    assert files(tmp_path) == {"en/a/index.html": "three"}


def test_no_link_leads_out(tmp_path: Path) -> None:
    """Neither a folder nor a file that is a symbolic link is followed, whether a page is written or removed."""
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("theirs")
    build(site, a="one")
    (site / "en/a/index.html").unlink()
    (site / "en/a").rmdir()
    (site / "en/a").symlink_to(outside)
    for texts in ({"a": "two"}, {}):
        with pytest.raises(SiteFileForeign):
            build(site, **texts)
    (site / "en/a").unlink()
    (site / "en/a").mkdir()
    (site / "en/a/index.html").symlink_to(outside / "index.html")
    build(site, a="three")
    assert (site / "en/a/index.html").read_text() == "three"
    assert (outside / "index.html").read_text() == "theirs"


@pytest.mark.parametrize("entry", ["../outside.txt", "/etc/hostname", "en/../../outside.txt", "robots.txt"])
def test_a_list_that_somebody_wrote_removes_nothing_else(tmp_path: Path, entry: str) -> None:
    """Of a manifest or a journal only what our pages are named counts."""
    outside = tmp_path / "outside.txt"
    outside.write_text("theirs")
    site = tmp_path / "site"
    build(site, a="one")
    (site / "robots.txt").write_text("theirs")
    manifest = json.loads((site / MANIFEST).read_text())
    manifest["groups"]["x"] = {"mark": "m", "files": {entry: None}}
    (site / MANIFEST).write_text(json.dumps(manifest))
    (site / JOURNAL).write_text(f"{entry}\n")
    build(site, a="one")
    assert outside.read_text() == (site / "robots.txt").read_text() == "theirs"


@pytest.mark.parametrize("text", ["", "[]", '{"version": 99, "groups": {}}', '{"version": 1, "groups": {"a": 3}}'])
def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    """A newer program's, or a damaged one: nothing is written."""
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(SiteBuildNewer):
        build(tmp_path, a="one")
    assert files(tmp_path) == {}


def test_what_the_system_refuses_is_told(tmp_path: Path) -> None:
    """A file in the directory's place is named, with the system's words."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FileUnreadable) as refused:
        build(tmp_path / "file" / "site", a="one")
    assert str(tmp_path / "file") in str(refused.value.data["file"])
    assert refused.value.data["why"] == os.strerror(20)
