"""`siyaq site build`, as it is typed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bot import starter
from bot.__main__ import main
from tests.site.stories import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SLUG = "dprk-troops-kursk"


@pytest.fixture
def siyaq(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run `siyaq` with these arguments on a database of its own; return its exit code and what it wrote."""
    monkeypatch.setenv("SIYAQ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("SIYAQ_TOKEN", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["siyaq", *map(str, arguments)])
        with pytest.raises(SystemExit) as raised:
            main()
        out, err = capfd.readouterr()
        return int(raised.value.code or 0), out, err

    return run


def test_a_site_is_built_and_built_again(
    siyaq: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pages of an imported story; again, nothing is written; in another language of the terminal, in its words."""
    file = tmp_path / "story.yaml"
    file.write_bytes(starter.stories()[0][1])
    assert siyaq("story", "import", file)[0] == 0
    code, out, err = siyaq("site", "build", tmp_path / "site")
    assert (code, err) == (0, "")
    assert "1 story" in out
    page = (tmp_path / "site" / "ar" / SLUG / "index.html").read_bytes()
    assert parse(page).get("dir") == "rtl"
    assert (tmp_path / "site" / "style.css").exists()
    assert (tmp_path / "site" / "index.html").exists()
    code, out, _ = siyaq("site", "build", tmp_path / "site")
    assert (code, "0 written" in out) == (0, True)
    monkeypatch.setenv("SIYAQ_SITE_URL", "https://news.example.org")
    code, out, _ = siyaq("site", "build", tmp_path / "site")
    assert (code, "0 written" in out) == (0, False)
    assert "https://news.example.org/ar/" in (tmp_path / "site" / "ar" / SLUG / "index.html").read_text()


def test_wrong_usage_and_known_problems(
    siyaq: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a directory, exit 2; without a story, or with a file in the way, 1, in the terminal's language."""
    assert siyaq("site", "build")[0] == 2
    assert siyaq("site", "build", tmp_path / "a", tmp_path / "b")[0] == 2
    code, _, err = siyaq("site", "build", tmp_path / "site")
    assert (code, "Nothing is published yet" in err, (tmp_path / "site").exists()) == (1, True, False)
    (tmp_path / "story.yaml").write_bytes(starter.stories()[0][1])
    assert siyaq("story", "import", tmp_path / "story.yaml")[0] == 0
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "style.css").write_text("mine")
    for locale, words in (("C.UTF-8", "No earlier build wrote"), ("ar_SY.UTF-8", "بناء سابق")):
        monkeypatch.setenv("LC_ALL", locale)
        code, _, err = siyaq("site", "build", tmp_path / "site")
        assert (code, words in err, str(tmp_path / "site" / "style.css") in err) == (1, True, True)
    monkeypatch.setenv("SIYAQ_LINKS", "site")
    code, _, err = siyaq("site", "build", tmp_path / "other")
    assert (code, "SIYAQ_SITE_URL" in err) == (1, True)


def test_the_check_tells_where_the_pages_are(
    siyaq: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line with address and place; plain http off this machine is warned of, with what to do."""
    assert "public pages" not in siyaq("check")[1]
    monkeypatch.setenv("SIYAQ_SITE_URL", "https://news.example.org")
    assert "https://news.example.org/, served at" in siyaq("check")[1]
    monkeypatch.setenv("SIYAQ_SITE_URL", "http://news.example.org")
    out = siyaq("check")[1]
    assert "begins with http://" in out
    assert "proxy with TLS" in out
