"""Golden files: `STORY.SECTION.LANGUAGE.FORMAT`, where the format is rich, classic, or plain: the classic page's words.

In plain files the marks that nobody sees are shown by name, such as ⟨FSI⟩ before a name that is set apart. A page that
looks otherwise than its file fails with the difference. Where the change is meant, `python -m tests.golden` writes the
files anew, and what the change does to every page is read in `git diff`.
"""

from __future__ import annotations

import difflib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import dossier, starter
from bot.model.language import Language
from bot.render import rich
from bot.views.callback_data import Format, Section
from siyaq_sandbox import rich as strict
from tests.unit.pages import page, shown

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.views.document import Document

HERE = Path(__file__).parent
STORIES = ("first", "knots")
FORMATS = ("rich", "classic", "plain")
MARKS = {
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u00a0": "NBSP",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}


@cache
def story(name: str) -> Dossier:
    """The first story, or the one that is made up of knots."""
    if name == "first":
        ((file, content),) = starter.stories()
        return dossier.read(content, file)
    return dossier.read((HERE / f"{name}.yaml").read_bytes(), f"{name}.yaml")


def set_(name: str, section: Section, language: Language, format_: str) -> str:
    """The page as its golden file has it: the messages one below the other, with their buttons."""
    document = page(story(name), section, language, format=Format.RICH if format_ == "rich" else Format.CLASSIC)
    texts = _rich(document) if format_ == "rich" else _classic(document, plain=format_ == "plain")
    return "\n\n========\n\n".join(texts) + "\n"


def _rich(document: Document) -> list[str]:
    message_pages = rich.paginate(document)
    made = []
    for index in range(len(message_pages)):
        message = rich.message(document, message_pages, index)
        strict.parse(message["rich_message"])
        html = re.sub(r"(</(?:p|ul|li|tr|h1|h2|h3|table|aside|blockquote|figure|footer|details)>|<hr/>)", r"\1\n",
                      message["rich_message"].pop("html"))  # fmt: skip
        flags = json.dumps(message["rich_message"])
        made.append(f"{html.strip()}\n\n{flags}\n{_buttons(message['reply_markup']['inline_keyboard'])}")
    return made


def _classic(document: Document, *, plain: bool) -> list[str]:
    if plain:
        return [
            re.sub(f"[{''.join(MARKS)}]", lambda match: f"⟨{MARKS[match[0]]}⟩", entry.text) for entry in shown(document)
        ]
    return [f"{item.html}\n\n{_buttons(item.buttons)}" for item in shown(document)]


def _buttons(rows: list[list[dict[str, str]]]) -> str:
    return "\n".join("".join(f"[{by_key['text']} → {by_key['callback_data']}]" for by_key in row) for row in rows)


def file(name: str, section: Section, language: Language, format_: str) -> Path:
    """Where the page's golden file is."""
    return HERE / "pages" / f"{name}.{section.name.lower()}.{language}.{format_}"


PAGES = [
    (name, section, language, format_)
    for name in STORIES
    for section in Section
    for language in Language
    for format_ in FORMATS
]


@pytest.mark.parametrize(
    ("name", "section", "language", "format_"), PAGES, ids=lambda item: str(getattr(item, "name", item))
)
def test_a_page_looks_as_its_golden_file(name: str, section: Section, language: Language, format_: str) -> None:
    """Every section of both stories, in both languages and each format, is set as the file that was looked at."""
    golden = file(name, section, language, format_)
    kept, now = golden.read_text(encoding="utf-8"), set_(name, section, language, format_)
    if kept != now:
        lines = difflib.unified_diff(kept.splitlines(), now.splitlines(), golden.name, "now", lineterm="")
        pytest.fail("\n".join(["`python -m tests.golden` writes the files anew", *lines]), pytrace=False)


def test_there_is_a_page_for_every_file() -> None:
    """No golden file is left over."""
    assert {path.name for path in (HERE / "pages").iterdir()} == {file(*p_a_g_e_s).name for p_a_g_e_s in PAGES}


def write() -> None:
    """Write every golden file anew."""
    folder = HERE / "pages"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for p_a_g_e_s in PAGES:
        file(*p_a_g_e_s).write_text(set_(*p_a_g_e_s), encoding="utf-8")
