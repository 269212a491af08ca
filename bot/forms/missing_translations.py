"""Which texts of a dossier lack their other language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import dossier_edit
from bot.forms.form_fields import family, fields
from bot.model.language import Language
from bot.model.text import Localized

if TYPE_CHECKING:
    from bot.model import Dossier


def waiting(dossier: Dossier) -> tuple[tuple[str, str | None, str, Language], ...]:
    """List missing translations: part, item (None: the head), field, and the language that lacks the text.

    `begin` asks for one with '_other' behind the field. A source's headline needs none: it is kept as published. Asked
    for are Arabic and English, each beside the other; what else there is comes by file.
    """
    head: list[tuple[str, str | None, str, object]] = [
        (part, None, part, getattr(dossier, part)) for part in dossier_edit.HEAD
    ]
    if picture := dossier.picture:
        head += [(dossier_edit.PICTURE, None, field, getattr(picture, field)) for field in fields(dossier_edit.PICTURE)]
    items = [
        (part, entry.id, field, getattr(entry, field))
        for part in dossier_edit.PARTS
        for entry in getattr(dossier, part)
        for field in fields(part)
        if f"{field}_other" in family(part, field)
    ]
    return tuple(
        (part, item, field, language)
        for part, item, field, text in (*head, *items)
        if isinstance(text, Localized)
        for language in Language
        if language.other.other is language and text.has(language.other) and not text.has(language)
    )
