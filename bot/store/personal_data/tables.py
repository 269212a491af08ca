"""The list: every table of the schema, what it keeps about a chat or a person, how it is sent and how it is deleted.

A table that is not in it, or a column of an id that it does not name, fails `tests/store/test_personal_data.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store import (
    audience_tables,
    copy_tables,
    delivery_tables,
    follow_tables,
    report_tables,
    search_tables,
    tables,
)
from bot.store.cover_pictures import cover_pictures
from bot.store.personal_data.data_kinds import DataKind
from bot.store.personal_data.personal_column import OnForget, PersonalColumn, PersonalTable, names
from bot.store.picture_files import picture_files

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

_DELETED, _CLEARED, _STAYS = OnForget.DELETED, OnForget.CLEARED, OnForget.STAYS
_OF_STORIES = "stories as they are published"
_IS_DEAD = tables.inbox.c.dead_letter_reason.is_not(None)  # what waits is handled first: `DataKind.WAITING`
_COUNTS = "counts of many, of nobody in particular"


def _any_broadcast() -> ColumnElement[bool]:
    """Return a condition that is always met: the key begins with the push, and without it every row is scanned."""
    every = select(delivery_tables.broadcasts.c.id).scalar_subquery()
    return delivery_tables.deliveries.c.broadcast_id.in_(every)


def _chat(kind: DataKind, sent: str) -> PersonalColumn:
    return PersonalColumn("chat_id", kind, _DELETED, names(sent))


def _member(kind: DataKind, sent: str) -> PersonalColumn:
    return PersonalColumn("user_id", kind, _DELETED, names(sent))


def _deeds(sent: str, *columns: str) -> tuple[PersonalColumn, ...]:
    """Return columns that say which member did something: they stay, since the desk answers for what it did."""
    return tuple(PersonalColumn(column, DataKind.DESK_WORK, _STAYS, names(sent)) for column in columns)


_READERS = (
    PersonalTable(
        tables.readers,
        (
            _chat(
                DataKind.CHOICES,
                "language format_preference=format months digits zone newest_first ephemeral_answers created_at=at",
            ),
        ),
    ),
    PersonalTable(
        tables.current_stories,
        (_chat(DataKind.READING, "story_id=story thread_id=topic"),),
        other_ids=("thread_id",),
    ),
    PersonalTable(tables.last_seen, (_chat(DataKind.READING, "story_id=story revision=version at"),)),
    PersonalTable(search_tables.saved_searches, (_chat(DataKind.SEARCHES, "text at"),), unsent=("id",)),
    PersonalTable(
        tables.inbox,
        (
            PersonalColumn(
                "chat_id",
                DataKind.FAILURES,
                _DELETED,
                names("at raw=request dead_letter_reason=reason dead_letter_cause=cause"),
                also=_IS_DEAD,
            ),
            # Whoever wrote it in a group, as `update_inbox` stores it; not sent, as it may quote somebody else.
            PersonalColumn("raw", DataKind.FAILURES, _DELETED, form='"from":{"id":ID,', within=True, also=_IS_DEAD),
        ),
        other_ids=("update_id",),
        unsent=("dead_letter_log_id", "owner"),
    ),
    PersonalTable(
        tables.refusals, (PersonalColumn("actor", DataKind.ATTEMPTS, _STAYS, names("action first_at last_at count")),)
    ),
    PersonalTable(
        tables.processed_updates, nothing="numbers of updates, without their chats", other_ids=("update_id",)
    ),
)

_REPORTS = (
    PersonalTable(
        report_tables.reports,
        (
            _member(DataKind.REPORTS, "story_id=story item kind line language at told_at"),
            # In a group, without what was reported and by whom.
            _chat(DataKind.REPORTS, "story_id=story item at"),
        ),
        other_ids=("thread_id",),
        unsent=("id", "reported_item_id", "asked_at"),
    ),
    PersonalTable(
        report_tables.report_cards,
        (_member(DataKind.DESK_SESSION, "reported_item_id=report_card message_id=message"),),
        other_ids=("message_id",),
    ),
)

_FOLLOWERS = (
    PersonalTable(
        delivery_tables.subscribers,
        (
            _chat(
                DataKind.FOLLOWS,
                "kind state reason thread_id=topic every=every_story frequency minute weekday quiet_from quiet_to "
                "since=held_since due_at silent both=in_both_languages card=pinned_cards title created_at=since "
                "changed_at",
            ),
            PersonalColumn("set_up_by", DataKind.FOLLOWS, _CLEARED, names("kind=set_up title")),
        ),
        other_ids=("thread_id",),
    ),
    PersonalTable(delivery_tables.subscriptions, (_chat(DataKind.FOLLOWS, "story_id=story"),)),
    PersonalTable(
        follow_tables.follows,
        (_chat(DataKind.FOLLOWS, "topic_id=topic muted created_at=since"),),
    ),
    PersonalTable(
        delivery_tables.pinned_cards,
        (_chat(DataKind.FOLLOWS, "story_id=pinned language message_id=message revision=version format"),),
        other_ids=("message_id",),
    ),
    PersonalTable(
        delivery_tables.deliveries,
        (
            _chat(
                DataKind.PUSHES,
                "broadcast_id=push language state due_at tries message_id=message at reason withdrawn dismissed",
            ),
        ),
        other_ids=("message_id",),
        unsent=("rendition_id",),
        also=_any_broadcast,
    ),
    PersonalTable(
        delivery_tables.post_reactions,
        (_chat(DataKind.REACTIONS, "message_id=message language day count"),),
        other_ids=("message_id",),
        unsent=("story_id",),  # 0 for none
    ),
)

_COPIES = (
    PersonalTable(
        copy_tables.copies,
        (_chat(DataKind.COPIES, "message_id=message inline_message_id=inline_message kind at"),),
        other_ids=("message_id", "page_id"),
    ),
    PersonalTable(
        copy_tables.copy_edits,
        (_chat(DataKind.COPIES, "run_id=correction message_id=message inline_message_id=inline_message state reason"),),
        other_ids=("message_id", "page_id", "rank", "due_at"),
        unsent=("kind", "source", "broadcast_id", "language", "private", "tries"),
    ),
    PersonalTable(
        copy_tables.correction_notices,
        (_chat(DataKind.COPIES, "run_id=correction language message_id=notice state reason due_at"),),
        other_ids=("message_id", "reply_to"),
        unsent=("tries",),
    ),
    PersonalTable(copy_tables.copy_pages, nothing=_OF_STORIES, other_ids=("id",)),
    PersonalTable(copy_tables.inline_offers, nothing=_COUNTS),
    PersonalTable(copy_tables.correction_runs, nothing="corrections, and counts of their copies"),
    PersonalTable(copy_tables.corrected_pages, nothing=_OF_STORIES, other_ids=("page_id", "new_id")),
)

_DESK = (
    PersonalTable(
        tables.members,
        (
            PersonalColumn("user_id", DataKind.DESK_MEMBER, _STAYS, names("role name at=since")),
            PersonalColumn("added_by", DataKind.DESK_WORK, _STAYS),
        ),
    ),
    PersonalTable(tables.invites, _deeds("role at ends_at", "by", "used_by"), unsent=("hash",)),
    PersonalTable(tables.member_locale, (_member(DataKind.DESK_SESSION, "language zone"),)),
    PersonalTable(tables.live_sessions, (_member(DataKind.DESK_SESSION, "story_id=live heard_at content"),)),
    PersonalTable(
        tables.key_values,
        # Written by `desk_screens`.
        (PersonalColumn("key", DataKind.DESK_SESSION, _DELETED, names("value=draft_shown"), form="desk_screen:ID"),),
    ),
    PersonalTable(
        tables.wire_copies, (_member(DataKind.DESK_COPY, "at content"),), other_ids=("screen",), unsent=("id", "screen")
    ),
    PersonalTable(tables.intakes, (_member(DataKind.DESK_COPY, "draft_id=draft content"),)),
    PersonalTable(
        tables.drafts,
        _deeds("id=draft slug state note created_at changed_at", "author", "approved_by", "holder", "changed_by"),
        # What a story is to say is not about who writes it, and others may have written it.
        unsent=("base", "version", "returned", "dossier", "correction"),
    ),
    PersonalTable(
        tables.draft_questions,
        (PersonalColumn("user_id", DataKind.DESK_WORK, _STAYS, names("draft_id=draft question asked_at")),),
        unsent=("turn",),
    ),
    PersonalTable(
        tables.scheduled_publications,
        _deeds("draft_id=draft due_at zone state", "by"),
        unsent=("warned", "broadcast_spec"),
    ),
    PersonalTable(tables.revisions, _deeds("story_id=story number=version at note", "author"), unsent=("dossier",)),
    PersonalTable(
        delivery_tables.broadcasts,
        _deeds("id=push kind state created_at started_at ended_at", "by", "approved_by", "watch_chat"),
        other_ids=("watch_message",),
        unsent=(
            *("story_id", "base", "revision", "spec", "urgency", "due_at", "pending", "sending", "sent", "failed"),
            *(
                "uncertain",
                "cancelled",
                "skipped",
                "deleted",
                "withdrawn",
                "kept",
                "reasons",
                "halted",
            ),
        ),
    ),
    PersonalTable(
        delivery_tables.broadcast_drafts,
        _deeds("id=push_draft spec question asked_at changed_at", "by"),
        unsent=("version", "broadcast_id"),
    ),
    PersonalTable(
        tables.audit,
        _deeds("at action allowed slug", "actor"),
        unsent=("id", "detail"),  # to whom something was done
    ),
    PersonalTable(
        tables.blocks,
        (
            PersonalColumn("blocked_id", DataKind.BLOCK, _STAYS, names("reason at")),
            PersonalColumn("by", DataKind.DESK_WORK, _STAYS),  # it is about who was blocked
        ),
        unsent=("report_id",),
    ),
)

_NOBODY = (
    PersonalTable(tables.stories, nothing=_OF_STORIES),
    PersonalTable(tables.guest_queries, nothing="numbers of questions, without who asked where"),
    PersonalTable(search_tables.search_index, nothing=_OF_STORIES, other_ids=("id",)),
    PersonalTable(search_tables.indexed_stories, nothing=_OF_STORIES),
    PersonalTable(search_tables.vocabulary_forms, nothing=_OF_STORIES),
    PersonalTable(follow_tables.topics, nothing="persons, places and words, without who follows them"),
    PersonalTable(follow_tables.topic_terms, nothing="words, without who follows them"),
    PersonalTable(follow_tables.broadcast_topics, nothing="what pushes tell of"),
    PersonalTable(cover_pictures, nothing=_OF_STORIES, other_ids=("id",)),
    PersonalTable(picture_files, nothing="pictures of stories, without who got them", other_ids=("bot_id",)),
    PersonalTable(report_tables.reported_items, nothing="what was reported, without by whom"),
    PersonalTable(delivery_tables.renditions, nothing="messages without the chats that they are sent to"),
    PersonalTable(delivery_tables.idempotency_keys, nothing="keys of commands, as whoever ran them chose them"),
    PersonalTable(audience_tables.audience_counts, nothing=_COUNTS, other_ids=("id", "held_from")),
    PersonalTable(tables.daily_counts, nothing=_COUNTS),
)

PERSONAL_TABLES = (*_READERS, *_REPORTS, *_FOLLOWERS, *_COPIES, *_DESK, *_NOBODY)


def listed(table: Table) -> PersonalTable | None:
    """Return the entry of a table; None if it has none."""
    return next((entry for entry in PERSONAL_TABLES if entry.table is table), None)
