"""Pictures of stories, drawn or a cover's own: uploaded once, then known by the file id that Telegram gave."""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Self

from bot.services.pictures.drawing_process import DrawingProcess
from bot.store import cover_pictures, picture_files
from bot.views.pictures import compose

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.store.database import Database
    from bot.views.pictures.picture import Picture

_LOOK = "1"  # of pictures: a change of how they are drawn counts it up, and none that was uploaded before is sent again
_DRAWN = 32  # pictures kept as bytes: a few megabytes; they are needed until their file id is known
_STORIES = 500  # whose file ids are remembered


class PictureKey(NamedTuple):
    """What a picture depends on: the story's revision, the item (None for the story), and its reader's preferences."""

    story: int
    revision: int
    item: str | None
    preferences: Preferences

    def __str__(self) -> str:
        own = self.preferences
        parts = (_LOOK, self.story, self.revision, self.item or "", own.language, own.months, own.digits)
        return ":".join(map(str, parts))


class CoverKey(NamedTuple):
    """What a cover's picture depends on: its content alone, whatever drafts and revisions have it."""

    file: str
    story: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{cover_pictures.FILE_KEY}{self.file}"


def key_of(story: Story, item_id: str | None, preferences: Preferences) -> PictureKey:
    """Return the key of an item's picture, or of the story's."""
    return PictureKey(story.number, story.revision, item_id, compose.shared(preferences))


@cache
def missing_libraries() -> tuple[str, ...]:
    """Return what is missing on this machine to draw pictures, looked at once."""
    # Here, because it loads Pillow, which a start does without.
    from bot.render.picture.face import missing_libraries as look

    return look()


class Pictures:
    """Draws pictures and remembers the file ids of those that were uploaded by the bot of `token`."""

    def __init__(self, database: Database, token: str, now: Callable[[], datetime]) -> None:
        self.drawing = DrawingProcess()
        self._database, self._bot_id, self._now = database, int(token.partition(":")[0]), now
        self._drawn: OrderedDict[str, bytes] = OrderedDict()
        self._files: OrderedDict[tuple[int, int], dict[str, str]] = OrderedDict()

    @property
    def are_available(self) -> bool:
        """Whether pictures can be drawn here: without it there are no buttons for them."""
        return not missing_libraries()

    async def draw(self, key: PictureKey, picture: Picture) -> bytes:
        """Return a picture as a JPEG; raise GlyphMissing, PicturesUnavailable or PictureFailed."""
        name = str(key)
        if name not in self._drawn:
            self._drawn[name] = await self.drawing.draw(picture)
            if len(self._drawn) > _DRAWN:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(name)
        return self._drawn[name]

    async def find_file(self, key: PictureKey | CoverKey) -> str | None:
        """Return the file id of an uploaded picture, also of one that another process uploaded; None if unknown."""
        known = await self.files_of(key.story, key.revision)
        if str(key) not in known:
            async with self._database.read() as conn:
                file_id = await picture_files.find(conn, self._bot_id, str(key))
            if file_id:
                known[str(key)] = file_id
        return known.get(str(key))

    async def files_of(self, story: int, revision: int) -> dict[str, str]:
        """Return the file ids of a revision's pictures by key, as this process knows them: read once."""
        revision_key = (story, revision)
        if revision_key not in self._files:
            async with self._database.read() as conn:
                self._files[revision_key] = await picture_files.read_revision(conn, self._bot_id, story, revision)
            if len(self._files) > _STORIES:
                self._files.popitem(last=False)
        self._files.move_to_end(revision_key)
        return self._files[revision_key]

    async def keep_file(self, key: PictureKey | CoverKey, file_id: str) -> None:
        """Remember an uploaded picture; those of older revisions are forgotten."""
        (await self.files_of(key.story, key.revision))[str(key)] = file_id
        self._drawn.pop(str(key), None)
        row = picture_files.PictureFile(str(key), key.story, key.revision, file_id, self._now())
        async with self._database.write() as conn:
            await picture_files.record(conn, self._bot_id, row)

    async def forget_file(self, key: PictureKey | CoverKey) -> None:
        """Forget a file id that Telegram refuses: the picture is uploaded anew."""
        (await self.files_of(key.story, key.revision)).pop(str(key), None)
        async with self._database.write() as conn:
            await picture_files.delete_key(conn, self._bot_id, str(key))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process that draws."""
        await self.drawing.close()


def compose_picture(
    story: Story, item_id: str | None, words: Translator, preferences: Preferences
) -> tuple[PictureKey, Picture] | None:
    """Compose an item's picture, or the story's, with its key; None if there is none of it."""
    picture = compose.compose(story, item_id, words, preferences)
    return (key_of(story, item_id, preferences), picture) if picture else None
