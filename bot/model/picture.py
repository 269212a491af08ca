"""A story's own picture: which it is, whom to credit for it, and what is seen on it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from bot.model.text import LocalizedLine, Model, Phrase, tidy_id

# A validation context: `Dossier.model_validate(tree, context=DRAFT)` takes what is still being worked on, whose lists
# of sources, title and standfirst may be empty (`[]`, `{}`). Without it, as in a file and at publishing, they may not.
DRAFT = "draft"

# The SHA-256 of its bytes as they are kept.
PictureFile = Annotated[
    str,
    Field(pattern=r"^[0-9a-f]{64}$"),
    BeforeValidator(tidy_id),
    WithJsonSchema({"type": "string", "minLength": 1}),  # in a file it may be a path
]


def unwritten_line(value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Take no line (`{}`) where a draft is validated."""
    return LocalizedLine.model_construct() if info.context == DRAFT and value == {} else validate(value)


class Picture(Model):
    """A picture for the cover, with whom to credit for it and what it shows."""

    file: PictureFile
    """Which picture: its id, as `siyaq story export` writes it; or the path of a JPEG, PNG or WebP beside the file."""

    credit: Annotated[Phrase, WrapValidator(unwritten_line)]
    """Who is to be credited for it: the photographer, the agency."""

    description: Annotated[Phrase, WrapValidator(unwritten_line)]
    """What is seen on it, for those who cannot see it."""
