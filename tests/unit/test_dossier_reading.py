from __future__ import annotations

import codecs
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dossier import FILE_LIMIT, read, tree, write
from bot.errors import DossierInvalid, Problem
from bot.i18n import catalogue
from bot.model.language import Language

STORY = """\
slug: a-story
title: {en: A story}
standfirst: {ar: قصة}
key_points:
  - id: k1
    text: {en: A point}
    sources: [s1]
quotes:
  - id: q1
    speaker: someone
    words: {en: Words}
    language: en
    date: 2025-04-28
    sources: [s1]
events:
  - id: e1
    date: {on: 2025-04, precision: month}
    text: {en: It happens}
    sources: [s1]
people:
  - id: someone
    name: {en: Someone}
    sources: [s1]
sources:
  - id: s1
    outlet: {en: A paper}
    language: en
corrections:
  - id: c1
    date: 2025
    item: e1
    text: {en: It was put right}
"""
WORDS = catalogue.load()


@pytest.fixture(params=["C", "Python"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers of PyYAML."""
    if request.param == "Python":
        monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)


BOTH_LOADERS = pytest.mark.usefixtures("_loader")


def refused(text: str | bytes) -> tuple[Problem, ...]:
    """The problems of a file, all of which can be told in both languages."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(DossierInvalid) as caught:
        read(data, "story.yaml")
    for problem in caught.value.problems:
        assert problem.file == "story.yaml"
        for language in Language:
            assert WORDS[language].text(problem.key, **problem.data)
    return caught.value.problems


def problems(text: str | bytes) -> list[tuple[str, int | None, str | None]]:
    """Key, line and path of every problem of a file."""
    return [(problem.key.removeprefix("problem."), problem.line, problem.path) for problem in refused(text)]


def with_line(number: int, line: str) -> str:
    """The story with another line in place of one."""
    lines = STORY.splitlines()
    lines[number - 1] = line
    return "\n".join(lines)


@BOTH_LOADERS
def test_a_sound_file_is_read() -> None:
    """Everything of the file is in the dossier."""
    dossier = read(STORY.encode(), "story.yaml")
    assert (dossier.slug, dossier.title.en, dossier.standfirst.ar) == ("a-story", "A story", "قصة")
    assert str(dossier.quotes[0].date) == "2025-04-28"
    assert str(dossier.events[0].date) == "2025-04"
    assert str(dossier.corrections[0].date) == "2025"
    assert dossier.source("s1").outlet.en == "A paper"
    assert dossier.person("someone").kind == "person"
    with pytest.raises(KeyError):
        dossier.source("s2")


@BOTH_LOADERS
@pytest.mark.parametrize("typed", ["no", "1:30", "2025-04-28", "null", "~", "1e3", "0x1F", "on", "=", ".5", "٣:٤"])
def test_a_text_stays_what_was_typed(typed: str) -> None:
    """Nothing is taken for a boolean, a number, a time, a date or nothing."""
    assert read(with_line(2, f"title: {{en: {typed}}}").encode(), "story.yaml").title.en == typed


@pytest.mark.parametrize("bom", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_files_with_a_byte_order_mark_are_read(bom: bytes) -> None:
    """Editors of Windows save so."""
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[bom]
    data = bom + STORY.replace("\n", "\r\n").encode(encoding)
    assert read(data, "story.yaml") == read(STORY.encode(), "story.yaml")


@BOTH_LOADERS
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("file_empty", 1, None)]),
        (b"# only a comment\n", [("file_empty", 1, None)]),
        (b"---\n...\n", [("file_empty", 2, None)]),
        (b"- a\n- b\n", [("file_not_fields", 1, None)]),
        (b"just words\n", [("file_not_fields", 1, None)]),
        ("slug: a\ntitle: {en: caf\xe9}\n".encode("latin-1"), [("file_encoding", 2, None)]),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", [("file_encoding", 1, None)]),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", [("file_encoding", 1, None)]),
        (b"slug: a\n title: b\n  - c: d\n", [("yaml_colon_within", 2, None)]),
        (b'slug: a\ntitle: "b\n', [("yaml_quote_open", 2, None)]),
        (b"slug: a\ntitle:\n\ten: b\n", [("yaml_tab", 3, None)]),
        (b"a: {" * 40, [("yaml_deep", 1, None)]),
        (b"{" * 900, [("yaml_key", 1, None), ("yaml_deep", 1, None)]),
        (b"[" * 100_000, [("yaml_deep", 1, None)]),
        (b"- " * 100_000, [("yaml_deep", 1, None)]),
        (b"&a [*a, *a]\n", [("yaml_anchor", 1, None), ("yaml_alias", 1, "[0]"), ("yaml_alias", 1, "[1]")]),
        (b"!!python/object/apply:os.system [ls]\n", [("yaml_tag", 1, None)]),
    ],
)
def test_what_is_no_dossier_gets_a_message(data: bytes, expected: list[tuple[str, int | None, str | None]]) -> None:
    """Each kind of file that cannot be one is refused in words, with the line where there is one."""
    assert problems(data) == expected


@BOTH_LOADERS
@pytest.mark.parametrize(
    ("text", "kind", "line", "column"),
    [
        ("a: اقتباس: كلمة\n", "colon_within", 1, 10),
        ("a: b\n  c: d\n", "colon_within", 2, 4),
        ("a: b\nc\n", "colon", 2, 1),
        ("a:\n  b: 'c\nd: e\n", "quote_open", 2, 6),
        ("a: - b\n", "dash", 1, 4),
        ("a:\n  - b\n  c: d\n", "list", 3, 3),
        ("a:\n  - b\n - c\n", "fields", 3, 2),
        ('a: "b" c\n', "fields", 1, 8),
        ("a: {ar: ك، en: b}\n", "bracket", 1, 14),
        ("a: [b\nc: d\n", "bracket", 2, 2),
        ("a: [b, , c]\n", "content", 1, 8),
        ("a: @b\n", "character", 1, 4),
        ("a: * b\n", "character", 1, 4),
        ("a: ? b\n", "character", 1, 4),
        ("a: | text\n", "bar", 1, 6),
        ('a: "\\d"\n', "escape", 1, None),
        ("a: b\n...\nc\n", "outside", 3, 1),
        ("a: !<b\n", "syntax", 1, 7),
    ],
)
def test_what_is_no_yaml_is_said_in_the_readers_language(text: str, kind: str, line: int, column: int | None) -> None:
    """With its place, whichever parser found it; words of the parser's are there only where nothing better is known."""
    (problem,) = refused(text.encode())
    assert (problem.key, problem.line) == (f"problem.yaml_{kind}", line)
    assert column is None or problem.data["column"] == column
    for language, words in catalogue.load().items():
        sentence = words.text(problem.key, **problem.data)
        has_own = re.search(r"expected|found|while|scanning", sentence) is not None
        assert has_own is (kind == "syntax"), (language, sentence)


def test_a_large_file_is_not_even_parsed() -> None:
    """Ten megabytes are refused for their size."""
    (problem,) = refused(b"a: b\n" * 2_000_000)
    assert (problem.key, problem.data) == ("problem.file_large", {"limit": FILE_LIMIT // 1000})


@BOTH_LOADERS
def test_an_alias_bomb_stays_small() -> None:
    """Aliases are refused one by one and never followed."""
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20))
    keys = {key for key, _, _ in problems(f"a0: &a0 [lol]\n{bomb}\n{STORY}")}
    assert keys == {"yaml_anchor", "yaml_alias"}


@BOTH_LOADERS
def test_all_problems_come_at_once() -> None:
    """One reading names everything: in the YAML, in the parts, and between them, in the order of the file."""
    text = """\
slug: A story
title: {en: One, en: Two}
standfirst: A text
lead: {en: Typed from memory}
key_points:
  - id: k1
    text: {en: *point}
    source: [s1]
  -
quotes:
  - id: k1
    speaker: nobody
    words: {en: Words}
    language: ar
    date: 2025-02-30
    sources: [s1, s1, s9]
events:
  - id: e1
    date: {on: 2025-04-28, precision: month}
    text: !!str {en: It happens}
    sources: []
people: someone
sources:
  - id: s1
    outlet: {en: A paper}
    url: example.org
    language: English
corrections:
  - id: c1
    date: yesterday
    item: e2
    text: {}
"""
    assert problems(text) == [
        ("slug", 1, "slug"),
        ("yaml_key_twice", 2, None),
        ("not_localized", 3, "standfirst"),
        ("field_unknown", 4, "lead"),
        ("no_source", 6, "key_points[0].sources"),
        ("yaml_alias", 7, "key_points[0].text.en"),
        ("field_unknown_near", 8, "key_points[0].source"),
        ("item_empty", 9, "key_points[1]"),
        ("id_twice", 11, "quotes[0].id"),
        ("unknown_speaker", 12, "quotes[0].speaker"),
        ("words_not_original", 13, "quotes[0].words"),
        ("date_impossible", 15, "quotes[0].date"),
        ("source_twice", 16, "quotes[0].sources[1]"),
        ("unknown_source", 16, "quotes[0].sources[2]"),
        ("date_finer", 19, "events[0].date"),
        ("yaml_tag", 20, "events[0].text"),
        ("no_source", 21, "events[0].sources"),
        ("not_list", 22, "people"),
        ("link", 26, "sources[0].url"),
        ("language", 27, "sources[0].language"),
        ("date_form", 30, "corrections[0].date"),
        ("unknown_item", 31, "corrections[0].item"),
        ("no_language", 32, "corrections[0].text"),
    ]


@BOTH_LOADERS
@pytest.mark.parametrize(
    ("number", "line", "expected"),
    [
        (1, "", ("missing", 2, "slug")),
        (1, "slug:", ("missing", 1, "slug")),
        (1, f"slug: {'a' * 49}", ("slug", 1, "slug")),
        (1, "slug: -a", ("slug", 1, "slug")),
        (1, 'slug: "a\\n"', ("slug", 1, "slug")),
        (2, "title: {en: }", ("no_language", 2, "title")),
        (2, 'title: {en: "\\u200f "}', ("text_empty", 2, "title.en")),
        (2, 'title: {en: "a\\nb"}', ("text_lines", 2, "title.en")),
        (2, 'title: {en: "a\\ab"}', ("text_control", 2, "title.en")),
        (2, f"title: {{en: {'a' * 301}}}", ("too_long", 2, "title.en")),
        (2, "title: {en: [a]}", ("not_text", 2, "title.en")),
        (2, "title: {en: A, qaa: B}", ("field_unknown", 2, "title.qaa")),
        (2, "title: {en: A\x07}", ("file_control", 2, None)),
        (2, "title: {en: *a}", ("yaml_alias", 2, "title.en")),
        (2, "? [a, {b: c}]\n: [d]\ntitle: {en: A}", ("yaml_key", 2, None)),
        (2, ": [d]\ntitle: {en: A}", ("yaml_fields", 2, None)),
        (2, f"{'k' * 65}: [d]\ntitle: {{en: A}}", ("yaml_key", 2, None)),
        (4, "quotes: []\nkey_points:", ("yaml_key_twice", 9, None)),
        (5, "  - id: K1", ("item_id", 5, "key_points[0].id")),
        (5, "  - id: s1", ("id_twice", 25, "sources[0].id")),
        (7, "    sources: s1", ("not_list", 7, "key_points[0].sources")),
        (7, "    sources: [s 1]", ("source_id", 7, "key_points[0].sources[0]")),
        (7, "    sources: [[s1]]", ("not_text", 7, "key_points[0].sources[0]")),
        (7, "    sources: [someone]", ("unknown_source", 7, "key_points[0].sources[0]")),
        (10, "    speaker: somone", ("unknown_speaker_near", 10, "quotes[0].speaker")),
        (13, "    date: 28.4.2025", ("date_form", 13, "quotes[0].date")),
        (13, "    date: ٢٠٢٥-٠٤-٢٨", ("date_form", 13, "quotes[0].date")),
        (13, "    date: [2025]", ("date_form", 13, "quotes[0].date")),
        (13, "    date: {}", ("date_form", 13, "quotes[0].date")),
        (13, "    date: {year: 2025}", ("date_form", 13, "quotes[0].date")),
        (13, "    date: 2025-00", ("date_impossible", 13, "quotes[0].date")),
        (13, "    date: 2025-04-30/2025-04-28", ("date_order", 13, "quotes[0].date")),
        (13, "    date: 2025-04-28-late", ("date_form", 13, "quotes[0].date")),
        (13, "    date: 0000-01", ("date_impossible", 13, "quotes[0].date")),
        (17, "    date: {on: 2025, precision: day}", ("date_coarser", 17, "events[0].date")),
        (17, "    date: {on: 2025, precision: [day]}", ("date_form", 17, "events[0].date")),
        (17, "    date: {on: [2025]}", ("date_form", 17, "events[0].date")),
        (22, "    name: {en: Someone}\n    kind: party", ("kind", 23, "people[0].kind")),
        (26, "    outlet: {en: A}\n    url: 'https://a b/'", ("link", 27, "sources[0].url")),
        (26, "    outlet: {en: A}\n    url: 'javascript:a'", ("link", 27, "sources[0].url")),
        (26, "    outlet: {en: A}\n    url: 'http://[a/'", ("link", 27, "sources[0].url")),
        (26, f"    outlet: {{en: A}}\n    url: https://a/{'b' * 2000}", ("too_long", 27, "sources[0].url")),
        (30, "    date:", ("missing", 30, "corrections[0].date")),
        (32, "    text: {en: Put right}\n---\nanother: one", ("yaml_documents", 33, None)),
    ],
)
def test_each_mistake_has_its_message(number: int, line: str, expected: tuple[str, int, str]) -> None:
    """A file with one mistake gets one message, with its line and path."""
    assert problems(with_line(number, line)) == [expected]


def test_messages_say_what_is_meant() -> None:
    """Near names, earlier places and lines are in the words of both languages."""
    for line, meant in (
        ((10, "    speaker: somone"), "someone"),
        ((5, "  - id: s1"), "key_points[0]"),
        ((6, "    txt: {en: A point}\n    text: {en: A point}"), "text"),
        ((3, "standfirst: {en: A}\ntitle: {en: A}"), "2"),
    ):
        (problem,) = refused(with_line(*line))
        for language in Language:
            assert meant in WORDS[language].text(problem.key, **problem.data)


def test_a_hostile_file_is_answered_in_bounded_time() -> None:
    """Tens of thousands of mistakes are all told; nothing is compared with everything."""
    text = STORY + "".join(f"  - id: x{n}\n    date: 2025\n    item: y{n}\n    text: [*a]\n" for n in range(10_000))
    keys = [key for key, _, _ in _unchecked(text)]
    assert keys.count("yaml_alias") == 10_000
    assert sum(key.startswith("unknown_item") for key in keys) == 10_000


def _unchecked(text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(DossierInvalid) as caught:
        read(text.encode(), "story.yaml")
    return [(problem.key.removeprefix("problem."), problem.line, problem.path) for problem in caught.value.problems]


_LEAVES = st.sampled_from(("", "no", "s1", "q1", "2025", "en", "word", "\x07", "https://a.b/", "'", "&a", "*a", "!a b"))
_KEYS = st.sampled_from(
    (
        *("slug", "title", "standfirst", "summary", "quotes", "events", "people", "sources", "corrections", "id"),
        *("en", "ar", "words", "speaker", "language", "date", "on", "precision", "item", "kind", "also", "url"),
    )
)
_ANYTHING = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5), max_leaves=25
)


@settings(deadline=None)
@given(st.dictionaries(_KEYS, _ANYTHING, max_size=8))
def test_anything_at_all_is_answered(data: dict[str, Any]) -> None:
    """Whatever stands wherever, the answer is a dossier or problems that have words."""
    refused(yaml.safe_dump(data, allow_unicode=True))


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_answered(data: st.DataObject) -> None:
    """A sound file with a piece cut out or set in is read, or refused in words."""
    start = data.draw(st.integers(0, len(STORY)))
    length = data.draw(st.integers(0, 20))
    inserted = data.draw(st.text(st.sampled_from("ab:-#[]{}&*!|>'\"%@` \n\t\x00é\u2028"), max_size=5))
    damaged = STORY[:start] + inserted + STORY[start + length :]
    try:
        read(damaged.encode(), "story.yaml")
    except DossierInvalid:
        refused(damaged)


def test_a_place_is_a_name_and_two_numbers_of_degrees() -> None:
    """Degrees are read from plain words of the file; what is no number, or off the globe, is complained of in words."""

    def with_place(latitude: str) -> bytes:
        place = f"    place: {{name: {{en: Kursk}}, latitude: {latitude}, longitude: -36.5}}\n"
        return STORY.replace("    text: {en: It happens}\n", "    text: {en: It happens}\n" + place).encode()

    place = read(with_place("51.73"), "story.yaml").events[0].place
    assert place is not None
    assert (place.latitude, place.longitude) == (51.73, -36.5)
    for typed, written in (("5e-324", "0.0"), ("-0.0000001", "0.0"), ("1e-05", "0.00001"), ("1.00000049", "1.0")):
        assert f"      latitude: {written}\n" in write(read(with_place(typed), "story.yaml")), typed
    for wrong in ("north", "91", ".nan"):
        with pytest.raises(DossierInvalid) as refused:
            read(with_place(wrong), "story.yaml")
        (problem,) = refused.value.problems
        assert (problem.key, problem.path) == ("problem.degrees", "events[0].place.latitude"), wrong
