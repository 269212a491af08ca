"""Edits of pictures: the first of them takes the upload along, all others its file id."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.model.roles import Role
from bot.store import members, picture_files, stories
from bot.store.copies import edits
from bot.store.picture_files import PictureFile
from bot.telegram_api.outcomes import Cause, Rejected, RetryAt, Sent, Uncertain, describe
from bot.telegram_api.uploading.photo import file_id_of, is_file_refused
from bot.telegram_api.uploading.upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.copies.edits import PendingEdit
    from bot.store.copies.runs import CorrectedPage, Run
    from bot.store.database import Database
    from bot.telegram_api.client import Client
    from bot.telegram_api.outcomes import Outcome
    from bot.telegram_api.rate_limiter import Priority

METHOD = "editMessageMedia"
UNDRAWN = "undrawn"
"""The reason of a picture that could not be replaced: its caption says what was corrected, or withdrawn."""

_FILE = "picture"  # the name of the file's part in the form, as edits are stored with it
_SAME = "message is not modified"
_WAIT = 1.0  # seconds until an inline copy looks again whether another copy took the upload along
_WAITS = 10  # times that it looks
_SOON = timedelta(seconds=10)  # for a copy that rests longer, as a flood wait may have it, none waits

log = structlog.get_logger(__name__)


class PictureEditor:
    """Edits the pictures of one run at a priority.

    An edit by `inline_message_id` cannot upload (https://core.telegram.org/bots/api#editmessagemedia): it waits for the
    file id of a copy in a chat. Where there is none, or it takes too long, the picture is sent to whoever published the
    correction, or to an owner, without a sound, and deleted at once: its file id stays good.
    """

    def __init__(
        self, database: Database, client: Client, run: Run, priority: Priority, *, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._client = client
        self._run = run
        self._priority = priority
        self._now = now
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # one upload of each picture

    async def edit(self, edit: PendingEdit, page: CorrectedPage, head: bytes) -> Outcome:
        """Replace one picture; `head` is the beginning of the body, which names the message."""
        key, picture, body = page.picture_key or "", page.picture, page.body or b""
        async with self._turns[key]:
            file_id = await self._find(key)
            if file_id is None and picture is not None:
                if not edit.inline_message_id:
                    outcome = await self._call(edit, head + body, Upload(_FILE, picture))
                    await self._keep(key, file_id_of(outcome))
                    return outcome
                if edit.tries < _WAITS and await self._is_awaited(key):
                    return RetryAt(_WAIT, Cause.AWAY, "no file id yet")
                file_id = await self._upload_apart(picture)
                await self._keep(key, file_id)
        if file_id is None:
            return await self._caption_alone(edit, body, head)
        named = body.replace(_quoted(Upload(_FILE, b"").reference), _quoted(file_id), 1)
        outcome = await self._call(edit, head + named)
        if is_file_refused(outcome):
            await self._forget(key)
            return Uncertain(describe(outcome))
        return outcome

    async def _caption_alone(self, edit: PendingEdit, body: bytes, head: bytes) -> Outcome:
        """Let a picture that cannot be drawn or uploaded say in its caption what was corrected; it counts as failed."""
        parameters = json.loads(b"{" + body)
        media = parameters.pop("media")
        fields = {name: media[name] for name in ("caption", "parse_mode")} | parameters
        captioned = head + json.dumps(fields, ensure_ascii=False).encode()[1:]
        outcome = await self._client.call(
            "editMessageCaption", captioned, chat=_chat(edit), priority=self._priority, has_turn=True
        )
        is_same = isinstance(outcome, Rejected) and _SAME in outcome.description.lower()
        return Rejected(400, UNDRAWN) if is_same or isinstance(outcome, Sent) else outcome

    async def _upload_apart(self, picture: bytes) -> str | None:
        upload = Upload(_FILE, picture)
        for user in await self._desk():
            body = json.dumps({"chat_id": user, "photo": upload.reference, "disable_notification": True}).encode()
            outcome = await self._client.call("sendPhoto", body, chat=user, priority=self._priority, upload=upload)
            if isinstance(outcome, Sent) and (file_id := file_id_of(outcome)):
                place = json.dumps({"chat_id": user, "message_id": outcome.message_id}).encode()
                await self._client.call("deleteMessage", place, chat=user, priority=self._priority)
                return file_id
            log.info("correction.picture_not_uploaded", outcome=describe(outcome))
        return None

    async def _desk(self) -> list[int]:
        async with self._database.read() as conn:
            history = await stories.history(conn, self._run.story)
            owners = [member.user_id for member in await members.all_(conn) if member.role is Role.OWNER]
        authors = [known.author for known in history if known.number == self._run.revision and known.author]
        return list(dict.fromkeys([*authors, *owners]))

    async def _is_awaited(self, key: str) -> bool:
        async with self._database.read() as conn:
            return await edits.has_pending_picture(conn, self._run.id, key, self._now() + _SOON)

    async def _find(self, key: str) -> str | None:
        async with self._database.read() as conn:
            return await picture_files.find(conn, self._client.bot_id, key)

    async def _keep(self, key: str, file_id: str | None) -> None:
        if file_id is None:
            return
        row = PictureFile(key, self._run.story, int(key.split(":")[2]), file_id, self._now())
        async with self._database.write() as conn:
            await picture_files.record(conn, self._client.bot_id, row)

    async def _forget(self, key: str) -> None:
        async with self._database.write() as conn:
            await picture_files.delete_key(conn, self._client.bot_id, key)

    async def _call(self, edit: PendingEdit, body: bytes, upload: Upload | None = None) -> Outcome:
        return await self._client.call(
            METHOD, body, chat=_chat(edit), priority=self._priority, has_turn=True, upload=upload
        )


def _chat(edit: PendingEdit) -> int | str:
    return edit.inline_message_id or edit.chat_id


def _quoted(reference: str) -> bytes:
    """Return a file's name as it stands in JSON; within a caption the quotation marks would be escaped."""
    return f'"media":"{reference}"'.encode()
