"""File ids of photos: where an answer has that of an upload, and how one that is no longer good is refused."""

from __future__ import annotations

from bot.telegram_api.outcomes import Outcome, Rejected, Sent

# Of a file id that is another bot's, or too old: "wrong file identifier/HTTP URL specified", "wrong remote file
# identifier specified: …", "FILE_REFERENCE_EXPIRED", "invalid file_id", "PHOTO_INVALID".
_FILE_REFUSED = ("file identifier", "file_id", "file_reference", "photo_invalid")


def file_id_of(outcome: Outcome) -> str | None:
    """Return the file id of the photo in a message that was sent or edited: of its largest size, which stands for all.

    None where nothing was sent, or the answer holds no message, as that to an edit by `inline_message_id`.
    """
    result = outcome.result if isinstance(outcome, Sent) else None
    sizes = result.get("photo") if isinstance(result, dict) else None
    file_id = sizes[-1].get("file_id") if sizes else None
    return file_id if isinstance(file_id, str) else None


def is_file_refused(outcome: Outcome) -> bool:
    """Return whether a call was refused for the file id in it: the file must be uploaded anew."""
    return isinstance(outcome, Rejected) and any(words in outcome.description.lower() for words in _FILE_REFUSED)
