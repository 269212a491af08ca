"""Screens of wire copy: where it belongs, its day, the tally of its proposals, and one proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import dates, lists
from bot.intake.proposals import waiting
from bot.intake.result import Event, Person, Quote
from bot.model import PartialDate
from bot.model.language import Language
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Paragraph, Run, Style
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.intake.proposals import Proposal, StoredIntake
    from bot.model import Dossier
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.views.document import Block, Button, Document

_PEOPLE = 8  # offered as the speaker
_LISTED = 12  # dropped parts on one screen
_GAPS = 6
_LINE = 200  # UTF-16 units of a dropped part
_BUTTON = 40

Gaps = tuple[tuple[str, str | None, str, Language], ...]


def day(draft: Draft, days: Sequence[date], left_open: str, words: Translator, preferences: Preferences) -> Document:
    """Build the question for the copy's day, with days as buttons."""
    offered = [
        button(dates.format_date(PartialDate.parse(str(day)), preferences), "copyday", draft.id, value=str(day))
        for day in days
    ]
    none = [button(words.text("desk.intake.day.open"), "copyday", draft.id, value=left_open)]
    return screen(words, words.text("desk.intake.title"), words.text("desk.intake.day"), rows=(*rows(offered), none))


def heading(draft: Draft, words: Translator, *, has_title: bool) -> Document:
    """Build the question for title and standfirst, or for the standfirst alone."""
    text = words.text("desk.intake.standfirst" if has_title else "desk.intake.heading")
    later = [button(words.text("desk.intake.later"), "calloff", draft.id)]
    return screen(words, words.text("desk.intake.title"), text, rows=(later,))


def headed(
    draft: Draft, header: str, gaps: Gaps, words: Translator, preferences: Preferences, *, may_publish: bool
) -> Document:
    """Build the screen of a draft whose copy is decided and whose title is written: one tap from publishing."""
    title, standfirst = item_summary.title(draft.dossier, words), draft.dossier.standfirst.localize(words.language)[0]
    waits = _waiting(draft, gaps, words, preferences)
    return screen(words, title, header, standfirst, *waits, rows=_ways_on(draft, gaps, words, may_publish=may_publish))


def tally(
    draft: Draft, stored: StoredIntake, proposals: Sequence[Proposal], words: Translator, preferences: Preferences,
    *, gaps: Gaps, header: str, may_publish: bool,
) -> Document:  # fmt: skip
    """Build the one message with what was found: to accept all, or to go through; at the end to publish."""
    left = waiting(tuple(proposals))
    doubtful = sum(bool(proposal.doubts) for proposal in left)
    known = sum(proposal.state == "known" for proposal in proposals)
    ahead = _not_happened(left)
    lines = [
        _counts(proposals, len(stored.result.dropped), words),
        words.count("desk.intake.waiting", len(left)) if left else words.text("desk.intake.decided"),
        words.count("desk.intake.doubtful", doubtful) if doubtful else None,
        words.count("desk.intake.not_happened", ahead) if ahead else None,
        words.count("desk.intake.known", known) if known else None,
    ]
    accept = [button(words.text("desk.intake.accept_all"), "intakeall", draft.id)]
    through = [button(words.text("desk.intake.go_through"), "card", draft.id)]
    rest = [button(words.text("desk.intake.drop_all"), "intakerest", draft.id)]
    seen = [button(words.text("desk.intake.dropped"), "copydrop", draft.id)] if stored.result.dropped else []
    decide = (accept, through, rest) if left else ()
    waits = () if left else _waiting(draft, gaps, words, preferences)
    ways = _ways_on(draft, () if left else gaps, words, may_publish=may_publish and not left)
    text = "\n".join(line for line in lines if line)
    return screen(words, words.text("desk.intake.title"), header, text, *waits, rows=(*decide, seen, *ways))


def left(proposals: Sequence[Proposal], words: Translator) -> str | None:
    """Word what 'accept all' left to the editor, and why."""
    ahead = _not_happened(proposals)
    why = words.text("desk.intake.left_planned") if ahead else ""
    return f"{words.count('desk.intake.left', len(proposals))} {why}".strip() if proposals else None


def dropped(draft: Draft, stored: StoredIntake, words: Translator) -> Document:
    """Build the list of what of the copy is not the story, each with the reason."""
    parts = stored.result.dropped
    lines = [_labelled(words.text(f"cli.intake.why.{part.why}"), shorten(part.text, _LINE)) for part in parts[:_LISTED]]
    more = words.count("desk.intake.more", len(parts) - _LISTED) if len(parts) > _LISTED else None
    back = [button(words.text("desk.button.back"), "intake", draft.id)]
    return screen(words, words.text("desk.intake.dropped"), *lines, more, rows=(back,))


def card(
    draft: Draft, stored: StoredIntake, proposal: Proposal, words: Translator, preferences: Preferences,
    *, with_sentence: bool = False,
) -> Document:  # fmt: skip
    """Build the screen of a proposal, with what is in doubt and who may be meant."""
    doubts = [Paragraph((Run(words.text(f"desk.intake.doubt.{doubt}")),)) for doubt in proposal.doubts]
    sentence = proposal.sentence if with_sentence else None
    quoted = _labelled(words.text("desk.intake.sentence"), sentence) if sentence else None
    key, entry = proposal.key, proposal.entry
    accept = button(words.text(_accept_label(proposal)), "cardyes", draft.id, value=key)
    edit = button(words.text("desk.button.change"), "cardedit", draft.id, value=key)
    drop = button(words.text("desk.intake.drop"), "cardno", draft.id, value=key)
    said = button(words.text("desk.intake.show_sentence"), "cardsaid", draft.id, value=key)
    back = [button(words.text("desk.button.back"), "intake", draft.id)]
    speakerless = isinstance(entry, Quote) and entry.speaker is None
    choice = rows(_people(draft, stored, key, words)) if speakerless else rows(_same(draft, proposal, words))
    first = [edit] if speakerless else [accept, edit]
    second = [drop, *([said] if proposal.sentence and not with_sentence else [])]
    body = _body(proposal, words, preferences)
    title = words.text(f"desk.intake.one.{proposal.part}")
    return screen(words, title, *body, *doubts, quoted, rows=(*choice, first, second, back))


def name_of(dossier: Dossier, stored: StoredIntake, person: str | None, other: str) -> str | None:
    """Return the name behind a button of `card`: of a person of the draft, or of one of the copy (`n3`)."""
    if person:
        language = Language(stored.result.language)
        return next((entry.name.localize(language)[0] for entry in dossier.people if entry.id == person), None)
    number = int(other[1:]) if other[1:].isdecimal() else len(stored.result.people)
    return stored.result.people[number].name if number < len(stored.result.people) else None


def _not_happened(proposals: Sequence[Proposal]) -> int:
    """Count the events that the copy does not tell as happened."""
    return sum(isinstance(entry := proposal.entry, Event) and entry.status != "happened" for proposal in proposals)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph((Run(label, Style.STRONG), Run("\n"), Run(text)))


def _accept_label(proposal: Proposal) -> str:
    return "desk.intake.new_person" if proposal.part == "people" and proposal.doubts else "desk.intake.accept"


def _body(proposal: Proposal, words: Translator, preferences: Preferences) -> Iterator[Block]:
    match proposal.entry:
        case Quote() as quote:
            yield Paragraph((Run(f"“{quote.text}”"),))
            yield Paragraph((Run(f"— {quote.speaker or '?'}"),))
        case Event() as event:
            shown = dates.format_date(PartialDate.parse(event.date), preferences) if event.date else event.said
            yield Paragraph((Run(shown, Style.STRONG),))
            yield Paragraph((Run(event.text),))
        case Person() as person:
            yield Paragraph((Run(person.name, Style.STRONG),))
            if person.role:
                yield Paragraph((Run(person.role),))
            if person.kind == "organisation":
                yield Paragraph((Run(words.text("desk.form.sort.organisation")),))
        case title:
            yield Paragraph((Run(title),))


def _people(draft: Draft, stored: StoredIntake, key: str, words: Translator) -> Iterator[Button]:
    """Yield who may have said it: people of the draft, then those of the copy who are not among them."""
    present = [(person.id, person.name.localize(words.language)[0]) for person in draft.dossier.people]
    fresh = [
        (number, person.name)
        for number, person in enumerate(stored.result.people)
        if f"n{number}" not in stored.decisions
    ]
    for item, name in present[:_PEOPLE]:
        yield button(shorten(name, _BUTTON), "cardwho", draft.id, item=item, value=key)
    for number, name in fresh[: _PEOPLE - len(present[:_PEOPLE])]:
        yield button(shorten(name, _BUTTON), "cardwho", draft.id, value=f"{key}-n{number}")


def _same(draft: Draft, proposal: Proposal, words: Translator) -> Iterator[Button]:
    """Yield who of the draft a person of the copy may be."""
    doubts = proposal.entry.doubts if isinstance(proposal.entry, Person) else ()
    for person in draft.dossier.people:
        if person.id in doubts:
            label = words.text("desk.intake.same", name=shorten(person.name.localize(words.language)[0], _BUTTON))
            yield button(label, "cardwho", draft.id, item=person.id, value=proposal.key)


def _counts(proposals: Sequence[Proposal], lines: int, words: Translator) -> str:
    """Word the tally: '6 quotes, 4 events, 1 new person and 3 lines dropped'."""
    counted = {part: sum(proposal.part == part for proposal in proposals) for part in ("quotes", "events")}
    counted["people"] = sum(proposal.part == "people" and proposal.state != "known" for proposal in proposals)
    counted["dropped"] = lines
    parts = [words.count(f"desk.intake.count.{name}", number) for name, number in counted.items()]
    return lists.listed(parts, words.language)


def _waiting(draft: Draft, gaps: Gaps, words: Translator, preferences: Preferences) -> tuple[Block, ...]:
    """List what lacks its other language, an item once."""
    if not gaps:
        return ()
    items = list(dict.fromkeys((part, item) for part, item, _, _ in gaps))
    lines = []
    for part, item in items[:_GAPS]:
        entry = next((entry for entry in getattr(draft.dossier, part) if entry.id == item), None) if item else None
        line = item_summary.line(draft.dossier, entry, words, preferences) if entry else words.text(f"desk.part.{part}")
        lines.append(f"• {line}")
    more = [words.count("desk.intake.more", len(items) - _GAPS)] if len(items) > _GAPS else []
    head = Run(words.count("desk.draft.waiting", len(gaps)), Style.STRONG)
    return (Paragraph((head, Run("\n"), Run("\n".join((*lines, *more))))),)


def _ways_on(draft: Draft, gaps: Gaps, words: Translator, *, may_publish: bool) -> tuple[list[Button], ...]:
    publish = [button(words.text("desk.button.publish"), "publish", draft.id)] if may_publish else []
    gap = [button(words.count("desk.draft.waiting", len(gaps)), "waiting", draft.id)] if gaps else []
    return publish, gap, [button(words.text("desk.button.draft"), "draft", draft.id)]
