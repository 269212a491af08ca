"""The publish panel: everything that publishing a draft does, and a button for each way to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.corrections.carrying import added
from bot.model.diff import difference
from bot.model.language import Language
from bot.views import diff_view
from bot.views.correction_text import label
from bot.views.desk import broadcast_report, item_summary
from bot.views.desk.publishing import copies_report, message_preview, repeated_words
from bot.views.desk.publishing.preview_warnings import flags, summarized, what
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Paragraph, Run
from bot.views.story_update import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Dossier
    from bot.model.corrections.choice import CorrectionChoice
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.store.recipients import Forecast
    from bot.views.desk.publishing.copies_report import CopyForecast
    from bot.views.desk.publishing.repeated_words import Place
    from bot.views.document import Block, Button, Document
    from bot.views.story_update import StoryUpdate

PUSHED = "push"  # item of a release button that pushes as well
_LISTED = 6  # warnings on the panel: the preview has all
_CHANGES = 8  # changes beside those that the message shows


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """What the panel shows: the `draft`, its `dossier` as published, `before` it, the push (None: nothing to send).

    `is_update` where corrections are left out, `may_push` where the viewer may push.
    """

    draft: Draft
    dossier: Dossier
    before: Dossier | None
    update: StoryUpdate | None
    forecast: Forecast | None
    is_update: bool
    may_push: bool
    copies: CopyForecast | None = None

    @property
    def repeated(self) -> tuple[Place, ...]:
        """Where what the new corrections take away still stands."""
        return repeated_words.places(self.before, self.dossier) if self.before else ()


def document(
    facts: PanelFacts, header: str, words: Mapping[Language, Translator], preferences: Preferences
) -> Document:
    """Build the panel below the draft's header."""
    own = words[preferences.language]
    return screen(
        own,
        item_summary.title(facts.dossier, own),
        header,
        *_blocks(facts, words, preferences),
        rows=(*_buttons(facts, own, preferences),),
    )


def why_asked(choice: CorrectionChoice, words: Translator) -> str:
    """Return the question for the corrections' reason; of one that is there in one language, for the other's."""
    there = [language for language in Language if choice.why and choice.why.has(language)]
    if choice.why and len(there) == 1:
        return words.text(f"desk.correct.why_{there[0].other}", why=choice.why.localize(there[0])[0])
    return words.text("desk.correct.why_withdrawn" if choice.is_withdrawal else "desk.correct.why")


def _blocks(facts: PanelFacts, words: Mapping[Language, Translator], preferences: Preferences) -> Iterator[Block | str]:
    own = words[preferences.language]
    if facts.update and facts.may_push:
        yield from message_preview.messages(facts.update, facts.forecast, words, preferences)
    else:
        yield own.text("desk.panel.no_push")
    yield from _changes(facts, own, preferences)
    if facts.copies:
        yield from _copies(facts.copies, own, preferences)
    yield from repeated_words.lines(facts.repeated, facts.dossier, own, preferences)
    yield from _explained_in(facts, own)
    yield from _missing(facts, own, preferences)
    if facts.draft.note:
        yield own.text("desk.draft.note", note=facts.draft.note)
    if facts.update and facts.forecast and facts.may_push:
        yield "\n".join(_recipients(facts.forecast, own))
        yield Paragraph((Run(own.text("desk.panel.reply")),), note=True)


def _copies(copies: CopyForecast, words: Translator, preferences: Preferences) -> Iterator[Block | str]:
    """Yield a copy beside what it is corrected to, and how many there are."""
    yield from copies_report.compared(copies, words, preferences)
    yield from copies_report.expected(copies, words)


def _recipients(forecast: Forecast, words: Translator) -> Iterator[str]:
    """Yield how many get the push at once and later, and how long it takes; to whom stands above the messages."""
    total = forecast.tally.total
    yield words.count("desk.panel.total", total) if total else words.text("desk.push.dry.nobody")
    if forecast.tally.held:
        yield words.count("desk.push.dry.held", forecast.tally.held)
    if total:
        yield words.text("desk.push.dry.takes", span=broadcast_report.span(forecast.seconds, words))


def _changes(facts: PanelFacts, words: Translator, preferences: Preferences) -> Iterator[Block | str]:
    """Yield what changes in the story beside the new items that the message shows."""
    if facts.before is None:
        yield from diff_view.blocks(None, facts.dossier, words, preferences)
        return
    changes = difference(facts.before, facts.dossier)
    if facts.update and facts.may_push:
        corrected = {item.item for item in facts.dossier.corrections if item not in facts.before.corrections}
        changes = tuple(
            change
            for change in changes
            if (change.kind != "added" or change.part not in SHOWN) and change.item not in corrected - {None}
        )
    if changes:
        yield words.text("desk.panel.changes")
        yield from diff_view.lines(changes[:_CHANGES], facts.before, facts.dossier, words, preferences)
        if more := len(changes) - _CHANGES:
            yield from (words.count("desk.change.more", more),) if more > 0 else ()


def _explained_in(facts: PanelFacts, words: Translator) -> Iterator[str]:
    """Yield in which language the corrections' reason is missing, of those that they are told in."""
    why = facts.draft.correction and facts.draft.correction.why
    for language in Language:
        if why and not why.has(language) and any(record.has(language) for record in _written(facts)):
            yield words.text(f"desk.panel.why_no_{language}")


def _missing(facts: PanelFacts, words: Translator, preferences: Preferences) -> Iterator[str]:
    """Yield what is missing in the draft; what readers saw otherwise stands above, as a correction or a change."""
    warnings = [
        flag
        for flag in summarized(flags(facts.dossier, facts.before))
        if flag.key not in {"desk.flag.changed", "desk.flag.removed"}
    ]
    if not warnings:
        return
    lines = [words.count("desk.panel.missing", len(warnings))]
    for flag in warnings[:_LISTED]:
        entries = getattr(facts.dossier, flag.part) if flag.item else ()
        item = next((entry for entry in entries if entry.id == flag.item), None)
        where = item_summary.line(facts.dossier, item, words, preferences, 45) if item else None
        place = where or words.text(f"desk.part.{flag.part}")
        lines.append(words.text("desk.publish.fault", where=place, what=what(flag, words)))
    if (more := len(warnings) - _LISTED) > 0:
        lines.append(words.count("desk.panel.missing_more", more))
    yield "\n".join(lines)


def _buttons(
    facts: PanelFacts, words: Translator, preferences: Preferences
) -> Iterator[tuple[Button, ...] | list[Button]]:
    draft = facts.draft
    version = str(draft.version)
    is_pushed = facts.update is not None and facts.may_push
    yield [button(words.text("desk.button.publish"), "release", draft.id, value=version)]
    if is_pushed:
        yield [button(words.text("desk.push.with"), "release", draft.id, item=PUSHED, value=version)]
    yield [button(words.text("desk.panel.at"), "schedule", draft.id)]
    more = [button(words.text("desk.panel.note"), "pubnote", draft.id)]
    if is_pushed:
        more.append(button(words.text("desk.button.preview"), "pushlook", draft.id, item="draft"))
    yield from rows(more)
    is_corrected = facts.before is not None and facts.before.corrections != facts.dossier.corrections
    is_withdrawn = draft.correction is not None and draft.correction.is_withdrawal
    if not is_withdrawn and (is_corrected or facts.is_update):  # what is withdrawn is told of in any case
        key = "desk.panel.corrections_on" if facts.is_update else "desk.panel.corrections_off"
        yield [button(words.text(key), "pubfix", draft.id)]
    records = _written(facts)
    if records and facts.before:
        why = button(words.text("desk.panel.why"), "pubwhy", draft.id)
        class_ = words.text("desk.panel.class", name=label(records[0], words))
        yield [*([] if is_withdrawn else [button(class_, "pubclass", draft.id)]), why]
    yield from repeated_words.buttons(facts.repeated, facts.dossier, draft.id, words, preferences)
    yield [button(words.text("desk.button.back"), "calloff", draft.id)]


def _written(facts: PanelFacts) -> list[Correction]:
    """Return the records that publishing writes; those that were written in the draft are as they are."""
    own = {record.id for record in facts.draft.dossier.corrections}
    return [record for record in added(facts.before, facts.dossier) if record.id not in own]
