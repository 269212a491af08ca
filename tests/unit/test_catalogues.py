"""The catalogues against each other, against the code, and against the house's rules of spelling."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

import pytest
from babel.messages.pofile import read_po
from bidi import get_display  # type: ignore[import-untyped] # it comes without types

import bot
from bot import errors
from bot.errors import SiyaqError
from bot.i18n import catalogue
from bot.i18n.direction import anchor, first_strong
from bot.i18n.pot_template import sorted_files
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog, Message

PREFIXES = "page button section problem error settings say command profile cli desk"
KEY = re.compile(rf"(?:{PREFIXES.replace(' ', '|')})(?:\.[a-z0-9_]+)+")
KEY_START = re.compile(rf"(?:{PREFIXES.replace(' ', '|')})\.[a-z0-9_.]*")
PLACEHOLDER = re.compile(r"[a-z_]+")
ERRORS = {
    name: kind.key for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, SiyaqError)
}
# Forms that may say their number in words: none, one and two; elsewhere the first, of one.
WITHOUT_NUMBER = {Language.AR: {0, 1, 2}}
# Marks that the house does not use in a language, and others do.
FOREIGN = {Language.AR: "“”‘’", Language.EN: "«»"}


@cache
def _read(language: Language) -> Catalog:
    with catalogue.path(language).open("rb") as source:
        return read_po(source, abort_invalid=True)


@cache
def _messages(language: Language) -> dict[str, Message]:
    return {_key(message): message for message in _read(language) if message.id}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _lines(language: Language) -> Iterator[tuple[str, str]]:
    for key, message in _messages(language).items():
        for form in _forms(message):
            for line in form.split("\n"):
                yield key, line


class _Code(NamedTuple):
    """What the code says of keys: named whole, made with a pattern, read as names, and asked for with which values."""

    named: set[str]
    made: set[str]
    listed: set[str]
    asked: list[tuple[str, str, set[str] | None]]


@cache
def _code() -> _Code:
    code = _Code(set(), set(), set(), [])
    root = Path(bot.__file__).parent
    for file in root.rglob("*.py"):
        _collect(ast.parse(file.read_text("utf-8")), code)
    return code


def _collect(tree: ast.Module, code: _Code) -> None:
    nodes = list(ast.walk(tree))
    passed = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    passed |= {id(node.args[0]) for node in nodes if isinstance(node, ast.Call) and node.args and _logs(node.func)}
    for node in nodes:
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_] as parts) if KEY_START.fullmatch(start):
                code.made.add("".join(_pattern(part) for part in parts))
            case ast.Constant(value=str(text)) if KEY.fullmatch(text) and id(node) not in passed:
                code.named.add(text)
            case ast.Call(func=ast.Attribute(attr="names" | "examples"), args=[ast.Constant(value=str(key))]):
                code.listed.add(key)
            case ast.Call(func=ast.Attribute(attr="text" | "count" as verb), args=[ast.Constant(value=str(key)), *_]):
                if KEY.fullmatch(key):
                    code.asked.append((verb, key, _given(node)))
            case ast.Call(func=ast.Name(id="Problem"), args=[ast.Constant(value=str(key)), ast.Dict(keys=keys)]):
                code.asked.append(("text", key, {str(part.value) for part in keys if isinstance(part, ast.Constant)}))
            case ast.Call(func=ast.Name(id=name), args=[]) if name in ERRORS:
                code.asked.append(("text", ERRORS[name], _given(node)))


def _logs(function: ast.expr) -> bool:
    """Whether what is called writes a log line: its events are named like keys."""
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "log"


def _given(call: ast.Call) -> set[str] | None:
    """The names of the values that are given, None where that cannot be seen."""
    return {word.arg or "" for word in call.keywords} if all(word.arg for word in call.keywords) else None


def _pattern(part: ast.expr) -> str:
    return re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else r"[a-z0-9_.]+"


@pytest.mark.parametrize("language", list(Language))
def test_the_catalogues_hold_the_same_keys(language: Language) -> None:
    """What is said in one language is said in the others, in the singular or by number in all."""
    arabic, own = (
        {(key, message.pluralizable) for key, message in _messages(spoken).items()}
        for spoken in (Language.AR, language)
    )
    assert arabic ^ own == set()


@pytest.mark.parametrize("language", list(Language))
def test_every_entry_is_whole(language: Language) -> None:
    """Every key is symbolic, and has words, in each plural form, and none that are only a guess."""
    forms = _read(language).num_plurals
    for key, message in _messages(language).items():
        assert KEY.fullmatch(key), key
        assert all(form.strip() and form.strip("\n") == form for form in _forms(message)), key
        assert len(_forms(message)) == (forms if message.pluralizable else 1), key
        assert not message.fuzzy, key


@pytest.mark.parametrize("language", list(Language))
def test_the_languages_use_the_same_values(language: Language) -> None:
    """The same values are set in in each language; only a number may be said in words where the form says it."""
    for key, arabic in _messages(Language.AR).items():
        wanted = set(chain.from_iterable(map(_placeholders, _forms(arabic))))
        message = _messages(language)[key]
        for number, form in enumerate(_forms(message)):
            spared = {"n"} if message.pluralizable and number in WITHOUT_NUMBER.get(language, {0}) else set()
            assert wanted - spared <= _placeholders(form) <= wanted, (key, form)
            assert all(map(PLACEHOLDER.fullmatch, _placeholders(form))), (key, form)


@pytest.mark.parametrize(
    ("form", "numbers"), [(0, (0,)), (1, (1,)), (2, (2,)), (3, (3, 10, 103)), (4, (11, 99)), (5, (100, 101, 102))]
)
def test_numbers_take_their_arabic_forms(form: int, numbers: tuple[int, ...]) -> None:
    """Every entry that counts shows for each number the form that CLDR gives it."""
    words = catalogue.load()[Language.AR]
    for key, message in _messages(Language.AR).items():
        if message.pluralizable:
            values = dict.fromkeys(_placeholders(_forms(message)[5]) - {"n"}, "س")
            for n in numbers:
                expected = _forms(message)[form].format(n=f"\u2068{n}\u2069", **values)
                assert words.count(key, n, **values) == expected


def test_every_key_is_used() -> None:
    """The code names every key, or makes it."""
    code = _code()
    unused = {key for key in _messages(Language.AR) if key not in code.named}
    assert {key for key in unused if not any(re.fullmatch(made, key) for made in code.made)} == set()


def test_every_key_in_the_code_is_there() -> None:
    """What the code names is in the catalogues, and what it makes leads to something there."""
    code, known = _code(), set(_messages(Language.AR))
    assert code.named - known == set()
    assert {made for made in code.made if not any(re.fullmatch(made, key) for key in known)} == set()


def test_every_value_is_given() -> None:
    """Where the code names a key or raises an error, it does so rightly, with the values that the words hold."""
    for verb, key, given in _code().asked:
        message = _messages(Language.AR)[key]
        assert message.pluralizable == (verb == "count"), key
        wanted = set(chain.from_iterable(map(_placeholders, _forms(message)))) - ({"n"} if verb == "count" else set())
        assert given is None or given == wanted, key


def test_each_language_has_the_keys_that_name_it() -> None:
    """Where the code asks for a key by language (`say.language.ar`), there is one for each."""
    keys = set(_messages(Language.AR))
    of_arabic = {key for key in keys if re.search(r"[._]ar$", key) and f"{key[:-2]}en" in keys}
    made = {key for key in of_arabic if any(re.fullmatch(pattern, key) for pattern in _code().made)}
    assert "say.language.ar" in made
    assert {f"{key[:-2]}{language}" for key in made for language in Language} - keys == set()


def test_the_catalogues_are_in_order() -> None:
    """Sorted, without double entries, and the template in step: `make messages` would change nothing."""
    for file, content in sorted_files().items():
        assert file.read_bytes().decode() == content.decode(), "run `make messages`"


@pytest.mark.parametrize("language", list(Language))
def test_quotation_marks_are_the_houses(language: Language) -> None:
    """« » in Arabic, “ ” in English, no typewriter's quotes or dots, and no mark of direction: those are set later."""
    foreign = FOREIGN.get(language, "")
    for key, line in _lines(language):
        assert not set(line) & set("\"'\t\u200e\u200f\u2068\u2069" + foreign), (key, line)
        assert "..." not in line, (key, line)
        assert "  " not in line, (key, line)
        assert "اً" not in line, (key, "tanwin stands before the alif")


def test_arabic_is_punctuated_as_arabic() -> None:
    """Comma, semicolon and question mark are the Arabic ones, but inside an address or a command."""
    for key, line in _lines(Language.AR):
        assert not re.search(r"[,;?](?=\s|$|[\u0600-\u06ff])|(?<=[\u0600-\u06ff}])[,;?]", line), (key, line)
        assert not re.search(r"\s[،؛؟]|،(?=[^\s\d»)])", line), (key, line)


def test_arabic_lines_begin_in_arabic() -> None:
    """No line of Arabic words begins with a Latin one: it would turn over where nothing anchors it."""
    listed = _code().listed
    for key, line in _lines(Language.AR):
        if re.search(r"[\u0621-\u064a]", line) and key not in listed:
            assert first_strong(re.sub(r"\{\w+\}", "", line)) == "rtl", (key, line)


def test_what_is_latin_in_arabic_is_seen_as_it_is() -> None:
    """Every command, address, date and number that an Arabic entry holds is seen whole, in the Unicode order."""
    words = catalogue.load()[Language.AR]
    for key, message in _messages(Language.AR).items():
        for n, form in zip((0, 1, 2, 3, 11, 100), _forms(message), strict=False):
            values = dict.fromkeys(_placeholders(form) - {"n"}, "v=1")
            said = words.count(key, n, **values) if message.pluralizable else words.text(key, **values, n="7")
            for line, source in zip(said.split("\n"), form.split("\n"), strict=True):
                seen = get_display(anchor(line, Language.AR)).translate({0x2068: None, 0x2069: None})
                for latin in re.findall(r"[@/]?[A-Za-z0-9][!-z]*[A-Za-z0-9]", re.sub(r"\{\w+\}", " ", source)):
                    assert latin in seen, (key, line)
                assert seen.count("v=1") >= source.count("{") - source.count("{n}"), (key, line)


@pytest.mark.parametrize(
    ("language", "anywhere", "of_corrections"),
    [
        (Language.EN, r"clarif|misspoke|inaccura", r"updat|amend|revis|regret"),
        (Language.AR, "تصحيح|توضيح|إيضاح|استدراك|تنويه", "تحديث|حُدّث|تعديل|عُدّل"),
    ],
)
def test_a_correction_is_called_one(language: Language, anywhere: str, of_corrections: str) -> None:
    """The word is تصويب / Correction: no entry has a euphemism for it, but for what people may type.

    "Updated" and "changed" are for stories that went on; an entry about corrections does not say them.
    """
    spoken = [(key, line) for key, line in _lines(language) if not key.startswith("say.typed.")]
    about = [(key, line) for key, line in spoken if re.search(r"correct|redact", key)]
    word = "تصويب" if language is Language.AR else "orrection"
    assert sum(word in line for _, line in about) >= 10
    assert [key for key, line in spoken if re.search(anywhere, line, re.IGNORECASE)] == []
    assert [key for key, line in about if re.search(of_corrections, line, re.IGNORECASE)] == []


@pytest.mark.parametrize(("key", "limit"), [("name", 64), ("description", 512), ("short_description", 120)])
def test_the_profile_fits(key: str, limit: int) -> None:
    """The bot's profile stays within what the Bot API takes (setMyName, setMyDescription, setMyShortDescription)."""
    for words in catalogue.load().values():
        assert 0 < len(words.text(f"profile.{key}")) <= limit


@pytest.mark.parametrize("language", list(Language))
def test_what_is_missing_at_the_desk_asks_for_no_field_of_a_file(language: Language) -> None:
    """An editor in a chat is asked for a text in a language by its name, with the field that a file has in brackets."""
    sentence = re.sub("[\u2066-\u2069]", "", catalogue.load()[language].text("problem.no_language"))
    assert "(ar)" in sentence
    assert "(en)" in sentence


@pytest.mark.parametrize("key", ["date_form", "item_id", "slug", "source_id"])
def test_a_typed_word_inside_an_arabic_sentence_is_quoted(key: str) -> None:
    """What may be an Arabic word itself would else be read as one of the sentence's."""
    assert "«" in catalogue.load()[Language.AR].text(f"problem.{key}", typed="غدا", ids="")
