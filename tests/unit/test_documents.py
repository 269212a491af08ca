"""The README and its kin say what is there: settings, commands, the sandbox's verbs, pictures, make's targets."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from bot.handlers.dispatcher import COMMANDS
from bot.i18n import catalogue
from bot.model.language import Language
from bot.store.personal_data.data_kinds import DataKind, kinds
from bot.views import privacy
from siyaq_sandbox import control, faults
from tests.bot.image import locked

ROOT = Path(__file__).parents[2]
README, ARABIC, CONTRIBUTING, MAKEFILE, SANDBOX = (
    (ROOT / name).read_text()
    for name in ("README.md", "README.ar.md", "CONTRIBUTING.md", "Makefile", "sandbox/README.md")
)
COMMANDS_PAGE, OPERATIONS = ((ROOT / "docs" / name).read_text() for name in ("commands.md", "operations.md"))
PAGES = (
    "README.md",
    "README.ar.md",
    "CONTRIBUTING.md",
    "sandbox/README.md",
    *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
LARGEST = 150_000  # bytes of a picture


def first_cells(text: str) -> set[str]:
    """What stands in code in the first cell of a table's rows."""
    cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(?:GET |POST )?([^`?]+)[^`]*`", cell)}


def test_every_setting_is_told() -> None:
    """The table of settings has each setting that the program reads, and no other."""
    source = "".join(path.read_text() for path in (ROOT / "bot/settings").glob("*.py"))
    read = set(re.findall(r'"(SIYAQ_\w+)"', source))
    assert read == {name for name in first_cells(OPERATIONS) if name.startswith("SIYAQ_")}


def test_every_command_is_told() -> None:
    """The tables of commands have each command that the bot answers, the desk's too, and no other."""
    texts = {name[1:] for name in first_cells(COMMANDS_PAGE) if name.startswith("/")}
    assert texts == set(COMMANDS)


def test_every_verb_of_the_sandbox_is_told() -> None:
    """The control API's description, in the sandbox's README, has each verb and each kind of fault."""
    texts = first_cells(SANDBOX)
    verbs = {*control.POSTS, *control.GETS, "upload", "events", "file/{file_id}"} - {"faults", "wait"}
    assert verbs - texts == set()
    assert {"`POST wait`", "`POST faults`"} - set(re.findall(r"`POST \w+`", SANDBOX)) == set()
    assert set(faults.KINDS) - texts == set()


def test_what_holds_is_tested() -> None:
    """The table of who attacks names tests in each row, and each of them is there."""
    text = (ROOT / "docs" / "security.md").read_text()
    table = text.partition("## Who attacks")[2].partition("\n## ")[0]
    for row in re.findall(r"^\| .* \|$", table, re.MULTILINE)[1:]:
        named = re.findall(r"`([\w/]*test_\w+\.py)`", row)
        assert named, row
        assert [name for name in named if not list((ROOT / "tests").rglob(name.rpartition("/")[2]))] == [], row


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_make_has_what_is_told(text: str) -> None:
    """Each `make …` of a document is a target."""
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    matches = set(re.findall(r"(?:`|^|= |… )make (?:[A-Z]+=\S+ )?([a-z]+)", text, re.MULTILINE))
    assert matches
    assert matches - targets == set()


@pytest.mark.parametrize("name", [*PAGES, "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Each link within the project names a file that is there, and a heading that it has."""
    page = ROOT / name
    text = page.read_text()
    for target, anchor in re.findall(r"(?:\]\(|href=\")([^)#:\"]+)(?:#([^)\"]+))?[)\"]", text):
        assert (page.parent / target).exists(), target
        assert not anchor or anchor in anchors((page.parent / target).read_text()), f"{target}#{anchor}"


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_readmes_lead_with_the_two_commands() -> None:
    """Whoever decides in two minutes finds `make demo` and `make test`, in both languages."""
    for text in (README, ARABIC):
        first = text.partition("```sh\n")[2].partition("```")[0]
        assert [line.partition("#")[0].strip() for line in first.splitlines()] == ["make demo", "make test"]


def test_readmes_say_the_same() -> None:
    """Both have as many sections and paragraphs, and the same commands, links and settings."""
    shapes = []
    for text in (README, ARABIC):
        commands = re.findall(r"(?:`|<code dir=\"ltr\">)(/\w+|siyaq \w+(?: \w+)?)", text)
        links = re.findall(r"(?:\]\(|href=\")([^)\"]+\.(?:md|yaml|svg))", text)
        shapes.append((len(re.findall("^## ", text, re.MULTILINE)), sorted(set(commands)), sorted(set(links))))
    english, arabic = shapes
    assert english[:2] == arabic[:2]
    assert set(english[2]) - {"README.ar.md"} == set(arabic[2]) - {"README.md"}


@pytest.mark.parametrize(("text", "language"), [(README, Language.EN), (ARABIC, Language.AR)], ids=["README", "ARABIC"])
def test_readmes_say_what_is_kept(text: str, language: Language) -> None:
    """Each names what `/forget` deletes and what stays, of readers and of the desk, as `/privacy` does."""
    words = catalogue.load()[language]
    comma = words.text("page.comma")
    plain = " ".join(text.split())
    for of_desk in (False, True):
        for deleted in (True, False):
            names = [privacy.named(words, line)[0] for line in kinds(deleted=deleted, of_desk=of_desk)]
            assert f": {comma.join(names)}" in plain


def test_operations_says_what_is_kept() -> None:
    """Its section has each line of `/privacy`, word for word, and no other."""
    words = catalogue.load()[Language.EN]
    section = OPERATIONS.partition("## What is kept\n")[2].partition("\n##")[0]
    stated = re.findall(r"^- \*\*(.+)\*\* — (.+)$", section, re.MULTILINE)
    assert sorted(stated) == sorted(privacy.named(words, line) for line in DataKind)


def test_contributing_is_short() -> None:
    """It has at most 120 lines."""
    assert len(CONTRIBUTING.splitlines()) <= 120


def test_pictures_are_small() -> None:
    """Both READMEs show an answer in each language and the desk; no other picture is kept, and each loads quickly."""
    shown = [set(re.findall(r"\]\(docs/([^)]+)\.png\)", text)) for text in (README, ARABIC)]
    answers = {"quotes-en", "quotes-ar"}
    assert shown == [answers | {"desk-en"}, answers | {"desk-ar"}]
    cards = [re.findall(r"\]\(docs/([^)]+)\.jpg\)", text) for text in (README, ARABIC)]
    assert cards == [["card-en"], ["card-ar"]]
    for card in ("card-en", "card-ar"):
        assert (ROOT / "docs" / f"{card}.jpg").stat().st_size < LARGEST
    pictures = sorted((ROOT / "docs").glob("*.png"))
    assert {path.stem for path in pictures} == shown[0] | shown[1]
    for path in pictures:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < LARGEST, path.name


def test_the_lock_has_all_that_runs() -> None:
    """The runtime lock names each package that Siyaq needs, directly or by another, in this environment's version."""
    versions = {requirement.name: str(requirement.specifier) for requirement, _ in locked(ROOT / "requirements.lock")}
    seen: set[str] = set()
    waiting = [("siyaq", "")]
    while waiting:
        name, extra = waiting.pop()
        for text in distribution(name).requires or ():
            needed = Requirement(text)
            wanted = re.sub(r"[-_.]+", "-", needed.name).lower()
            if (needed.marker and not needed.marker.evaluate({"extra": extra})) or wanted in seen:
                continue
            in_lock, installed = Version(versions[wanted].removeprefix("==")), Version(distribution(wanted).version)
            assert in_lock == installed, "`make setup`"  # 1.2 and 1.002 are one version
            seen.add(wanted)
            waiting += [(wanted, extra) for extra in needed.extras or {""}]
    assert {"aiohttp", "greenlet", "httpx"} <= seen
