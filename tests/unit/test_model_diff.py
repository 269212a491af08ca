"""The laws of differences and of setting changes upon a newer base, held by dossiers that Hypothesis makes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Dossier, Event, KeyPoint, Localized, LocalizedLine, PartialDate, Person, Picture, Source, check
from bot.model.diff import LISTS, TEXTS, Change, difference, items, shows_in
from bot.model.language import Language
from bot.model.merging.field_merge import in_language
from bot.model.merging.rebase import Conflict, rebase, take
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterable

Values = dict[tuple[str, str | None], Any]


def _texts() -> st.SearchStrategy[str]:
    return st.sampled_from(("one", "two", "three"))


def _list(make: Any, ids: str) -> st.SearchStrategy[tuple[Any, ...]]:
    """Items of few ids and few texts, so that two lists have much in common, in any order."""
    chosen = st.lists(st.sampled_from(ids), max_size=len(ids), unique=True)
    return chosen.flatmap(lambda names: st.tuples(*(make(name) for name in names)))


def _point(name: str) -> st.SearchStrategy[KeyPoint]:
    return _texts().map(lambda text: KeyPoint(id=f"k-{name}", text=Localized(en=text), sources=("s",)))


def _numbered(name: str) -> st.SearchStrategy[KeyPoint]:
    return _texts().map(lambda text: KeyPoint(id=f"k{name}", text=Localized(en=text), sources=(f"s{name}",)))


def _source(name: str) -> st.SearchStrategy[Source]:
    return _texts().map(lambda text: Source(id=f"s{name}", outlet=LocalizedLine(en=text), language="en"))


def _event(name: str) -> st.SearchStrategy[Event]:
    """Events in one language or both, with a date or without."""
    texts = st.tuples(_texts() | st.none(), _texts() | st.none()).filter(any)
    return st.tuples(texts, st.sampled_from((None, 2024, 2025))).map(
        lambda both: Event(
            id=f"e-{name}",
            text=Localized(ar=both[0][0], en=both[0][1]),
            date=both[1] and PartialDate(year=both[1]),
            sources=("s",),
        )
    )


SMALL = st.builds(
    Dossier,
    slug=st.just("a-story"),
    title=_texts().map(lambda text: LocalizedLine(en=text)),
    standfirst=_texts().map(lambda text: Localized(en=text)),
    unresolved=st.none() | _texts().map(lambda text: Localized(en=text)),
    key_points=_list(_point, "abcdef"),
    events=_list(_event, "abc"),
    sources=st.just((Source(id="s", outlet=LocalizedLine(en="Outlet"), language="en"),)),
)


def _values(dossier: Dossier | None) -> Values:
    """Everything of a dossier that a difference tells of, by part and item."""
    if dossier is None:
        return {}
    heads: Values = {(part, None): text for part in TEXTS if (text := getattr(dossier, part)) is not None}
    return heads | {(part, item): value for part in LISTS for item, value in items(dossier, part).items()}


def _cells(values: Values) -> dict[tuple[str, str | None, str | None, Language | None], Any]:
    """The same by field, and of a text by language; that an item is there is a cell of its own."""
    cells: dict[tuple[str, str | None, str | None, Language | None], Any] = {}
    for (part, item), value in values.items():
        fields = {None: value} if item is None else {name: getattr(value, name) for name in type(value).model_fields}
        cells |= {(part, item, None, None): True} if item else {}
        for name, held in fields.items():
            cells[part, item, name, None] = held if not isinstance(held, Localized) else None
            if isinstance(held, Localized):
                cells |= {(part, item, name, language): in_language(held, language) for language in Language}
    return cells


def _apply(values: Values, changes: Iterable[Change]) -> Values:
    values = dict(values)
    for change in changes:
        assert values.get((change.part, change.item)) == change.before
        if change.after is None:
            del values[change.part, change.item]
        else:
            values[change.part, change.item] = change.after
    return values


def _longest_in_order(places: list[int]) -> int:
    """The length of a longest rising run, found the slow way."""
    best: list[int] = []
    for at, place in enumerate(places):
        best.append(1 + max((best[before] for before in range(at) if places[before] < place), default=0))
    return max(best, default=0)


@settings(deadline=None)
@given(st.none() | SMALL, SMALL)
def test_a_difference_makes_the_new_of_the_old(old: Dossier | None, new: Dossier) -> None:
    """Applied it does, what it says was before was, and each thing is told of once."""
    changes = difference(old, new)
    assert _apply(_values(old), changes) == _values(new)
    assert len({(change.part, change.item) for change in changes}) == len(changes)
    for change in changes:
        match change.kind:
            case "added":
                assert change.before is None
            case "removed":
                assert change.after is None
            case "moved":
                assert change.before == change.after is not None
            case "changed":
                assert None is not change.before != change.after is not None


@settings(
    deadline=None, max_examples=examples(20), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(dossiers(), dossiers())
def test_a_difference_of_whatever_two_dossiers(old: Dossier, new: Dossier) -> None:
    """However they are made; and there is none between a dossier and itself."""
    assert _apply(_values(old), difference(old, new)) == _values(new)
    assert _apply({}, difference(None, new)) == _values(new)
    assert difference(new, new) == ()
    assert {change.kind for change in difference(None, new)} == {"added"}


@settings(deadline=None)
@given(SMALL, SMALL)
def test_the_fields_that_differ(old: Dossier, new: Dossier) -> None:
    """Of an item that changed, those and no others."""
    for change in difference(old, new):
        if change.item is None or change.kind != "changed":
            assert change.fields == ()
            continue
        before, after = change.before, change.after
        assert before is not None
        assert after is not None
        for field in type(before).model_fields:
            assert (getattr(before, field) != getattr(after, field)) is (field in change.fields)


@settings(deadline=None)
@given(SMALL.flatmap(lambda old: st.tuples(st.just(old), st.permutations(old.key_points))))
def test_as_few_move_as_can_be(both: tuple[Dossier, list[KeyPoint]]) -> None:
    """The others keep their order; where none did, none is said to have."""
    old, order = both
    new = old.model_copy(update={"key_points": tuple(order)})
    moved = {change.item for change in difference(old, new)}
    places = [old.key_points.index(point) for point in order]
    assert len(moved) == len(order) - _longest_in_order(places)
    stayed = [old.key_points.index(point) for point in order if point.id not in moved]
    assert stayed == sorted(stayed)


@settings(deadline=None)
@given(st.none() | SMALL, SMALL, SMALL)
def test_changes_are_set_upon_changes(base: Dossier | None, mine: Dossier, theirs: Dossier) -> None:
    """What one of both changed is as they made it, by field and language; what both did is theirs, and a conflict."""
    rebased = rebase(base, mine, theirs)
    was, my, their, values = _values(base), _values(mine), _values(theirs), _values(rebased.dossier)
    conflicts = {(clash.part, clash.item, clash.field, clash.language): clash for clash in rebased.conflicts}
    assert len(conflicts) == len(rebased.conflicts)
    expected: set[tuple[Any, ...]] = set()
    for key in {*was, *my, *their}:
        one, two, three = was.get(key), my.get(key), their.get(key)
        both = two not in (one, three) and three != one
        if not both or None in ((one, two, three) if key[1] else (two, three)):  # one took it out: all or nothing
            assert values.get(key) == (two if three == one else three), key
            expected |= {(*key, None, None)} if both else set()
            continue
        cells = [_cells({key: value}) for value in (one, two, three, values[key])]
        for cell in set().union(*cells):
            before, mine_there, theirs_there, merged = (each.get(cell) for each in cells)
            if (*cell[:3], None) in conflicts and cell[3]:  # some choice would leave the text in no language
                assert merged == theirs_there
                expected.add((*cell[:3], None))
                continue
            assert merged == (mine_there if theirs_there == before else theirs_there), cell
            if mine_there not in (before, theirs_there) and theirs_there != before:
                expected.add(cell)
                assert (conflicts[cell].mine, conflicts[cell].theirs) == (mine_there, theirs_there)
    assert set(conflicts) == expected


@settings(deadline=None)
@given(st.none() | SMALL, SMALL, SMALL)
def test_who_changed_nothing_is_in_nobodys_way(base: Dossier | None, mine: Dossier, theirs: Dossier) -> None:
    """Mine upon a base that has not moved is mine, theirs is theirs where mine is the base, to the very order."""
    if base:
        assert rebase(base, mine, base) == rebase(base, base, mine)
        assert (rebase(base, mine, base).dossier, rebase(base, mine, base).conflicts) == (mine, ())
        assert (rebase(base, base, theirs).dossier, rebase(base, base, theirs).conflicts) == (theirs, ())
    assert (rebase(base, mine, mine).dossier, rebase(base, mine, mine).conflicts) == (mine, ())


@settings(deadline=None)
@given(st.none() | SMALL, SMALL, SMALL)
def test_the_order_of_both(base: Dossier | None, mine: Dossier, theirs: Dossier) -> None:
    """Where they left the order, mine; otherwise theirs, with what I added right behind what it follows with me."""
    merged = rebase(base, mine, theirs).dossier
    for part in ("key_points", "events"):
        was = list(items(base, part)) if base else []
        my, their, texts = (list(items(dossier, part)) for dossier in (mine, theirs, merged))
        if their == was:
            assert [item for item in texts if item in my] == [item for item in my if item in texts]
            continue
        assert [item for item in texts if item in their] == [item for item in their if item in texts]
        new = {item for item in my if item not in was and item not in their}
        mine_here = [item for item in my if item in texts]
        for before, item in pairwise([None, *mine_here]):
            if item in new:
                assert texts.index(item) == (0 if before is None else texts.index(before) + 1), texts


@settings(deadline=None)
@given(st.none() | SMALL, SMALL, SMALL, st.data())
def test_a_conflict_is_settled_by_taking_mine(
    base: Dossier | None, mine: Dossier, theirs: Dossier, data: st.DataObject
) -> None:
    """It alone; once all are, everything that I changed is as I made it."""
    rebased = rebase(base, mine, theirs)
    dossier = rebased.dossier
    conflicts: list[Conflict] = data.draw(st.permutations(rebased.conflicts))
    for conflict in conflicts:
        before = _cells(_values(dossier))
        dossier = take(dossier, conflict)
        after = _cells(_values(dossier))
        assert take(dossier, conflict) == dossier
        assert Dossier.model_validate_json(dossier.model_dump_json(exclude_none=True)) == dossier, "it can be stored"
        place = (conflict.part, conflict.item, conflict.field, conflict.language)
        depth = 4 if conflict.language else 3 if conflict.field else 2
        own = {cell for cell in {*before, *after} if cell[:depth] == place[:depth]}
        assert {cell: value for cell, value in after.items() if cell not in own} == {
            cell: value for cell, value in before.items() if cell not in own
        }
    was, my, values = (_cells(_values(each)) for each in (base, mine, dossier))
    there = _values(theirs)
    for cell in {*was, *my}:
        if my.get(cell) != was.get(cell) and ((cell[:2] in there) or cell[1] is None):
            assert values.get(cell) == my.get(cell), cell


def test_different_fields_and_languages_do_not_meet() -> None:
    """Of one quotation I change the Arabic and the date, they the English and the sources: all four stand."""
    tree = {
        "slug": "a",
        "title": {"ar": "عنوان", "en": "Title"},
        "standfirst": {"en": "S"},
        "people": [{"id": "n1", "name": {"en": "Ann"}, "sources": ["s1"]}],
        "sources": [
            {"id": f"s{number}", "outlet": {"en": f"Outlet {number}"}, "language": "en"} for number in (1, 2, 3)
        ],
    }
    quote = {"id": "q1", "speaker": "n1", "words": {"ar": "قول", "en": "Words"}, "language": "en", "sources": ["s1"]}
    base = Dossier.model_validate({**tree, "quotes": [quote]})
    my_quote = {**quote, "words": {"ar": "قول آخر", "en": "Words"}, "date": "2025-04-28", "sources": ["s1", "s2"]}
    their_quote = {**quote, "words": {"ar": "قول", "en": "Other words"}, "sources": ["s3"]}
    mine = Dossier.model_validate({**tree, "title": {"ar": "عنوان لي", "en": "Title"}, "quotes": [my_quote]})
    theirs = Dossier.model_validate({**tree, "title": {"ar": "عنوان", "en": "Theirs"}, "quotes": [their_quote]})
    rebased = rebase(base, mine, theirs)
    (merged,) = rebased.dossier.quotes
    assert rebased.conflicts == ()
    assert (merged.words.ar, merged.words.en, str(merged.date)) == ("قول آخر", "Other words", "2025-04-28")
    assert merged.sources == ("s3", "s2")
    assert (rebased.dossier.title.ar, rebased.dossier.title.en) == ("عنوان لي", "Theirs")
    again = Dossier.model_validate({**tree, "quotes": [{**my_quote, "words": {"ar": "قول ثالث", "en": "My words"}}]})
    (clash,) = rebase(base, again, theirs).conflicts
    assert clash == Conflict("quotes", "q1", "My words", "Other words", "words", Language.EN)


NUMBERED = st.builds(
    Dossier,
    slug=st.just("a-story"),
    title=st.just(LocalizedLine(en="Title")),
    standfirst=st.just(Localized(en="Standfirst")),
    key_points=_list(_numbered, "123"),
    sources=st.tuples(*(_source(name) for name in "123")),
)


@settings(deadline=None)
@given(NUMBERED, NUMBERED)
def test_two_who_number_alike_lose_nothing(mine: Dossier, theirs: Dossier) -> None:
    """What both added under one number stand beside each other, and what names mine still names mine."""
    base = mine.model_copy(update={"key_points": (), "sources": ()})
    rebased = rebase(base, mine, theirs)
    merged = rebased.dossier
    assert rebased.conflicts == ()
    assert check(merged.model_dump(mode="json")) == ()
    points = [
        *(
            (point.text, dossier.source(point.sources[0]).outlet)
            for dossier in (mine, theirs)
            for point in dossier.key_points
        ),
    ]
    match = [(point.text, merged.source(point.sources[0]).outlet) for point in merged.key_points]
    assert set(match) == set(points)
    for point in theirs.key_points:
        assert point in merged.key_points
    for old, new in rebased.renamed.items():
        assert old in _ids(mine) & _ids(theirs)
        assert new not in _ids(mine) | _ids(theirs)


def test_two_who_name_alike_mean_one() -> None:
    """A person's id is the name: the two are told as a conflict, and a quotation keeps its speaker."""
    base = Dossier(slug="a", title=LocalizedLine(en="T"), standfirst=Localized(en="S"))
    mine, theirs = (
        base.model_copy(update={"people": (Person(id="kim", name=LocalizedLine(en=name), sources=("s1",)),)})
        for name in ("Kim", "Kim Jong Un")
    )
    rebased = rebase(base, mine, theirs)
    assert rebased.conflicts == (Conflict("people", "kim", mine.people[0], theirs.people[0]),)
    assert (rebased.dossier, rebased.renamed) == (theirs, {})


def test_a_new_number_is_named_everywhere() -> None:
    """By speakers and corrections too."""
    base = Dossier(slug="a", title=LocalizedLine(en="T"), standfirst=Localized(en="S"))
    tree = {
        "people": [{"id": "n1", "name": {"en": "Mine"}, "sources": ["s1"]}],
        "sources": [{"id": "s1", "outlet": {"en": "Outlet"}, "language": "en"}],
        "quotes": [{"id": "q1", "speaker": "n1", "words": {"en": "x"}, "language": "en", "sources": ["s1"]}],
        "corrections": [{"id": "c1", "date": "2025", "item": "q1", "text": {"en": "y"}}],
    }
    mine = Dossier.model_validate(base.model_dump(mode="json") | tree)
    other = {"id": "n1", "name": {"en": "Theirs"}, "sources": ["s1"]}
    quote = {"id": "q1", "speaker": "n1", "words": {"en": "z"}, "language": "en", "sources": ["s1"]}
    theirs = Dossier.model_validate(mine.model_dump(mode="json") | {"people": [other], "quotes": [quote]})
    used = rebase(base, mine, theirs, {"q7", "n1", "elsewhere"})
    assert used.renamed == {"n1": "n2", "q1": "q8", "c1": "c2"}
    merged = rebase(base, mine, theirs).dossier
    assert {person.id: person.name.en for person in merged.people} == {"n1": "Theirs", "n2": "Mine"}
    assert {(quote.id, quote.speaker, quote.words.en) for quote in merged.quotes} == {
        ("q1", "n1", "z"),
        ("q2", "n2", "x"),
    }
    assert {(correction.id, correction.item) for correction in merged.corrections} == {("c1", "q1"), ("c2", "q2")}
    assert check(merged.model_dump(mode="json")) == ()


def _ids(dossier: Dossier) -> set[str]:
    return {item for part in LISTS for item in items(dossier, part)}


def test_a_picture_is_taken_as_a_whole() -> None:
    """Whose side is taken has its own credit: a picture is never set beside another's. Readers are told of neither."""
    base = Dossier.model_validate({"slug": "x", "title": {"en": "X"}, "standfirst": {"en": "Y"}})
    one, two = (
        Picture.model_validate({"file": name * 64, "credit": {"en": name}, "description": {"en": name}})
        for name in "ab"
    )
    mine, theirs = (base.model_copy(update={"picture": picture}) for picture in (one, two))
    rebased = rebase(base, mine, theirs)
    (conflict,) = rebased.conflicts
    assert (conflict.part, conflict.mine, conflict.theirs, rebased.dossier.picture) == ("picture", one, two, two)
    assert take(rebased.dossier, conflict).picture == one
    assert rebase(base, mine, base).dossier.picture == one
    assert rebase(mine, base, mine).dossier.picture is None
    (change,) = difference(mine, theirs)
    assert (change.kind, change.fields, change.is_told) == ("changed", ("file", "credit", "description"), False)
    assert not any(shows_in(change, language) for language in Language)
